//! CREATE TABLE: columns, constraints, and what stands behind the parentheses.

use super::Modifiers;
use super::keys::{bare, deferrable, exclusion, key, references, rest, settings, standing, validated};
use super::sequences;
use crate::ast::{
    ColumnDef, ColumnOption, ColumnWord, Command, ConstraintWord, CreateTable, KeySpec, TableConstraint,
};
use crate::cursor::Cursor;
use parallax_ir::{IndexKind, QName, Sort};

pub(super) fn create(cursor: &mut Cursor<'_>, modifiers: Modifiers) -> Option<Command> {
    cursor.skip();
    let if_not_exists = cursor.if_not_exists();
    let mut table = CreateTable {
        if_not_exists,
        temporary: modifiers.temporary,
        unlogged: modifiers.unlogged,
        ..CreateTable::new(cursor.qname()?)
    };
    if cursor.eat_all(&["PARTITION", "OF"]) {
        table.partition_of = Some(cursor.qname()?);
        if cursor.is_symbol('(') {
            items(&mut cursor.group()?, &mut table)?;
        }
        if !cursor.eat("DEFAULT") {
            cursor.eat_all(&["FOR", "VALUES"]).then_some(())?;
            cursor.until(|cursor| {
                cursor.is_any(&["PARTITION", "WITH", "TABLESPACE"]) && !cursor.is_symbol_at(1, '(')
            });
        }
    } else if cursor.eat("LIKE") {
        table.like.push((cursor.qname()?, String::new()));
    } else if cursor.is_symbol('(') && !is_query(cursor) {
        items(&mut cursor.group()?, &mut table)?;
    }
    tail(cursor, &mut table)?;
    cursor.is_end().then(|| Command::CreateTable(Box::new(table)))
}

/// `SELECT … INTO [TEMP] t FROM …` makes a table, outside of all parentheses.
pub(super) fn select_into(cursor: &mut Cursor<'_>) -> Option<Command> {
    let query = cursor.rest().to_owned();
    cursor.until(|cursor| cursor.is_word("INTO"));
    cursor.eat("INTO").then_some(())?;
    let temporary = cursor.eat("TEMPORARY") || cursor.eat("TEMP");
    let unlogged = cursor.eat("UNLOGGED");
    let _ = cursor.eat("TABLE");
    let name = cursor.qname()?;
    let table = CreateTable { temporary, unlogged, query: Some(query), ..CreateTable::new(name) };
    Some(Command::CreateTable(Box::new(table)))
}

/// `(SELECT …)`
fn is_query(cursor: &Cursor<'_>) -> bool {
    cursor.is_symbol('(') && (cursor.is_word_at(1, "SELECT") || cursor.is_word_at(1, "WITH"))
}

/// Behind the columns.
fn tail(cursor: &mut Cursor<'_>, table: &mut CreateTable) -> Option<()> {
    while !cursor.is_end() {
        let _ = cursor.eat_symbol(',');
        if cursor.eat("INHERITS") {
            table.inherits = cursor.list(Cursor::qname)?;
        } else if cursor.eat_all(&["PARTITION", "BY"]) {
            table.partition_by = Some(partition_by(cursor).to_owned());
        } else if cursor.is_word("WITH") && cursor.is_symbol_at(1, '(') {
            cursor.skip();
            table.options.extend(settings(cursor)?);
        } else if cursor.eat_all(&["WITHOUT", "OIDS"]) {
        } else if cursor.eat_all(&["WITHOUT", "ROWID"]) {
            table.options.push(("without_rowid".to_owned(), "true".to_owned()));
        } else if cursor.eat("STRICT") {
            table.options.push(("strict".to_owned(), "true".to_owned()));
        } else if cursor.eat("TABLESPACE") || cursor.eat("USING") {
            cursor.name()?;
        } else if cursor.eat_all(&["ON", "COMMIT"]) {
            cursor.until(|cursor| cursor.is_word("AS"));
        } else if cursor.is_any(&["AS", "SELECT", "WITH"]) || is_query(cursor) {
            let _ = cursor.eat("AS");
            table.query = Some(cursor.take_rest().to_owned());
        } else if cursor.ddl.inline_indexes {
            let (key, value) = mysql_option(cursor)?;
            table.options.push((key, value));
        } else {
            return None;
        }
    }
    Some(())
}

