//! ALTER TABLE. <https://www.postgresql.org/docs/current/sql-altertable.html>
//!
//! One statement holds all clauses: the server sorts them into passes (drops, types, additions, defaults), so that a
//! default can be dropped, the type changed and a new default set at once. What is no clause goes in front or behind.

use super::convert::{Using, using};
use super::objects::{changed_words, identity_sql};
use super::options::{domain, of_column, of_column_changed, of_table_changed};
use super::table::{
    check, collation_sql, column_comment, column_sql, create_own_sequence, create_sequence, default_clause,
    exclusion, nextval, own_sequence, owned_by, primary_key, sequence_type, table_comment,
};
use crate::postgres::compare::{same_default, same_type};
use crate::postgres::facts::checks::only_nulls;
use crate::postgres::sql::{qualified, quote, string, type_sql};
use parallax_dialect::{Stage, Target};
use parallax_ir::{Check, Column, Default, Generated, Identity, Name, Pair, PrimaryKey, QName, TableAction};

/// What one action comes to.
#[derive(Debug, Default)]
pub struct Piece {
    /// Whole statements in front of the ALTER TABLE.
    pub before: Vec<String>,
    /// Without `ALTER TABLE "t"`.
    pub clauses: Vec<String>,
    /// Whole statements behind it.
    pub after: Vec<String>,
}

impl Piece {
    fn clause(sql: String) -> Piece {
        Piece { clauses: vec![sql], ..Piece::default() }
    }
    fn statement(sql: String) -> Piece {
        Piece { after: vec![sql], ..Piece::default() }
    }
}

pub(super) fn alter_table(table: &QName, actions: &[TableAction], stage: &Stage<'_>) -> Vec<String> {
    assemble(table, actions.iter().map(|action| piece(table, action, stage, using)), true)
}

/// The statements of all pieces. Unless `together`, each clause is a statement of its own.
pub fn assemble(table: &QName, pieces: impl Iterator<Item = Piece>, together: bool) -> Vec<String> {
    let mut all = Piece::default();
    for piece in pieces {
        all.before.extend(piece.before);
        all.clauses.extend(piece.clauses);
        all.after.extend(piece.after);
    }
    let head = format!("ALTER TABLE {}", qualified(table));
    let mut statements = all.before;
    if together && !all.clauses.is_empty() {
        statements.push(format!("{head} {}", all.clauses.join(",\n")));
    } else {
        statements.extend(all.clauses.iter().map(|clause| format!("{head} {clause}")));
    }
    statements.extend(all.after);
    statements
}

pub fn piece(table: &QName, action: &TableAction, stage: &Stage<'_>, using: Using) -> Piece {
    let target = stage.target;
    match action {
        TableAction::AddColumn(column) => add_column(table, column, target),
        TableAction::DropColumn(column) => Piece::clause(format!("DROP COLUMN {}", quote(&column.name))),
        TableAction::AlterColumn(pair) => {
            let mut piece = alter_column(table, pair.as_ref().as_ref(), target, using);
            // Looking for the greatest value reads all rows, and there is none.
            if only_nulls(table, std::slice::from_ref(&pair.before.name), stage) {
                piece.after.retain(|sql| !sql.starts_with(SETVAL));
            }
            piece
        }
        TableAction::RecreateColumn(pair) => recreate_column(table, pair.as_ref().as_ref(), target),
        TableAction::AddPrimaryKey(key) => Piece::clause(format!("ADD {}", primary_key(key))),
        TableAction::DropPrimaryKey(key) => Piece::clause(drop_primary_key(table, key)),
        TableAction::ReplacePrimaryKey(pair) => Piece {
            clauses: vec![drop_primary_key(table, &pair.before), format!("ADD {}", primary_key(&pair.after))],
            ..Piece::default()
        },
        TableAction::RenamePrimaryKey { from, to } => {
            Piece { before: vec![rename_constraint(table, from, to)], ..Piece::default() }
        }
        TableAction::AddCheck(new) => Piece::clause(format!("ADD {}", check(new))),
        TableAction::DropCheck(old) => match &old.name {
            Some(name) => Piece::clause(drop_constraint(name)),
            None => Piece::default(),
        },
        TableAction::AlterCheck(pair) => alter_check(table, pair.as_ref().as_ref()),
        TableAction::RenameExclusion { from, to } => {
            Piece { before: vec![rename_constraint(table, from, to)], ..Piece::default() }
        }
        TableAction::AddExclusion(new) => Piece::clause(format!("ADD {}", exclusion(new, target))),
        TableAction::DropExclusion(old) => Piece::clause(drop_constraint(&old.name)),
        TableAction::SetOption(change) => of_table_changed(change),
        TableAction::SetComment(pair) => Piece::statement(table_comment(table, pair.after.as_ref())),
        // Foreign keys come by themselves.
        TableAction::AddReference(_) => Piece::default(),
    }
}

