//! How SQLite reads definitions: it keeps types as they are written, and names little by itself.

use super::live::{decode, defaults, split};
use parallax_dialect::{Ddl, DeclaredType, DroppedColumn, Implied, ImpliedKind, Target};
use parallax_ir::{Action, Generated, Name, OptionValue, Options, Table};

pub(super) const DDL: Ddl = Ddl {
    lexis: split::LEXIS,
    replays: true,
    folds_names: false,
    cuts_names_at: None,
    digits_begin_names: false,
    any_case: true,
    inline_indexes: false,
    maria_comments: false,
    selects_into: false,
    literal: |text| {
        let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
        Some(inner.replace("''", "'"))
    },
    column_type: |text, _| DeclaredType {
        ty: decode::column_type(&text.split_whitespace().collect::<Vec<_>>().join(" ")),
        options: Options::new(),
        counts: false,
        required: false,
    },
    default: |text, ty, _| defaults::default(unwrapped(text.trim()), ty),
    implied_name,
    dropped_column: DroppedColumn::Refused,
    default_action: Action::NoAction,
    keys_hold_null: true,
    objects_in_tables: false,
    signature: str::to_owned,
    indexes_in_namespace: true,
    unique_is_index: false,
    settle,
    finish: |_, _| {},
    table_options,
    // What `.dump` writes begins so.
    dumped_by: |script| {
        let begins = script.starts_with("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;");
        begins.then_some(super::DIALECT.default_version)
    },
    is_tool: decode::is_foreign,
};

/// The catalog tells an expression without its parentheses.
fn unwrapped(text: &str) -> &str {
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let closes = |inner: &str| {
        let mut depth = 0_usize;
        inner.chars().all(|c| {
            match c {
                '(' => depth += 1,
                ')' if depth == 0 => return false,
                ')' => depth -= 1,
                _ => {}
            }
            true
        })
    };
    inner.filter(|inner| closes(inner)).map_or(text, str::trim)
}

fn table_options(words: &[(String, String)], _: &Target) -> Options {
    let known = words.iter().filter(|(key, _)| matches!(key.as_str(), "strict" | "without_rowid"));
    known.map(|(key, _)| (Name::from(key), OptionValue::Bool(true))).collect()
}

/// The indexes of keys are numbered in the order in which they are written.
/// <https://www.sqlite.org/fileformat2.html#intschema>
fn implied_name(implied: &Implied<'_>, taken: &dyn Fn(&str) -> bool) -> Option<Name> {
    if implied.what != ImpliedKind::Unique {
        return None;
    }
    let table = implied.table;
    let own = table.primary_key.as_ref().is_some_and(|_| !counts(table));
    let first = if own { 2 } else { 1 };
    let mut names = (first..).map(|number: u32| format!("sqlite_autoindex_{}_{number}", table.name.name));
    names.find(|name| !taken(name)).map(Name::from)
}

/// Whether the primary key is the number of the row, which needs no index.
fn counts(table: &Table) -> bool {
    let Some(key) = &table.primary_key else { return false };
    let [only] = key.columns.as_slice() else { return false };
    let column = table.column(&only.name);
    column.is_some_and(|column| column.ty.as_native().is_some_and(|(name, _)| name == "Integer"))
}

/// Keys of whole numbers are the number of the row; the columns of others may hold NULL unless they say otherwise.
/// <https://www.sqlite.org/lang_createtable.html#the_primary_key>
fn settle(table: &mut Table, _: &Target) {
    let counts = counts(table);
    let without_rowid = table.options.contains_key("without_rowid");
    let names: Vec<Name> = table.columns.iter().map(|column| column.name.clone()).collect();
    for name in names.iter().filter(|name| table.in_primary_key(name)).cloned().collect::<Vec<_>>() {
        for column in table.columns.iter_mut().filter(|column| column.name == name) {
            let counted = matches!(column.generated, Some(Generated::AutoIncrement { .. }));
            if counts && !counted {
                column.generated = Some(Generated::AutoIncrement { sequence: None });
                column.options.insert("autoincrement".into(), OptionValue::Bool(false));
            }
            if column.nullable && !counts && !without_rowid {
                column.options.insert("nullable".into(), OptionValue::Bool(true));
            }
            column.nullable = false;
        }
    }
    for column in &mut table.columns {
        column.collation.take_if(|name| name.eq_ignore_ascii_case("BINARY"));
    }
    let collations: Vec<(Name, Option<Name>)> =
        table.columns.iter().map(|column| (column.name.clone(), column.collation.clone())).collect();
    for part in table.indexes.iter_mut().flat_map(|index| &mut index.parts) {
        let parallax_ir::IndexKey::Column(name) = &part.key else { continue };
        let own =
            collations.iter().find(|(column, _)| column == name).and_then(|(_, collation)| collation.clone());
        let own = own.as_deref().unwrap_or("BINARY");
        part.collation.take_if(|collation| collation.eq_ignore_ascii_case(own));
    }
}
