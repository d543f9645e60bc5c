//! Fixes of what is reported: those that the analysis gives itself, and those that are built here from the tree.

mod blocks;
mod config;
mod fields;
mod keys;
mod names;
mod namespaces;
mod referential;
mod relations;
mod removal;
mod types;

pub(super) use fields::{listed, with_arity};
pub(super) use relations::{native_type, relation_attribute, type_name};

use super::edit::{self, FileEdit};
use super::place::touches;
use super::{Action, ActionKind};
use crate::{Snapshot, SourceChange};
use parallax_diagnostics::{Diagnostic, Fix};
use parallax_text::{Edit, Span, TextRange};

/// One way to mend a diagnostic.
pub(super) struct Offer {
    title: String,
    edits: Vec<FileEdit>,
    is_preferred: bool,
}

impl Offer {
    fn new(title: impl Into<String>, edits: impl IntoIterator<Item = FileEdit>) -> Self {
        Offer { title: title.into(), edits: edits.into_iter().collect(), is_preferred: false }
    }
    fn preferred(mut self) -> Self {
        self.is_preferred = true;
        self
    }
}

/// Builds the ways to mend a diagnostic; `Span` is its place.
type Maker = fn(&Snapshot, &Diagnostic, Span, &mut Vec<Offer>);

/// What is built here, by the name of the rule. The fixes of the analysis come first, and need no row.
pub(super) static MAKERS: &[(&str, Maker)] = &[
    ("invalid-line-outside", removal::comment_out),
    ("invalid-line", removal::comment_out),
    ("text-after-brace", removal::comment_out),
    ("unknown-type", blocks::create_missing),
    ("duplicate-field", removal::member),
    ("duplicate-enum-value", removal::member),
    ("duplicate-config-key", removal::property),
    ("stable-preview-feature", removal::item),
    ("deprecated-preview-feature", removal::item),
    ("unknown-preview-feature", removal::item),
    ("generator-provider-missing", config::provider),
    ("provider-missing", config::provider),
    ("unknown-datasource-key", removal::property),
    ("preview-features-in-datasource", removal::property),
    ("relation-mode-twice", removal::property),
    ("shadow-database-same", removal::property),
    ("direct-url-proxy", removal::property),
    ("schemas-empty", removal::property),
    ("schemas-duplicate", removal::item),
    ("schemas-unsupported", removal::property),
    ("extensions-preview", config::preview_feature),
    ("unknown-argument", removal::argument),
    ("duplicate-argument", removal::argument),
    ("empty-name", removal::empty),
    ("unknown-attribute", removal::attribute),
    ("duplicate-attribute", removal::attribute),
    ("column-attribute-on-relation", removal::attribute),
    ("relation-on-column", removal::attribute),
    ("schema-undeclared", namespaces::declare),
    ("schema-missing", namespaces::add_attribute),
    ("schema-attribute-unsupported", removal::attribute),
    ("updated-at", types::date_time),
    ("updated-at", removal::updated_at),
    ("ignore-unsupported", removal::ignore),
    ("ignore-redundant", removal::ignore),
    ("json-unsupported", types::string),
    ("decimal-unsupported", types::float),
    ("enum-unsupported", types::string),
    ("json-list-unsupported", fields::required),
    ("list-unsupported", fields::required),
    ("native-type-unknown", removal::attribute),
    ("native-type-unknown", types::unsupported),
    ("native-types-none", removal::attribute),
    ("native-type-mismatch", removal::attribute),
    ("native-type-arguments", removal::attribute),
    ("native-type-argument-kind", types::without_quotes),
    ("native-type-range", removal::argument),
    ("default-type", types::without_quotes),
    ("default-type", removal::default),
    ("default-unsupported-type", removal::default),
    ("default-name", removal::argument),
    ("default-composite", removal::default),
    ("default-in-composite", removal::default),
    ("default-unknown-function", removal::default),
    ("default-function-type", removal::default),
    ("default-function-unsupported", removal::default),
    ("autoincrement-unsupported", removal::default),
    ("autoincrement-twice", removal::one_of_several),
    ("autoincrement-not-id", keys::index),
    ("autoincrement-not-id", removal::default),
    ("autoincrement-not-indexed", keys::index),
    ("autoincrement-not-indexed", removal::default),
    ("autoincrement-on-int", types::big_int),
    ("type-needs-length", types::prefix_length),
    ("empty-enum", types::first_member),
    ("composite-empty", types::first_member),
    ("reserved-name", names::out_of_the_way),
    ("scalar-name", names::out_of_the_way),
    ("duplicate-column", names::without_map),
    ("duplicate-table", names::without_map),
    ("duplicate-database-enum", names::without_map),
    ("constraint-name-taken", names::another_constraint_name),
    ("constraint-name-too-long", names::another_constraint_name),
    ("index-without-fields", removal::attribute),
    ("index-field-twice", removal::item),
    ("index-length", removal::argument),
    ("index-unknown-option", removal::argument),
    ("id-optional", fields::require),
    ("several-ids", keys::together),
    ("several-ids", removal::one_of_several),
    ("index-name-and-map", removal::name),
    ("index-type", removal::argument),
    ("client-name", removal::name),
    ("client-name-twice", removal::name),
    ("client-name-is-field", removal::name),
    ("no-unique-criterion", keys::add),
    ("operator-classes-unsupported", removal::argument),
    ("operator-class-index-type", removal::argument),
    ("operator-class-column-type", removal::argument),
    ("partial-index-preview", config::preview_feature),
    ("partial-index-preview", removal::argument),
    ("partial-index-unsupported", removal::argument),
    ("where-empty", removal::argument),
    ("length-unsupported", removal::argument),
    ("length-type", removal::argument),
    ("id-sort-unsupported", removal::argument),
    ("index-type-sort", removal::argument),
    ("fulltext-unsupported", removal::attribute),
    ("fulltext-length", removal::argument),
    ("fulltext-sort", removal::argument),
    ("clustered-unsupported", removal::argument),
    ("operator-class-not-index", removal::argument),
    ("id-name-unsupported", removal::labelled_argument),
    ("view-key-options", removal::argument),
    ("view-index", removal::attribute),
    ("clustered-twice", removal::not_clustered),
    ("empty-relation-name", removal::argument),
    ("duplicate-relation-column", removal::item),
    ("unknown-referential-action", referential::another_action),
    ("unsupported-referential-action", referential::another_action),
    ("unsupported-referential-action", removal::argument),
    ("self-relation-cycle", referential::stop_cascade),
    ("cascade-cycle", referential::stop_cascade),
    ("multiple-cascade-paths", referential::stop_cascade),
    ("ambiguous-relation", referential::name_relations),
    ("references-order", referential::order_of_key),
    ("index-unknown-field", removal::item),
    ("default-enum-value", types::enum_value),
    ("default-function-arguments", removal::arguments_of_function),
    ("unknown-relation-column", referential::add_column),
    ("embedded-many-to-many-id", referential::list_of_ids),
    ("embedded-many-to-many-unsupported", relations::in_a_table),
    ("embedded-many-to-many-columns", referential::list_of_ids),
    ("relation-on-both-sides", referential::key_on_one_side),
    ("relation-columns-mixed", referential::key_on_one_side),
    ("relation-without-columns", relations::columns),
    ("relation-actions-on-wrong-side", relations::move_action),
    ("relation-actions-on-wrong-side", removal::argument),
    ("relation-columns-on-wrong-side", relations::without_columns),
    ("one-to-one-both-required", fields::optional),
    ("relation-type-mismatch", fields::same_type),
    ("required-relation-optional-column", fields::agree),
    ("one-to-one-not-unique", relations::list_on_the_other_side),
    ("relation-native-type-differs", fields::same_type),
    ("set-null-on-required", fields::allow_null),
    ("set-default-ineffective", relations::no_action),
    ("many-to-many-without-id", keys::add_to_other),
    ("many-to-many-references", removal::argument),
    ("many-to-many-actions", removal::argument),
    ("named-foreign-key-unsupported", removal::map),
    ("constraint-name-too-long", removal::map),
    ("constraint-name-taken", removal::map),
    ("composite-block-attribute", removal::attribute),
    ("document-id", relations::document_id),
    ("auto-place", types::object_id),
    ("auto-place", removal::default),
    ("document-dbgenerated", removal::default),
    ("document-field-name", removal::attribute),
    ("duplicate-index", removal::attribute),
    ("unique-on-id", removal::attribute),
    ("fulltext-twice", removal::attribute),
    ("shard-key-preview", config::preview_feature),
    ("shard-key-unsupported", removal::attribute),
    ("shard-key-optional", fields::require),
    ("several-shard-keys", removal::one_of_several),
    ("views-preview", config::preview_feature),
];