fn rename_constraint(table: &QName, from: &str, to: &str) -> String {
    format!("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", qualified(table), quote(from), quote(to))
}

/// Its name goes first: the other clauses then use the new one.
fn alter_check(table: &QName, checks: Pair<&Check>) -> Piece {
    let Pair { before: old, after: new } = checks;
    let (Some(from), Some(to)) = (&old.name, &new.name) else { return Piece::default() };
    let before = if from == to { Vec::new() } else { vec![rename_constraint(table, from, to)] };
    let validates = !old.validated && new.validated;
    let clauses = if validates { vec![format!("VALIDATE CONSTRAINT {}", quote(to))] } else { Vec::new() };
    Piece { before, clauses, ..Piece::default() }
}

fn drop_constraint(name: &str) -> String {
    format!("DROP CONSTRAINT {}", quote(name))
}

/// A key without a name has the one that the server gives.
fn drop_primary_key(table: &QName, key: &PrimaryKey) -> String {
    match &key.name {
        Some(name) => drop_constraint(name),
        None => drop_constraint(&format!("{}_pkey", table.name)),
    }
}

// -- columns --------------------------------------------------------------------------------------------------------

fn add_column(table: &QName, column: &Column, target: &Target) -> Piece {
    let mut after: Vec<String> = own_sequence(table, column).into_iter().collect();
    after.extend(column.comment.as_ref().map(|_| column_comment(table, column)));
    let clauses = of_column(column).into_iter();
    after.extend(clauses.map(|clause| format!("ALTER TABLE {} {clause}", qualified(table))));
    Piece {
        before: create_own_sequence(table, column, target).into_iter().collect(),
        // The column is written as in CREATE TABLE, with its indent.
        clauses: vec![format!("ADD COLUMN     {}", column_sql(table, column, target))],
        after,
    }
}

fn recreate_column(table: &QName, columns: Pair<&Column>, target: &Target) -> Piece {
    let mut piece = add_column(table, columns.after, target);
    let drop = format!("DROP COLUMN {}", quote(&columns.before.name));
    let counts = |column: &Column| matches!(column.generated, Some(Generated::AutoIncrement { .. }));
    if counts(columns.before) && counts(columns.after) {
        // The old sequence must be gone before the new one takes its name.
        piece.before.insert(0, format!("ALTER TABLE {} {drop}", qualified(table)));
    } else {
        piece.clauses.insert(0, drop);
    }
    piece
}

fn alter_column(table: &QName, columns: Pair<&Column>, target: &Target, using: Using) -> Piece {
    if !can_alter(columns, target) {
        return recreate_column(table, columns, target);
    }
    let mut piece = generated(table, columns, target);
    let (before, after) = (columns.before, columns.after);
    let name = quote(&after.name);
    let mut clauses = Vec::new();
    if before.nullable != after.nullable {
        let verb = if after.nullable { "DROP" } else { "SET" };
        clauses.push(format!("ALTER COLUMN {name} {verb} NOT NULL"));
    }
    let retyped = is_retyped(columns, target);
    let dropped = drops_default(columns, retyped, target) || leaves_sequence(columns, retyped);
    if dropped {
        clauses.push(format!("ALTER COLUMN {name} DROP DEFAULT"));
    }
    if retyped {
        clauses.push(set_type(columns, target, using));
    }
    if sets_default(columns, dropped, target)
        && let Some(sql) = default_clause(after, target)
    {
        clauses.push(format!("ALTER COLUMN {name} SET DEFAULT {sql}"));
    }
    clauses.append(&mut piece.clauses);
    clauses.extend(of_column_changed(Pair::new(&before.options, &after.options), &after.name));
    piece.clauses = clauses;
    if before.comment != after.comment {
        piece.after.push(column_comment(table, after));
    }
    piece
}