fn partition_by<'a>(cursor: &mut Cursor<'a>) -> &'a str {
    if cursor.ddl.inline_indexes {
        return cursor.take_rest();
    }
    cursor.until(|cursor| cursor.is_any(&["WITH", "TABLESPACE", "USING"]))
}

/// `ENGINE = InnoDB`, `DEFAULT CHARACTER SET utf8mb4`, …: the name in lower case with underscores.
/// <https://dev.mysql.com/doc/refman/8.4/en/create-table.html>
pub(super) fn mysql_option(cursor: &mut Cursor<'_>) -> Option<(String, String)> {
    let _ = cursor.eat("DEFAULT");
    let key = if cursor.eat_all(&["CHARACTER", "SET"]) || cursor.eat("CHARSET") {
        "charset".to_owned()
    } else if cursor.eat_all(&["DATA", "DIRECTORY"]) || cursor.eat_all(&["INDEX", "DIRECTORY"]) {
        "directory".to_owned()
    } else {
        cursor.name()?.to_lowercase()
    };
    let _ = cursor.eat_symbol('=');
    if key == "union" {
        cursor.group()?;
        return Some((key, String::new()));
    }
    let value = match cursor.literal() {
        Some(text) => text,
        None => {
            cursor.name().map(|name| name.to_string()).or_else(|| cursor.number().map(|n| n.to_string()))?
        }
    };
    Some((key, value))
}

fn items(body: &mut Cursor<'_>, table: &mut CreateTable) -> Option<()> {
    for mut item in body.split(',') {
        let item = &mut item;
        if item.eat("LIKE") {
            let name = item.qname()?;
            table.like.push((name, item.take_rest().to_ascii_uppercase()));
        } else if is_constraint(item) {
            table.constraints.push(constraint(item)?);
        } else {
            table.columns.push(column(item)?);
        }
        // SQLite allows constraints without commas between them.
        while !item.is_end() && is_constraint(item) {
            table.constraints.push(constraint(item)?);
        }
        if !item.is_end() {
            return None;
        }
    }
    Some(())
}

/// Whether a constraint or an index stands here rather than a column.
pub(super) fn is_constraint(cursor: &Cursor<'_>) -> bool {
    let opens = |ahead: usize| cursor.is_symbol_at(ahead, '(');
    cursor.is_word("CONSTRAINT")
        || cursor.are_words(&["PRIMARY", "KEY"])
        || cursor.are_words(&["FOREIGN", "KEY"])
        || cursor.is_word("CHECK") && opens(1)
        || cursor.is_word("EXCLUDE") && (opens(1) || cursor.is_word_at(1, "USING"))
        || cursor.is_word("UNIQUE")
        || cursor.ddl.inline_indexes && cursor.is_any(&["KEY", "INDEX", "FULLTEXT", "SPATIAL"])
}