pub(super) fn actions(snapshot: &Snapshot, selection: Span) -> Vec<Action> {
    let mut actions = Vec::new();
    for diagnostic in diagnostics_at(snapshot, selection) {
        let Some(span) = diagnostic.span() else { continue };
        let mut offers: Vec<Offer> = diagnostic.fix.iter().map(|fix| given(snapshot, fix)).collect();
        for (_, maker) in MAKERS.iter().filter(|(slug, _)| *slug == diagnostic.rule.slug) {
            maker(snapshot, diagnostic, span, &mut offers);
        }
        if parallax_lint::find(diagnostic.rule.code).is_some() {
            offers.push(ignored(snapshot, diagnostic, span));
        }
        actions.extend(offers.into_iter().map(|offer| Action {
            title: offer.title,
            kind: ActionKind::QuickFix,
            change: SourceChange { edits: offer.edits, ..SourceChange::default() },
            fixes: Some((diagnostic.rule.code, span)),
            is_preferred: offer.is_preferred,
        }));
    }
    actions
}

fn diagnostics_at(snapshot: &Snapshot, selection: Span) -> impl Iterator<Item = &Diagnostic> {
    snapshot.checked().diagnostics.iter().chain(snapshot.lint()).filter(move |diagnostic| {
        diagnostic
            .span()
            .is_some_and(|span| span.file == selection.file && touches(span.range, selection.range))
    })
}

/// A comment that switches the rule off, above what it is about.
fn ignored(snapshot: &Snapshot, diagnostic: &Diagnostic, span: Span) -> Offer {
    let text = snapshot.text(span.file);
    let start =
        text.get(..span.range.start as usize).map_or(0, |before| before.rfind('\n').map_or(0, |at| at + 1));
    let line = text.get(start..).unwrap_or_default();
    let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    let slug = diagnostic.rule.slug;
    let comment = format!("{indent}// parallax-ignore {slug}: why it is right here\n");
    let edit = Edit { range: TextRange::new(start, start), text: comment };
    Offer::new(format!("Ignore {slug} here, with the reason…"), [(span.file, edit)])
}

/// The fix of the analysis, in the layout of the text.
fn given(snapshot: &Snapshot, fix: &Fix) -> Offer {
    let edits = fix.edits.iter().map(|change| edit::adapt(snapshot, change));
    Offer::new(fix.title.clone(), edits).preferred()
}
