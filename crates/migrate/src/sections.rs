//! A script in the sections in which it runs: what belongs into one transaction, and what stands alone.

use crate::backfill::Backfill;
use crate::{Place, Script};
use parallax_dialect::{Guard, Nature, Target};
use std::ops::Range;

/// A script, cut.
#[derive(Debug, Clone)]
pub struct Cut<'a> {
    pub script: &'a Script,
    /// Of each statement.
    pub ranges: Vec<Range<usize>>,
    pub natures: Vec<Nature>,
    pub guard: Guard,
    pub sections: Vec<Section>,
}

/// Statements by their index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Section {
    /// One transaction. `begin` is the script's own beginning where it says more than BEGIN; `rollback`: the script itself
    /// takes it back.
    Together { begin: Option<usize>, statements: Range<usize>, rollback: bool },
    /// No part of any transaction.
    Alone(usize),
    /// Changes only the session.
    Session(usize),
    /// Rows of a table, some at a time.
    Backfill(usize, Backfill),
}

impl Section {
    /// One behind the last statement.
    pub fn end(&self) -> usize {
        match self {
            Section::Together { statements, .. } => statements.end,
            Section::Alone(at) | Section::Session(at) | Section::Backfill(at, _) => at + 1,
        }
    }
    pub fn start(&self) -> usize {
        match self {
            Section::Together { begin, statements, .. } => {
                begin.unwrap_or(statements.start).min(statements.start)
            }
            Section::Alone(at) | Section::Session(at) | Section::Backfill(at, _) => *at,
        }
    }
}

impl<'a> Cut<'a> {
    pub fn new(script: &'a Script, target: &Target) -> Cut<'a> {
        let upkeep = &target.dialect.live.upkeep;
        let ranges = (upkeep.split)(&script.text);
        let statements: Vec<&str> =
            ranges.iter().map(|range| script.text.get(range.clone()).unwrap_or_default()).collect();
        let natures = natures(&statements, target);
        let mut guard = (upkeep.guard)(&statements);
        if natures.iter().any(|nature| matches!(nature, Nature::Rollback | Nature::Alone)) {
            guard = Guard::default();
        }
        let sections = if guard.absorbs {
            vec![Section::Together { begin: None, statements: 0..statements.len(), rollback: false }]
        } else {
            let backfills = backfills(&script.text, &ranges);
            sections(&natures, &backfills, target.dialect.shapes.transactional_ddl)
        };
        Cut { script, ranges, natures, guard, sections }
    }

    /// Whether all of it is one transaction, which may as well hold the row of the history.
    pub fn is_atomic(&self) -> bool {
        match self.sections.as_slice() {
            [] => true,
            [Section::Together { rollback, .. }] => !rollback,
            _ => false,
        }
    }

    /// Makes one transaction of statements that can all be part of one, also where a script of such statements is not
    /// taken as one by the server.
    pub fn join(&mut self) {
        let joins = self.natures.iter().all(|nature| *nature == Nature::Transactional);
        if joins && self.sections.len() > 1 {
            let statements = 0..self.ranges.len();
            self.sections = vec![Section::Together { begin: None, statements, rollback: false }];
        }
    }

    pub fn len(&self) -> usize {
        self.ranges.len()
    }

    pub fn statement(&self, at: usize) -> &'a str {
        self.ranges.get(at).and_then(|range| self.script.text.get(range.clone())).unwrap_or_default()
    }

    /// Whether a statement is sent: not what only says where a transaction begins and ends, which sections say.
    pub fn is_sent(&self, at: usize) -> bool {
        !matches!(self.natures.get(at), Some(Nature::Begin { .. } | Nature::Commit | Nature::Rollback))
    }

    /// A statement, or a byte in it.
    pub fn place(&self, at: usize, position: Option<usize>) -> Place {
        let whole = self.ranges.get(at).cloned().unwrap_or_default();
        let text = &self.script.text;
        let range = match position.map(|position| whole.start + position) {
            Some(start) if start < whole.end && text.is_char_boundary(start) => {
                start..word_end(text, start, whole.end)
            }
            _ => whole.start..first_line_end(text, &whole),
        };
        Place {
            file: self.script.file.clone(),
            text: text.clone(),
            range,
            statement: at + 1,
            statements: self.ranges.len(),
        }
    }
}