/// A constraint of a table.
pub(super) fn constraint(cursor: &mut Cursor<'_>) -> Option<TableConstraint> {
    let mut name = None;
    if cursor.eat("CONSTRAINT") && !cursor.is_any(&["PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE"]) {
        let _ = cursor.if_not_exists();
        name = Some(cursor.name()?);
    }
    let what = if cursor.eat_all(&["PRIMARY", "KEY"]) {
        match using_index(cursor, true) {
            Some(word) => word,
            None => ConstraintWord::PrimaryKey(constraint_key(cursor)?),
        }
    } else if cursor.eat("UNIQUE") {
        match using_index(cursor, false) {
            Some(word) => word,
            None => {
                let _ = cursor.eat("KEY") || cursor.eat("INDEX");
                ConstraintWord::Unique(constraint_key(cursor)?)
            }
        }
    } else if cursor.eat_all(&["FOREIGN", "KEY"]) {
        foreign_key(cursor)?
    } else if cursor.eat("CHECK") {
        let expression = bare(&cursor.group_text()?).to_owned();
        let (validated, enforced) = standing(cursor);
        ConstraintWord::Check { expression, validated, enforced }
    } else if cursor.eat("EXCLUDE") {
        let (spec, operators) = exclusion(cursor)?;
        ConstraintWord::Exclude(spec, operators)
    } else {
        let kind = match cursor.peek().to_ascii_uppercase().as_str() {
            "FULLTEXT" => IndexKind::Fulltext,
            "SPATIAL" => IndexKind::Spatial,
            _ => IndexKind::Normal,
        };
        if kind != IndexKind::Normal {
            cursor.skip();
        }
        let _ = cursor.eat("KEY") || cursor.eat("INDEX");
        ConstraintWord::Index(kind, constraint_key(cursor)?)
    };
    Some(TableConstraint { name, what })
}

fn using_index(cursor: &mut Cursor<'_>, primary: bool) -> Option<ConstraintWord> {
    if !cursor.eat_all(&["USING", "INDEX"]) {
        return None;
    }
    let index = cursor.name()?;
    Some(ConstraintWord::UsingIndex { primary, index, deferrable: deferrable(cursor) })
}

/// `[name] [USING m] (a, b) …`
fn constraint_key(cursor: &mut Cursor<'_>) -> Option<KeySpec> {
    let mut distinct = None;
    if cursor.eat("NULLS") {
        distinct = Some(cursor.eat("NOT"));
        cursor.eat("DISTINCT").then_some(())?;
    }
    let _ = cursor.if_not_exists();
    let index_name =
        if cursor.is_symbol('(') || cursor.is_word("USING") { None } else { Some(cursor.name()?) };
    let mut spec = key(cursor)?;
    spec.index_name = index_name;
    spec.nulls_not_distinct |= distinct == Some(true);
    spec.deferrable = deferrable(cursor);
    rest(cursor, &mut spec)?;
    Some(spec)
}

fn foreign_key(cursor: &mut Cursor<'_>) -> Option<ConstraintWord> {
    let _ = cursor.if_not_exists();
    let index = if cursor.is_symbol('(') { None } else { Some(cursor.name()?) };
    let columns = cursor.names()?;
    cursor.eat("REFERENCES").then_some(())?;
    let mut references = references(cursor)?;
    references.validated = validated(cursor);
    let later = deferrable(cursor);
    references.deferrable = references.deferrable.or(later);
    references.validated &= validated(cursor);
    Some(ConstraintWord::ForeignKey { columns, index, references })
}

// -- columns --------------------------------------------------------------------------------------------------------

/// Words that end the type of a column, and its default.
fn ends_type(cursor: &Cursor<'_>) -> bool {
    const WORDS: &[&str] = &[
        "CONSTRAINT",
        "NOT",
        "NULL",
        "DEFAULT",
        "PRIMARY",
        "UNIQUE",
        "CHECK",
        "REFERENCES",
        "COLLATE",
        "AUTO_INCREMENT",
        "AUTOINCREMENT",
        "DEFERRABLE",
        "INITIALLY",
        "STORAGE",
        "COMPRESSION",
        "ON",
    ];
    const MYSQL: &[&str] = &[
        "COMMENT",
        "CHARSET",
        "VIRTUAL",
        "STORED",
        "PERSISTENT",
        "INVISIBLE",
        "VISIBLE",
        "KEY",
        "FIRST",
        "AFTER",
        "AS",
        "COLUMN_FORMAT",
        "ASCII",
        "SRID",
        "ENGINE_ATTRIBUTE",
        "REF_SYSTEM_ID",
        "BINARY",
    ];
    cursor.is_any(WORDS)
        || cursor.are_words(&["GENERATED", "ALWAYS"])
        || cursor.are_words(&["GENERATED", "BY"])
        || cursor.is_word("AS") && cursor.is_symbol_at(1, '(')
        || cursor.ddl.inline_indexes && (cursor.is_any(MYSQL) || cursor.are_words(&["CHARACTER", "SET"]))
}

