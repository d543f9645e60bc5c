//! How MySQL and MariaDB read definitions: types as their catalogs tell them, defaults, collations, and the names that
//! they give themselves.

use super::finish::settle_implicit;
use super::live::{decode, defaults, literal, split, types};
use super::{server, sql};
use parallax_dialect::{Ddl, DeclaredType, DroppedColumn, Implied, ImpliedKind, Target, Version, dump_head};
use parallax_ir::{Action, ColumnType, Default, Name, OptionValue, Options, Table};

pub(crate) const DDL: Ddl = Ddl {
    lexis: split::LEXIS,
    replays: true,
    folds_names: false,
    cuts_names_at: None,
    digits_begin_names: true,
    any_case: true,
    inline_indexes: true,
    maria_comments: false,
    selects_into: false,
    literal: text,
    column_type: |text, _| column_type(text),
    default,
    implied_name,
    dropped_column: DroppedColumn::LeavesRest,
    default_action: Action::NoAction,
    keys_hold_null: false,
    objects_in_tables: false,
    signature: str::to_owned,
    indexes_in_namespace: false,
    unique_is_index: true,
    settle,
    finish: |_, _| {},
    table_options,
    dumped_by: |script| dumped(script, false),
    is_tool: |name| parallax_dialect::OWN_TABLES.contains(&name),
};

/// In single or double quotes: `ANSI_QUOTES` is not the usual mode.
fn text(quoted: &str) -> Option<String> {
    if let Some(inner) = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return literal::text(&format!("'{}'", inner.replace("\"\"", "\"").replace('\'', "''")));
    }
    literal::text(quoted)
}

/// `mysqldump` and `mariadb-dump` say who was dumped: `-- Server version 8.0.36`.
pub(crate) fn dumped(script: &str, maria: bool) -> Option<Version> {
    let marks = ["-- MySQL dump", "-- MariaDB dump", "/*M!999999"];
    dump_head(script).find(|line| marks.iter().any(|mark| line.starts_with(mark)))?;
    let version = dump_head(script).find_map(|line| line.strip_prefix("-- Server version"))?.trim();
    let is_maria = version.contains("MariaDB");
    let version = version.strip_prefix("5.5.5-").unwrap_or(version);
    (is_maria == maria).then(|| Version::leading(version)).flatten()
}

// -- types ----------------------------------------------------------------------------------------------------------

/// Other names of types. <https://dev.mysql.com/doc/refman/8.4/en/other-vendor-data-types.html>
const NAMES: &[(&str, &str)] = &[
    ("boolean", "tinyint(1)"),
    ("bool", "tinyint(1)"),
    ("integer", "int"),
    ("int1", "tinyint"),
    ("int2", "smallint"),
    ("int3", "mediumint"),
    ("int4", "int"),
    ("int8", "bigint"),
    ("middleint", "mediumint"),
    ("dec", "decimal"),
    ("fixed", "decimal"),
    ("numeric", "decimal"),
    ("real", "double"),
    ("double precision", "double"),
    ("float4", "float"),
    ("float8", "double"),
    ("character varying", "varchar"),
    ("national varchar", "varchar"),
    ("nvarchar", "varchar"),
    ("national char", "char"),
    ("nchar", "char"),
    ("character", "char"),
    ("long varchar", "mediumtext"),
    ("long", "mediumtext"),
    ("long varbinary", "mediumblob"),
];

/// Lengths that go without saying, as the catalog says them.
const LENGTHS: &[(&str, &str)] = &[("decimal", "(10,0)"), ("char", "(1)"), ("binary", "(1)"), ("bit", "(1)")];

