//! Views are a preview feature.

use crate::context::Context;
use crate::model::ModelKeyword;
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;

rules! {
    /// Views are a preview feature. Add it to a generator:
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// view Total {
    ///   userId Int @unique
    ///   sum    Int
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["views"]
    /// }
    ///
    /// view Total {
    ///   userId Int @unique
    ///   sum    Int
    /// }
    /// ```
    error VIEWS_PREVIEW "PX2700" "views-preview" = "a view without its preview feature",
}

pub(crate) fn check(cx: &mut Context) {
    if cx.preview("views") {
        return;
    }
    let views = cx
        .schema
        .models
        .iter()
        .filter(|model| model.keyword == ModelKeyword::View && !cx.whole.contains(&model.name_span.file));
    let found: Vec<_> = views
        .map(|view| {
            Diagnostic::new(&VIEWS_PREVIEW, "Views need the preview feature `views`.")
                .at(view.name_span, "not switched on")
                .help("Add it to `previewFeatures` of a generator.")
        })
        .collect();
    cx.diagnostics.extend(found.into_iter().collect());
}