fn is_retyped(columns: Pair<&Column>, target: &Target) -> bool {
    !same_type(columns.map(|column| &column.ty), target)
        || domain(columns.before) != domain(columns.after)
        || columns.before.collation != columns.after.collation
}

/// `ALTER COLUMN "c" SET DATA TYPE TEXT`
fn set_type(columns: Pair<&Column>, target: &Target, using: Using) -> String {
    let after = columns.after;
    let collation = match (&columns.before.collation, &after.collation) {
        (Some(_), None) => " COLLATE \"default\"".to_owned(),
        (_, collation) => collation_sql(collation.as_ref()),
    };
    let using = using(columns, target).map(|sql| format!(" USING ({sql})")).unwrap_or_default();
    let ty = domain(after).map_or_else(|| type_sql(&after.ty, target), str::to_owned);
    format!("ALTER COLUMN {} SET DATA TYPE {ty}{collation}{using}", quote(&after.name))
}

/// A default is written anew around a change of type: the server would keep the old one with a cast around it, or
/// refuse.
fn drops_default(columns: Pair<&Column>, retyped: bool, target: &Target) -> bool {
    let Some(default) = columns.before.default.as_ref() else { return false };
    let types = columns.map(|column| &column.ty);
    match columns.after.default.as_ref() {
        Some(Default::Unspecified) => false,
        Some(_) => retyped,
        None => retyped || !same_default(Pair::new(Some(default), None), types, target),
    }
}

/// Whether `nextval(…)` must go: a new default takes its place, but a new type cannot wait for that.
fn leaves_sequence(columns: Pair<&Column>, retyped: bool) -> bool {
    let Pair { before, after } = columns.map(|column| column.generated.as_ref());
    matches!(before, Some(Generated::AutoIncrement { .. }))
        && after.is_none()
        && (retyped || columns.after.default.is_none())
}

fn sets_default(columns: Pair<&Column>, dropped: bool, target: &Target) -> bool {
    let defaults = columns.map(|column| column.default.as_ref());
    dropped
        || (columns.before.default != columns.after.default
            && !same_default(defaults, columns.map(|column| &column.ty), target))
}

// -- columns that fill themselves -----------------------------------------------------------------------------------

/// Whether ALTER COLUMN leads from one way of filling to the other.
fn can_alter(columns: Pair<&Column>, target: &Target) -> bool {
    match (&columns.before.generated, &columns.after.generated) {
        (
            Some(Generated::Computed { expression: a, stored: x }),
            Some(Generated::Computed { expression: b, stored: y }),
        ) => x == y && (a == b || target.is_at_least(17, 0)),
        (_, Some(Generated::Computed { .. })) => false,
        (Some(Generated::Computed { stored, .. }), _) => *stored && target.is_at_least(13, 0),
        (_, None | Some(Generated::AutoIncrement { .. } | Generated::Identity(_))) => true,
    }
}

