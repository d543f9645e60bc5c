//! The state at the end of a history, from the files beside its migrations: lines that commute, conflicts, what is stale.

use parallax_engine::{Database, Pair, Renames, SourceMap, Target, check, lower, parse_target};
use parallax_migrate::draft::{Draft, draft};
use parallax_migrate::rebase::{Three, merge};
use parallax_migrate::replay::{End, Found, end};
use parallax_migrate::sidecar::{Entry, Sidecar, history};
use parallax_migrate::{down, drift::drift};
use parallax_wire::v1::state_fingerprint;

const USER: &str = "model User {\n  id Int @id\n  email String\n}\n";
const USER_NAME: &str = "model User {\n  id Int @id\n  email String\n  name String?\n}\n";
const USER_AGE: &str = "model User {\n  id Int @id\n  email String\n  age Int?\n}\n";
const USER_OTHER_NAME: &str = "model User {\n  id Int @id\n  email String\n  name Int?\n}\n";
const POST: &str = "model Post {\n  id Int @id\n  userId Int\n}\n";

struct Line {
    target: Target,
    entries: Vec<Entry>,
}

impl Line {
    fn new(target: &str) -> Line {
        Line { target: parse_target(target).unwrap(), entries: Vec::new() }
    }

    fn database(&self, models: &str) -> Database {
        let provider = self.target.dialect.language.providers[0];
        let mut sources = SourceMap::new();
        let text = format!("datasource db {{\n  provider = \"{provider}\"\n}}\n{models}");
        let file = sources.add("schema.prisma", text);
        let checked = check(&sources, &[file]);
        assert!(!checked.diagnostics.has_errors(), "{:?}", checked.diagnostics);
        lower(&checked.schema, &self.target).database
    }

    fn end(&self) -> End {
        end(&self.entries, &self.target, &[]).unwrap()
    }

    fn state(&self) -> Database {
        match self.end() {
            End::Known(state) => *state,
            other => panic!("{other:?}"),
        }
    }

    /// A migration on top of what is there.
    fn plan(&self, models: &str) -> (Database, Draft) {
        let before = self.state();
        let desired = self.database(models);
        let pair = Pair::new(&before, &desired);
        let draft = draft(pair, &self.target, &Renames::default(), &SourceMap::new()).unwrap();
        (before, draft)
    }

    fn entry(&self, name: &str, models: &str) -> Entry {
        let (before, draft) = self.plan(models);
        let files = draft.files(name, &before, &state_fingerprint(&before), &history(&self.entries)).unwrap();
        Entry::new(name, files.sql.as_bytes(), Some(&files.sidecar))
    }

    fn add(&mut self, name: &str, models: &str) -> &mut Self {
        let entry = self.entry(name, models);
        self.entries.push(entry);
        self
    }

    /// Two people work on the same state.
    fn fork(&mut self, first: (&str, &str), second: (&str, &str)) -> &mut Self {
        let both = [self.entry(first.0, first.1), self.entry(second.0, second.1)];
        self.entries.extend(both);
        self
    }
}

#[test]
fn a_line_goes_on_from_its_newest_file() {
    for target in ["postgresql", "mysql", "mariadb", "sqlite", "sqlserver", "cockroachdb"] {
        let mut line = Line::new(target);
        line.add("1_init", USER).add("2_name", USER_NAME);
        let (_, draft) = line.plan(USER_NAME);
        assert!(draft.is_empty(), "{target}: {}", draft.sql);
        let table = line.state().tables.into_values().next().unwrap();
        assert_eq!(table.columns.len(), 3, "{target}");
    }
}

#[test]
fn line_ends_do_not_make_a_file_stale_and_words_do() {
    let mut line = Line::new("postgresql");
    let (before, draft) = line.plan(USER);
    let files = draft.files("1_init", &before, &state_fingerprint(&before), &history(&[])).unwrap();
    let windows = files.sql.replace('\n', "\r\n");
    assert!(Entry::new("1_init", windows.as_bytes(), Some(&files.sidecar)).sidecar().fresh().is_some());
    let edited = files.sql.clone() + "-- by hand\n";
    line.entries.push(Entry::new("1_init", edited.as_bytes(), Some(&files.sidecar)));
    assert_eq!(
        line.end(),
        End::Replay(
            "parallax.json of 1_init describes other SQL: migration.sql was changed since".to_owned()
        )
    );
    assert!(matches!(Entry::new("1", b"", Some("{")).sidecar(), Sidecar::Stale(_)));
}

#[test]
fn another_history_in_front_is_not_trusted() {
    let mut line = Line::new("postgresql");
    line.add("2_init", USER).add("3_name", USER_NAME);
    // Another tool's migration, that comes first.
    line.entries.insert(0, Entry::new("1_else", b"CREATE TABLE x (id int);", None));
    assert_eq!(line.end(), End::Replay("1_else has no parallax.json".to_owned()));
}

#[test]
fn changes_of_different_things_commute() {
    for target in ["postgresql", "mysql", "sqlite"] {
        let mut line = Line::new(target);
        let both = format!("{USER}{POST}");
        line.add("1_init", USER).fork(("2_name", USER_NAME), ("3_post", &both));
        assert_eq!(line.state().tables.len(), 2, "{target}");
        let wanted = format!("{USER_NAME}{POST}");
        assert!(line.plan(&wanted).1.is_empty());
        // The next one goes on from both, and says so.
        line.add("4_age", &format!("{}{POST}", USER_NAME.replace('}', "  age Int?\n}")));
        assert_eq!(line.state().tables.values().next_back().unwrap().columns.len(), 4);
    }
}

#[test]
fn columns_of_one_table_commute() {
    let mut line = Line::new("postgresql");
    line.add("1_init", USER).fork(("2_name", USER_NAME), ("3_age", USER_AGE));
    assert_eq!(line.state().tables.values().next().unwrap().columns.len(), 4);
}