pub(super) fn column(cursor: &mut Cursor<'_>) -> Option<ColumnDef> {
    let name = cursor.name()?;
    // MySQL asks for a type, so a word like BINARY names one in first place; behind another type it is an attribute.
    let untyped = cursor.is_end() || !cursor.ddl.inline_indexes && ends_type(cursor);
    let ty = if untyped { String::new() } else { cursor.until(ends_type).to_owned() };
    let mut options = Vec::new();
    while !cursor.is_end() && !(is_table_only(cursor)) {
        options.push(option(cursor)?);
    }
    Some(ColumnDef { name, ty, options })
}

/// `FOREIGN KEY (…)`, `PRIMARY KEY (…)`, `UNIQUE (…)` begin a constraint of the table (SQLite).
fn is_table_only(cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    if ahead.eat("CONSTRAINT") && ahead.name().is_none() {
        return false;
    }
    ahead.are_words(&["FOREIGN", "KEY"])
        || ahead.eat_all(&["PRIMARY", "KEY"]) && ahead.is_symbol('(')
        || ahead.eat("UNIQUE") && ahead.is_symbol('(')
}

fn option(cursor: &mut Cursor<'_>) -> Option<ColumnOption> {
    let name = if cursor.eat("CONSTRAINT") { Some(cursor.name()?) } else { None };
    let what = if cursor.eat_all(&["NOT", "NULL"]) {
        conflict(cursor);
        let _ = validated(cursor);
        ColumnWord::NotNull
    } else if cursor.eat("NULL") {
        ColumnWord::Null
    } else if cursor.eat("DEFAULT") {
        ColumnWord::Default(cursor.until(ends_type).to_owned())
    } else if cursor.eat_all(&["PRIMARY", "KEY"]) || cursor.ddl.inline_indexes && cursor.eat("KEY") {
        let sort = if cursor.eat("DESC") { Sort::Desc } else { Sort::Asc };
        let _ = cursor.eat("ASC");
        conflict(cursor);
        key_tail(cursor)?;
        ColumnWord::PrimaryKey { sort, deferrable: deferrable(cursor) }
    } else if cursor.eat("UNIQUE") {
        let _ = cursor.ddl.inline_indexes && cursor.eat("KEY");
        let mut nulls_not_distinct = false;
        if cursor.eat("NULLS") {
            nulls_not_distinct = cursor.eat("NOT");
            cursor.eat("DISTINCT").then_some(())?;
        }
        conflict(cursor);
        key_tail(cursor)?;
        ColumnWord::Unique { nulls_not_distinct, deferrable: deferrable(cursor) }
    } else if cursor.eat("CHECK") {
        let expression = bare(&cursor.group_text()?).to_owned();
        let (validated, enforced) = standing(cursor);
        ColumnWord::Check { expression, validated, enforced }
    } else if cursor.eat("REFERENCES") {
        let mut found = references(cursor)?;
        found.validated = validated(cursor);
        ColumnWord::References(Box::new(found))
    } else {
        return Some(ColumnOption { name, what: word(cursor)? });
    };
    Some(ColumnOption { name, what })
}

/// `WITH (…)`, `USING INDEX TABLESPACE x`
fn key_tail(cursor: &mut Cursor<'_>) -> Option<()> {
    rest(cursor, &mut KeySpec::default())
}

fn conflict(cursor: &mut Cursor<'_>) {
    if cursor.eat_all(&["ON", "CONFLICT"]) {
        cursor.skip();
    }
}