fn natures(statements: &[&str], target: &Target) -> Vec<Nature> {
    let mut natures = target.dialect.live.upkeep.natures(statements, target);
    // What SET TRANSACTION says must be said before anything else, so this transaction begins where it says so.
    for (at, statement) in statements.iter().enumerate().skip(1) {
        let says = statement.get(..15).is_some_and(|start| start.eq_ignore_ascii_case("set transaction"));
        if says && let Some(Nature::Begin { plain }) = natures.get_mut(at - 1) {
            *plain = false;
        }
    }
    natures
}

/// By the comment in front of each statement.
fn backfills(script: &str, ranges: &[Range<usize>]) -> Vec<Option<Backfill>> {
    let mut behind = 0;
    let read = |range: &Range<usize>| {
        let comments = script.get(behind..range.start).unwrap_or_default();
        behind = range.end;
        Backfill::read(comments, script.get(range.clone())?)
    };
    ranges.iter().map(read).collect()
}

fn word_end(text: &str, start: usize, limit: usize) -> usize {
    let rest = text.get(start..limit).unwrap_or_default();
    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    start + length.max(rest.chars().next().map_or(0, char::len_utf8))
}

fn first_line_end(text: &str, range: &Range<usize>) -> usize {
    let statement = text.get(range.clone()).unwrap_or_default();
    range.start + statement.find('\n').unwrap_or(statement.len())
}