#[test]
fn conflicts_name_both_and_what_they_collide_on() {
    let said = |target: &str, first: &str, second: &str| {
        let mut line = Line::new(target);
        line.add("1_init", USER).fork(("2_a", first), ("3_b", second));
        match line.end() {
            End::Conflict(conflict) => conflict.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let key = format!(
        "{}{}",
        USER.replace('}', "  posts Post[]\n}"),
        POST.replace('}', "  user User @relation(fields: [userId], references: [id])\n}")
    );
    let long = USER.replace("email String", "email Int");
    let all = [
        said("postgresql", USER_NAME, USER_OTHER_NAME),
        said("postgresql", "", &key),
        said("postgresql", &USER.replace("  email String\n", ""), &long),
        // SQLite builds the table anew for what others alter: the second would take the first's column away.
        said("sqlite", USER_NAME, &long),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_fork_behind_what_others_wrote_asks_for_the_state_there() {
    let mut line = Line::new("postgresql");
    line.add("1_init", USER);
    let state = line.state();
    // The same state, made by a tool that leaves no file.
    let foreign = Entry::new("1_init", b"CREATE TABLE \"User\" (...);", None);
    let Line { entries, target } = &mut line;
    *entries = vec![foreign];
    let plan = |name: &str, models: &str, entries: &[Entry]| {
        let helper = Line { target: *target, entries: Vec::new() };
        let desired = helper.database(models);
        let pair = Pair::new(&state, &desired);
        let draft = draft(pair, target, &Renames::default(), &SourceMap::new()).unwrap();
        let files = draft.files(name, &state, &state_fingerprint(&state), &history(entries)).unwrap();
        Entry::new(name, files.sql.as_bytes(), Some(&files.sidecar))
    };
    let both = [plan("2_a", USER_NAME, entries), plan("3_b", USER_AGE, entries)];
    entries.extend(both);
    let End::Base { entries: count, fingerprint } = line.end() else { panic!("{:?}", line.end()) };
    assert_eq!(count, 1);
    let found = [Found { entries: count, fingerprint, database: state }];
    let End::Known(end) = end(&line.entries, &line.target, &found).unwrap() else { panic!() };
    assert_eq!(end.tables.values().next().unwrap().columns.len(), 4);
}

#[test]
fn a_line_of_two_on_a_fork_is_walked() {
    let mut line = Line::new("postgresql");
    line.add("1_init", USER);
    let a = line.entry("2_a", USER_NAME);
    let mut other = Line { target: line.target, entries: line.entries.clone() };
    let both = format!("{USER}{POST}");
    other.add("3_b", &both).add("4_c", &both.replace("userId Int", "userId Int\n  title String?"));
    line.entries.push(a);
    line.entries.extend(other.entries.drain(1..));
    let state = line.state();
    assert_eq!(state.tables.values().map(|table| table.columns.len()).collect::<Vec<_>>(), [3, 3]);
}

#[test]
fn three_ways_make_one() {
    let line = Line::new("sqlite");
    let state = |models: &str| {
        let (empty, desired) = (Database::default(), line.database(models));
        let pair = Pair::new(&empty, &desired);
        draft(pair, &line.target, &Renames::default(), &SourceMap::new()).unwrap().after
    };
    let (base, ours) = (state(USER), state(USER_NAME));
    let theirs = state(&USER.replace("email String", "email Int"));
    let merged = merge(Three { base: &base, ours: &ours, theirs: &theirs }).unwrap();
    let wanted = line.database(&USER_NAME.replace("email String", "email Int"));
    assert!(drift(&wanted, &merged, &line.target).unwrap().is_none());
    let theirs = state(USER_OTHER_NAME);
    let wrong = merge(Three { base: &base, ours: &ours, theirs: &theirs }).unwrap_err();
    assert_eq!(wrong, ["column User.name was created by both, each in its own way"]);
    let gone = state(POST);
    let wrong = merge(Three { base: &base, ours: &ours, theirs: &gone }).unwrap_err();
    assert_eq!(wrong, ["table User was dropped by one and changed by the other"]);
}

#[test]
fn the_way_back_says_what_it_does_not_bring_back() {
    let mut line = Line::new("postgresql");
    line.add("1_init", USER_NAME);
    let (before, draft) = line.plan(USER);
    let files = draft.files("2_drop", &before, &state_fingerprint(&before), &history(&line.entries)).unwrap();
    assert_eq!(down::lost(&files.down).len(), 1);
    insta::assert_snapshot!(files.down);
    assert!(files.sidecar.contains("\"allowed\": false"));
    let applied = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
    assert_eq!(down::steps(&applied, None), Ok(vec!["c"]));
    assert_eq!(down::steps(&applied, Some("a")), Ok(vec!["c", "b"]));
    assert!(down::steps(&applied, Some("x")).is_err());
}

#[test]
fn drift_has_sql_both_ways() {
    let line = Line::new("postgresql");
    let (expected, live) = (line.database(USER), line.database(USER_NAME));
    assert!(drift(&expected, &expected, &line.target).unwrap().is_none());
    let found = drift(&expected, &live, &line.target).unwrap().unwrap();
    let sql = |comparison: &parallax_engine::Comparison| {
        comparison
            .script
            .steps
            .iter()
            .flat_map(|step| step.statements.clone())
            .collect::<Vec<_>>()
            .join(";\n")
    };
    assert_eq!(sql(&found.adopt), "ALTER TABLE \"User\" ADD COLUMN     \"name\" TEXT");
    assert_eq!(sql(&found.undo), "ALTER TABLE \"User\" DROP COLUMN \"name\"");
}