fn column_type(text: &str) -> DeclaredType {
    let text = text.trim();
    let open = text.find('(').unwrap_or(text.len());
    let (head, rest) = text.split_at_checked(open).unwrap_or((text, ""));
    let head = head.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let (args, flags) = match rest.rfind(')') {
        Some(end) => (rest.get(..=end).unwrap_or_default(), rest.get(end + 1..).unwrap_or_default()),
        None => ("", rest),
    };
    let (mut word, own_flags) =
        (head.as_str(), head.split(' ').filter(|word| FLAGS.contains(word)).collect::<Vec<_>>().join(" "));
    let bare = head.split(' ').filter(|word| !FLAGS.contains(word)).collect::<Vec<_>>().join(" ");
    if !own_flags.is_empty() {
        word = bare.as_str();
    }
    let word = NAMES.iter().find(|(name, _)| *name == word).map_or(word, |(_, name)| name);
    let counts = word == "serial";
    let word = if counts { "bigint unsigned" } else { word };
    let implied =
        LENGTHS.iter().find(|(name, _)| *name == word && args.is_empty()).map_or("", |(_, length)| length);
    let scale = if word == "decimal" && !args.is_empty() && !args.contains(',') {
        args.replace(')', ",0)")
    } else {
        String::new()
    };
    let args = if !scale.is_empty() {
        scale
    } else if args.is_empty() {
        implied.to_owned()
    } else {
        args.to_owned()
    };
    let is_list = word == "enum" || word == "set";
    let args = if is_list { spaceless(&args) } else { args.chars().filter(|c| !c.is_whitespace()).collect() };
    let mut flags: Vec<String> = format!("{own_flags} {flags}")
        .to_lowercase()
        .split_whitespace()
        .filter(|flag| *flag != "signed")
        .map(str::to_owned)
        .collect();
    if flags.iter().any(|flag| flag == "zerofill") && !flags.iter().any(|flag| flag == "unsigned") {
        flags.insert(0, "unsigned".to_owned());
    }
    let spelled = format!("{word}{args} {}", flags.join(" "));
    let (ty, options) = types::read(spelled.trim_end());
    DeclaredType { ty, options, counts, required: counts }
}

const FLAGS: &[&str] = &["unsigned", "signed", "zerofill"];

/// A list of literals without the spaces between them.
fn spaceless(args: &str) -> String {
    let (mut found, mut quote) = (String::new(), None);
    for c in args.chars() {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if c == '\'' => quote = Some(c),
            None if c == '"' => quote = Some(c),
            None if c.is_whitespace() => continue,
            None => {}
        }
        found.push(if c == '"' { '\'' } else { c });
    }
    found
}

// -- defaults -------------------------------------------------------------------------------------------------------

/// As it stands in a statement, to what the catalog would tell.
fn default(text: &str, ty: &ColumnType, target: &Target) -> Option<Default> {
    let text = text.trim();
    let mut inner = text;
    while sql::in_parentheses(inner) {
        inner = inner.get(1..inner.len() - 1).unwrap_or_default().trim();
    }
    if inner.eq_ignore_ascii_case("null") {
        return None;
    }
    let word = inner.to_ascii_lowercase();
    let number = match word.as_str() {
        "true" => Some("1"),
        "false" => Some("0"),
        _ => None,
    };
    if server::is_mariadb(target) {
        return defaults::read(number.unwrap_or(inner), ty, false, target);
    }
    match (literal::text(inner), number) {
        (Some(text), _) => defaults::read(&text, ty, false, target),
        (None, Some(number)) => defaults::read(number, ty, false, target),
        (None, None) => {
            let bare = inner != text || !is_constant(inner) && !sql::is_now(&word);
            defaults::read(inner, ty, bare, target)
        }
    }
}

fn is_constant(text: &str) -> bool {
    text.parse::<f64>().is_ok() || text.starts_with("b'") || text.starts_with("x'") || text.starts_with("0x")
}

// -- options --------------------------------------------------------------------------------------------------------

/// <https://dev.mysql.com/doc/refman/8.4/en/charset-charsets.html>
fn default_collation(charset: &str, target: &Target) -> Option<&'static str> {
    let new = !server::is_mariadb(target) && target.is_at_least(8, 0);
    Some(match charset.to_ascii_lowercase().as_str() {
        "utf8mb4" if new => "utf8mb4_0900_ai_ci",
        "utf8mb4" => "utf8mb4_general_ci",
        "utf8" | "utf8mb3" => "utf8mb3_general_ci",
        "latin1" => "latin1_swedish_ci",
        "ascii" => "ascii_general_ci",
        "binary" => "binary",
        _ => return None,
    })
}