fn generated(table: &QName, columns: Pair<&Column>, target: &Target) -> Piece {
    use Generated::{AutoIncrement, Computed, Identity};
    let name = quote(&columns.after.name);
    let Pair { before, after } = columns.map(|column| column.generated.as_ref());
    if let (Some(AutoIncrement { sequence: from }), Some(AutoIncrement { sequence: to })) = (before, after) {
        return keep_sequence(table, columns, Pair::new(from.as_ref(), to.as_ref()), target);
    }
    if let (Some(Identity(from)), Some(Identity(to))) = (before, after) {
        return alter_identity(&name, from, to);
    }
    let mut piece = Piece::default();
    match before {
        Some(AutoIncrement { sequence }) => {
            let drop = sequence.iter().map(|sequence| drop_sequence(table, sequence));
            if matches!(after, Some(Identity(_))) {
                // An identity wants its name.
                piece
                    .before
                    .push(format!("ALTER TABLE {} ALTER COLUMN {name} DROP DEFAULT", qualified(table)));
                piece.before.extend(drop);
            } else {
                piece.after.extend(drop);
            }
        }
        Some(Identity(_)) => {
            piece.before.push(format!("ALTER TABLE {} ALTER COLUMN {name} DROP IDENTITY", qualified(table)));
        }
        Some(Computed { expression, .. }) => match after {
            Some(Computed { expression: new, .. }) if new != expression => {
                piece.clauses.push(format!("ALTER COLUMN {name} SET EXPRESSION AS ({new})"));
            }
            Some(Computed { .. }) => {}
            _ => piece
                .before
                .push(format!("ALTER TABLE {} ALTER COLUMN {name} DROP EXPRESSION", qualified(table))),
        },
        None => {}
    }
    match after {
        Some(AutoIncrement { sequence: Some(sequence) }) => {
            piece.before.push(create_sequence(table, sequence, columns.after, target));
            piece.clauses.push(format!("ALTER COLUMN {name} SET DEFAULT {}", nextval(table, sequence)));
            piece.after.push(owned_by(table, sequence, columns.after));
            let sequence = string(&qualified(&table.sibling(sequence.clone())));
            piece.after.push(count_on(table, &name, &sequence));
        }
        Some(Identity(identity)) => {
            let when = generation(identity);
            let options = identity_sql(&identity.options);
            piece.clauses.push(format!("ALTER COLUMN {name} ADD GENERATED {when} AS IDENTITY{options}"));
            let sequence = format!(
                "pg_get_serial_sequence({}, {})",
                string(&qualified(table)),
                string(&columns.after.name)
            );
            piece.after.push(count_on(table, &name, &sequence));
        }
        Some(AutoIncrement { sequence: None } | Computed { .. }) | None => {}
    }
    piece
}

/// A column goes on counting; its sequence may get another name or type.
fn keep_sequence(
    table: &QName,
    columns: Pair<&Column>,
    names: Pair<Option<&Name>>,
    target: &Target,
) -> Piece {
    let mut piece = Piece::default();
    if let (Some(from), Some(to)) = (names.before, names.after)
        && from != to
    {
        let from = qualified(&table.sibling(from.clone()));
        piece.before.push(format!("ALTER SEQUENCE {from} RENAME TO {}", quote(to)));
    }
    let types = columns.map(|column| sequence_type(column, target));
    if let Some(name) = names.after
        && types.before != types.after
        && !types.after.is_empty()
    {
        let name = qualified(&table.sibling(name.clone()));
        piece.after.push(format!("ALTER SEQUENCE {name}{}", types.after));
    }
    piece
}

fn alter_identity(name: &str, from: &Identity, to: &Identity) -> Piece {
    let mut words = Vec::new();
    if from.always != to.always {
        words.push(format!("SET GENERATED {}", generation(to)));
    }
    let options = changed_words(Pair::new(&from.options, &to.options));
    words.extend(options.into_iter().map(|option| format!("SET {option}")));
    if words.is_empty() {
        Piece::default()
    } else {
        Piece::clause(format!("ALTER COLUMN {name} {}", words.join(" ")))
    }
}

fn generation(identity: &Identity) -> &'static str {
    if identity.always { "ALWAYS" } else { "BY DEFAULT" }
}

fn drop_sequence(table: &QName, sequence: &Name) -> String {
    format!("DROP SEQUENCE {}", qualified(&table.sibling(sequence.clone())))
}

const SETVAL: &str = "SELECT setval(";

/// The next value comes after those that are there. Nothing happens on an empty table.
fn count_on(table: &QName, column: &str, sequence: &str) -> String {
    format!("{SETVAL}{sequence}, max({column})) FROM {} HAVING max({column}) > 0", qualified(table))
}