/// Statements outside of the script's own transactions are one transaction up to the next place that cannot be part of
/// one, where definitions can be undone: so do servers read a script that is sent as one message. Otherwise each of them
/// is one by itself.
fn sections(natures: &[Nature], backfills: &[Option<Backfill>], joins: bool) -> Vec<Section> {
    let mut found = Vec::new();
    // Of the open transaction: its own beginning, its first statement, whether the script has begun it.
    let mut open: Option<(Option<usize>, usize, bool)> = None;
    let close =
        |found: &mut Vec<Section>, open: Option<(Option<usize>, usize, bool)>, end: usize, rollback: bool| {
            if let Some((begin, start, _)) = open
                && start < end
            {
                found.push(Section::Together { begin, statements: start..end, rollback });
            }
        };
    for (at, nature) in natures.iter().enumerate() {
        let begun = open.is_some_and(|(_, _, begun)| begun);
        // In a transaction of the script's own it is part of that.
        if let Some(Some(backfill)) = backfills.get(at).filter(|_| !begun) {
            close(&mut found, open, at, false);
            open = None;
            found.push(Section::Backfill(at, backfill.clone()));
            continue;
        }
        match nature {
            Nature::Begin { plain: true } if open.is_some() => {
                open = open.map(|(begin, start, _)| (begin, start, true));
            }
            Nature::Begin { plain } => {
                close(&mut found, open, at, false);
                open = Some(((!plain).then_some(at), at, true));
            }
            Nature::Commit | Nature::Rollback => {
                let rollback = *nature == Nature::Rollback;
                close(&mut found, open.or(Some((None, at, false))), at + 1, rollback);
                open = None;
            }
            Nature::Alone => {
                close(&mut found, open, at, false);
                open = None;
                found.push(Section::Alone(at));
            }
            Nature::Session if !begun && !joins => found.push(Section::Session(at)),
            Nature::Transactional if !begun && !joins => {
                found.push(Section::Together { begin: None, statements: at..at + 1, rollback: false });
            }
            Nature::Session | Nature::Transactional => {
                open = open.or(Some((None, at, false)));
            }
        }
    }
    close(&mut found, open, natures.len(), false);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checksum;

    fn told(target: &str, text: &str) -> String {
        let script =
            Script { file: "m".to_owned(), text: text.to_owned(), checksum: checksum(text.as_bytes()) };
        let dialect = parallax_dialects::dialect(target).unwrap();
        let cut = Cut::new(&script, &Target::new(dialect));
        let told: Vec<String> = cut
            .sections
            .iter()
            .map(|section| match section {
                Section::Together { begin, statements, rollback } => {
                    let own = begin.map_or("", |_| " (own)");
                    let end = if *rollback { " rolled back" } else { "" };
                    format!("{}..{}{own}{end}", statements.start + 1, statements.end)
                }
                Section::Alone(at) => format!("alone {}", at + 1),
                Section::Session(at) => format!("session {}", at + 1),
                Section::Backfill(at, _) => format!("batches {}", at + 1),
            })
            .collect();
        format!("{}{}", if cut.is_atomic() { "atomic: " } else { "" }, told.join(", "))
    }

    #[test]
    fn a_script_is_one_transaction_where_the_server_can_undo_definitions() {
        assert_eq!(told("postgresql", ""), "atomic: ");
        assert_eq!(
            told("postgresql", "CREATE TABLE a (); SET x = 1; INSERT INTO a DEFAULT VALUES"),
            "atomic: 1..3"
        );
        assert_eq!(told("postgresql", "SELECT 1; BEGIN; SELECT 2; COMMIT"), "atomic: 1..4");
        assert_eq!(told("postgresql", "SELECT 1; BEGIN; SELECT 2; COMMIT; SELECT 3"), "1..4, 5..5");
        assert_eq!(told("postgresql", "SELECT 1; ROLLBACK"), "1..2 rolled back");
        assert_eq!(
            told(
                "postgresql",
                "SELECT 1; BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 2; END; VACUUM; SELECT 3"
            ),
            "1..1, 2..4 (own), alone 5, 6..6"
        );
        assert_eq!(
            told("postgresql", "SELECT 1; BEGIN; SET TRANSACTION READ ONLY; SELECT 2; COMMIT"),
            "1..1, 2..5 (own)"
        );
    }

    #[test]
    fn a_value_of_an_enum_that_the_script_uses_is_committed_before() {
        let add = "CREATE TABLE a (); ALTER TYPE e ADD VALUE 'x'";
        assert_eq!(told("postgresql", add), "atomic: 1..2");
        let used = format!("{add}; ALTER TABLE b ALTER c SET DEFAULT 'x'");
        assert_eq!(told("postgresql", &used), "1..1, alone 2, 3..3");
    }

    #[test]
    fn elsewhere_each_statement_stands_by_itself_unless_the_script_says_otherwise() {
        assert_eq!(
            told(
                "mysql",
                "CREATE TABLE a (b INT); INSERT INTO a VALUES (1); SET @x = 1; UPDATE a SET b = @x"
            ),
            "alone 1, 2..2, session 3, 4..4"
        );
        assert_eq!(
            told(
                "mysql",
                "START TRANSACTION; INSERT INTO a VALUES (1); DROP TABLE b; INSERT INTO a VALUES (2)"
            ),
            "1..2, alone 3, 4..4"
        );
        assert_eq!(told("mysql", "INSERT INTO a VALUES (1)"), "atomic: 1..1");
    }

    #[test]
    fn a_backfill_stands_by_itself() {
        let update = "CREATE TABLE a (b int);\n-- parallax: in batches of 5 by \"a\", pausing 0 ms\nUPDATE \"t\" SET \"x\" = 1 \
                      WHERE true;\nSELECT 1";
        assert_eq!(told("postgresql", update), "1..1, batches 2, 3..3");
        assert_eq!(told("postgresql", &format!("BEGIN; {update}; COMMIT")), "atomic: 1..5");
        assert_eq!(told("mysql", update), "alone 1, batches 2, 3..3");
    }

    #[test]
    fn sqlite_holds_all_of_a_script_in_one_transaction() {
        let rebuild = "PRAGMA foreign_keys=OFF; BEGIN; DROP TABLE a; COMMIT; PRAGMA foreign_keys=ON";
        assert_eq!(told("sqlite", rebuild), "atomic: 1..5");
        assert_eq!(told("sqlite", "CREATE TABLE a (b); VACUUM"), "1..1, alone 2");
    }
}