/// What is no constraint.
fn word(cursor: &mut Cursor<'_>) -> Option<ColumnWord> {
    let first = cursor.peek().to_ascii_uppercase();
    Some(match first.as_str() {
        "GENERATED" => {
            cursor.skip();
            return generated(cursor);
        }
        "AS" => computed(cursor)?,
        "AUTO_INCREMENT" | "AUTOINCREMENT" => {
            cursor.skip();
            ColumnWord::AutoIncrement
        }
        "COLLATE" => {
            cursor.skip();
            let _ = cursor.eat_symbol('=');
            ColumnWord::Collate(cursor.qname()?.name)
        }
        "CHARACTER" | "CHARSET" => {
            let _ = cursor.eat_all(&["CHARACTER", "SET"]) || cursor.eat("CHARSET");
            let _ = cursor.eat_symbol('=');
            ColumnWord::CharacterSet(cursor.name()?)
        }
        "COMMENT" => {
            cursor.skip();
            ColumnWord::Comment(cursor.literal()?)
        }
        "ON" if cursor.is_word_at(1, "UPDATE") => {
            cursor.skip();
            cursor.skip();
            cursor.name()?;
            let _ = cursor.group();
            ColumnWord::OnUpdate
        }
        "INVISIBLE" => {
            cursor.skip();
            ColumnWord::Invisible
        }
        "STORAGE" => {
            cursor.skip();
            ColumnWord::Option("storage", cursor.next_text().to_ascii_uppercase())
        }
        "COMPRESSION" => {
            cursor.skip();
            ColumnWord::Option("compression", cursor.next_text().to_owned())
        }
        "FIRST" => {
            cursor.skip();
            ColumnWord::First
        }
        "AFTER" => {
            cursor.skip();
            ColumnWord::After(cursor.name()?)
        }
        "VISIBLE" => {
            cursor.skip();
            ColumnWord::Option("", String::new())
        }
        "SRID" | "REF_SYSTEM_ID" | "COLUMN_FORMAT" => {
            cursor.skip();
            let _ = cursor.eat_symbol('=');
            ColumnWord::Option("", cursor.next_text().to_owned())
        }
        _ => return None,
    })
}

/// Behind GENERATED.
fn generated(cursor: &mut Cursor<'_>) -> Option<ColumnWord> {
    let always = cursor.eat("ALWAYS");
    if !always {
        cursor.eat_all(&["BY", "DEFAULT"]).then_some(())?;
        let _ = cursor.eat_all(&["ON", "NULL"]);
    }
    if cursor.eat_all(&["AS", "IDENTITY"]) {
        let options =
            if cursor.is_symbol('(') { sequences::words(&mut cursor.group()?)? } else { Vec::new() };
        return Some(ColumnWord::Identity { always, options });
    }
    computed(cursor)
}

/// `AS (…) STORED`
fn computed(cursor: &mut Cursor<'_>) -> Option<ColumnWord> {
    cursor.eat("AS").then_some(())?;
    let expression = bare(&cursor.group_text()?).to_owned();
    let stored = cursor.eat("STORED") || cursor.eat("PERSISTENT");
    let _ = cursor.eat("VIRTUAL");
    Some(ColumnWord::Computed { expression, stored })
}

/// A column for ALTER TABLE: with or without parentheses.
pub(super) fn columns(cursor: &mut Cursor<'_>) -> Option<Vec<ColumnDef>> {
    if !cursor.is_symbol('(') {
        return column(cursor).map(|column| vec![column]);
    }
    cursor.list(column)
}

/// A table that a statement copies from or refers to, for callers that need only its name.
pub(crate) fn names_of(table: &CreateTable) -> impl Iterator<Item = &QName> {
    let of_table = table.constraints.iter().filter_map(|constraint| match &constraint.what {
        ConstraintWord::ForeignKey { references, .. } => Some(&references.table),
        _ => None,
    });
    let options = table.columns.iter().flat_map(|column| &column.options);
    let of_columns = options.filter_map(|option| match &option.what {
        ColumnWord::References(references) => Some(&references.table),
        _ => None,
    });
    of_table.chain(of_columns).chain(table.like.iter().map(|(name, _)| name)).chain(&table.inherits)
}