fn table_options(words: &[(String, String)], target: &Target) -> Options {
    let mut options = Options::new();
    let of = |name: &str| words.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let collation =
        of("collate").or_else(|| of("charset").and_then(|charset| default_collation(charset, target)));
    if let Some(collation) = collation.filter(|collation| *collation != sql::COLLATION) {
        options.insert(Name::new_static("collation"), OptionValue::Text(collation.into()));
    }
    if let Some(engine) = of("engine").filter(|engine| !engine.eq_ignore_ascii_case("InnoDB")) {
        options.insert(Name::new_static("engine"), OptionValue::Text(engine.into()));
    }
    for (key, value) in words {
        if let Some(known) = decode::option_row(key) {
            let number = value.parse().map(OptionValue::Number);
            let value = number.unwrap_or_else(|_| OptionValue::Text(value.into()));
            options.insert(Name::new_static(known), value);
        }
    }
    options
}

// -- names and what goes without saying -----------------------------------------------------------------------------

fn implied_name(implied: &Implied<'_>, _: &dyn Fn(&str) -> bool) -> Option<Name> {
    let table = implied.table;
    let first = implied.columns.first().cloned();
    let numbered = |middle: &str, names: &mut dyn Iterator<Item = &Name>| {
        let prefix = format!("{}{middle}", table.name.name);
        let numbers = names.filter_map(|name| name.strip_prefix(prefix.as_str())?.parse::<u32>().ok());
        Some(Name::from(format!("{prefix}{}", numbers.max().unwrap_or(0) + 1)))
    };
    match implied.what {
        ImpliedKind::PrimaryKey | ImpliedKind::Sequence | ImpliedKind::Exclusion => None,
        ImpliedKind::Index | ImpliedKind::Unique => {
            let base = first.unwrap_or_else(|| "functional_index".into());
            let taken = |name: &str| table.indexes.iter().any(|index| index.name.eq_ignore_ascii_case(name));
            let numbered = (2..).map(|number: u32| format!("{base}_{number}"));
            std::iter::once(base.to_string()).chain(numbered).find(|name| !taken(name)).map(Name::from)
        }
        ImpliedKind::ForeignKey => {
            numbered("_ibfk_", &mut table.foreign_keys.iter().filter_map(|key| key.name.as_ref()))
        }
        ImpliedKind::Check | ImpliedKind::ColumnCheck => {
            numbered("_chk_", &mut table.checks.iter().filter_map(|check| check.name.as_ref()))
        }
    }
}

fn settle(table: &mut Table, target: &Target) {
    settle_columns(table, target);
    settle_checks(table, target);
    settle_implicit(table, target);
    // The index of a foreign key that nobody named has the name of its column.
    let servers = format!("{}_ibfk_", table.name.name);
    for at in 0..table.indexes.len() {
        let Some(index) =
            table.indexes.get(at).filter(|index| index.is_implicit() && index.name.starts_with(&servers))
        else {
            continue;
        };
        let columns: Vec<Name> = index.columns().cloned().collect();
        let what = ImpliedKind::Index;
        let name = implied_name(&Implied { what, table, columns: &columns }, &|_| false);
        if let (Some(index), Some(name)) = (table.indexes.get_mut(at), name) {
            index.name = name;
            index.options.remove(parallax_ir::Index::IMPLICIT);
        }
    }
}

fn settle_columns(table: &mut Table, target: &Target) {
    let own = table.options.get("collation").cloned();
    let of_table = match &own {
        Some(OptionValue::Text(name)) => name.as_str(),
        _ => sql::COLLATION,
    };
    for column in &mut table.columns {
        if let Some(OptionValue::Text(charset)) = column.options.remove("charset")
            && column.collation.is_none()
        {
            column.collation = default_collation(&charset, target).map(Name::new_static);
        }
        column.collation.take_if(|collation| collation == of_table);
        if column.is_auto() {
            column.nullable = false;
        }
        if let Some(Default::Expression(text)) = &column.default
            && sql::is_now(&text.to_ascii_lowercase())
            && column.ty.as_native().is_some_and(|(name, _)| matches!(name, "DateTime" | "Timestamp"))
        {
            column.default = Some(Default::Now);
        }
    }
}

/// MariaDB keeps the check of a column with it, and takes JSON for a text with one.
fn settle_checks(table: &mut Table, target: &Target) {
    if !server::is_mariadb(target) {
        return;
    }
    let columns: Vec<Name> = table.columns.iter().map(|column| column.name.clone()).collect();
    table.checks.retain(|check| {
        let is_json = columns
            .iter()
            .any(|name| check.expression.eq_ignore_ascii_case(&format!("json_valid(`{name}`)")));
        !is_json
    });
}
