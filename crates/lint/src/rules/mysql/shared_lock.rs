//! `mysql-shared-lock`: an index is built while writes wait.

use crate::rules::prelude::*;

lint! {
    /// An index is built from all rows while writes wait (`LOCK=SHARED`): so it is for FULLTEXT and SPATIAL indexes.
    ///
    /// ```prisma,before
    /// model Note {
    ///   id   Int    @id
    ///   text String
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model Note {
    ///   id   Int    @id
    ///   text String
    ///
    ///   @@fulltext([text])
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client-js"
    ///   previewFeatures = ["fullTextIndex"]
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Note {
    ///   id   Int    @id
    ///   text String
    ///
    ///   @@index([text])
    /// }
    /// ```
    Warning "PX7303" "mysql-shared-lock" = "an index is built while writes wait",
    on MYSQLS, Step(check), seen [facts(MYSQLS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    step.tell_blocking_index(
        found,
        "Do it when little is written, or with a tool that copies beside the users.",
    );
}
