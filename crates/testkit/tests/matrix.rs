//! What a scenario proves of each kind of object on each database: it is made, changed, renamed and dropped (those runs
//! are in `scenarios.rs`), read back and pulled. `UPDATE_DOCS=1` writes the table in docs/support.md; `KIND=views` looks
//! at one kind alone.

use parallax_connect::{Options, open};
use parallax_engine::{Session, Strategy};
use parallax_testkit::pull::pulls;
use parallax_testkit::scenario::Scenario;
use parallax_testkit::servers::Server;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What is done to an object.
const VERBS: [&str; 4] = ["create", "change", "rename", "drop"];
const DATABASES: [(&str, &str); 3] =
    [("postgresql", "PostgreSQL"), ("mariadb", "MariaDB"), ("sqlite", "SQLite")];

/// A kind of object, and the scenarios about it: by the verbs, paths below `tests/scenarios`.
struct Kind {
    name: &'static str,
    scenarios: [&'static [&'static str]; 4],
}

/// Why there is no scenario of a verb: kind, database (all where empty), verb, reason.
type Without = (&'static str, &'static str, &'static str, &'static str);

const KINDS: &[Kind] = &[
    Kind {
        name: "tables",
        scenarios: [
            &["models/create"],
            &["fields/add-optional"],
            &["models/rename-table-by-map"],
            &["models/drop"],
        ],
    },
    Kind {
        name: "columns",
        scenarios: [
            &["fields/add-required-with-default"],
            &["types/widen-integer"],
            &["fields/rename-by-map"],
            &["fields/drop"],
        ],
    },
    Kind {
        name: "generated columns",
        scenarios: [
            &["generated/add"],
            &["generated/change-expression"],
            &["generated/rename"],
            &["generated/drop"],
        ],
    },
    Kind {
        name: "primary keys",
        scenarios: [&["models/create"], &["keys/extend"], &["keys/rename"], &["keys/to-unique"]],
    },
    Kind {
        name: "indexes",
        scenarios: [&["indexes/create"], &["indexes/columns-change"], &["indexes/rename"], &["indexes/drop"]],
    },
    Kind {
        name: "foreign keys",
        scenarios: [&["relations/add"], &["relations/actions"], &["relations/rename"], &["relations/drop"]],
    },
    Kind {
        name: "checks",
        scenarios: [
            &["checks/create", "checks/add"],
            &["checks/change"],
            &["checks/rename", "checks/rename-anew"],
            &["checks/drop", "checks/drop-sqlite"],
        ],
    },
    Kind {
        name: "exclusions",
        scenarios: [
            &["exclusions/create"],
            &["exclusions/change"],
            &["exclusions/rename"],
            &["exclusions/drop"],
        ],
    },
    Kind {
        name: "enums",
        scenarios: [&["enums/create"], &["enums/add-value"], &["enums/rename-by-map"], &["enums/drop"]],
    },
    Kind {
        name: "views",
        scenarios: [&["views/create"], &["views/change"], &["views/rename"], &["views/drop"]],
    },
    Kind {
        name: "materialized views",
        scenarios: [
            &["views/materialized"],
            &["views/materialized-change"],
            &["views/materialized-rename"],
            &["views/materialized-drop"],
        ],
    },
    Kind {
        name: "functions",
        scenarios: [
            &["functions/create", "functions/of_mariadb"],
            &["functions/change", "functions/of_mariadb_change"],
            &["functions/rename", "functions/mariadb-rename"],
            &["functions/drop", "functions/mariadb-drop"],
        ],
    },
    Kind {
        name: "procedures",
        scenarios: [
            &["procedures/create", "procedures/mariadb-create"],
            &["procedures/change", "procedures/mariadb-change"],
            &["procedures/rename", "procedures/mariadb-rename"],
            &["procedures/drop", "procedures/mariadb-drop"],
        ],
    },
    Kind {
        name: "triggers",
        scenarios: [
            &["triggers/create", "triggers/mariadb_create", "triggers/sqlite_create"],
            &["triggers/change", "triggers/mariadb_change", "triggers/sqlite_change"],
            &["triggers/rename", "triggers/mariadb_rename", "triggers/sqlite_rename"],
            &["triggers/drop", "triggers/mariadb_drop", "triggers/sqlite_drop"],
        ],
    },
    Kind {
        name: "events",
        scenarios: [&["events/create"], &["events/change"], &["events/rename"], &["events/drop"]],
    },
    Kind {
        name: "sequences",
        scenarios: [&["sequences/create"], &["sequences/change"], &["sequences/rename"], &["sequences/drop"]],
    },
    Kind {
        name: "domains",
        scenarios: [&["domains/create"], &["domains/change"], &["domains/rename"], &["domains/drop"]],
    },
    Kind {
        name: "composite types",
        scenarios: [
            &["domains/composite"],
            &["domains/composite-change"],
            &["domains/composite-rename"],
            &["domains/composite-drop"],
        ],
    },
    Kind {
        name: "range types",
        scenarios: [
            &["domains/range"],
            &["domains/range-change"],
            &["domains/range-rename"],
            &["domains/range-drop"],
        ],
    },
    Kind {
        name: "extensions",
        scenarios: [&["extensions/block"], &["extensions/version"], &[], &["extensions/drop"]],
    },
    Kind {
        name: "policies",
        scenarios: [&["policies/create"], &["policies/change"], &["policies/rename"], &["policies/drop"]],
    },
    Kind {
        name: "grants to roles",
        scenarios: [&["grants/create"], &["grants/change"], &[], &["grants/drop"]],
    },
    Kind {
        name: "partitions",
        scenarios: [
            &["partitions/add"],
            &["partitions/change"],
            &["partitions/rename"],
            &["partitions/drop"],
        ],
    },
    Kind {
        name: "comments",
        scenarios: [&["comments/create"], &["comments/change"], &[], &["comments/drop"]],
    },
    Kind {
        name: "table options",
        scenarios: [
            &["options/create", "options/mariadb-create", "options/sqlite-create"],
            &["options/change", "options/mariadb-change"],
            &[],
            &["options/drop", "options/mariadb-drop", "options/sqlite-drop"],
        ],
    },
];

const WITHOUT: &[Without] = &[
    ("extensions", "", "rename", "its name is that of its files"),
    ("grants to roles", "", "rename", "it has no name"),
    ("comments", "", "rename", "it has no name"),
    ("table options", "", "rename", "it has no name"),
    ("table options", "sqlite", "change", "it is there or not"),
    ("enums", "mariadb", "rename", "it is the type of a column, and has no name"),
    ("primary keys", "mariadb", "rename", "it has no name"),
    ("primary keys", "sqlite", "rename", "it has no name"),
    ("foreign keys", "sqlite", "rename", "it has no name"),
];

/// What a pull into an empty schema does not bring back as it was, and why: kind, database, reason.
const NOT_PULLED: &[(&str, &str, &str)] = &[];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn scenario(path: &str) -> Scenario {
    let file = root().join("tests/scenarios").join(path).with_extension("md");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
    Scenario::parse(&file, &text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn kinds() -> impl Iterator<Item = &'static Kind> {
    let only = std::env::var("KIND").ok();
    KINDS.iter().filter(move |kind| only.as_ref().is_none_or(|only| kind.name.contains(only.as_str())))
}

/// The scenarios of a verb on a database.
fn proofs(kind: &Kind, verb: usize, database: &str) -> Vec<(&'static str, Scenario)> {
    let found = kind.scenarios[verb].iter().map(|path| (*path, scenario(path)));
    let is_here = |(_, scenario): &(&str, Scenario)| {
        scenario
            .expectations
            .iter()
            .any(|of| of.strategy == Strategy::Direct && of.target.split('@').next() == Some(database))
    };
    found.filter(is_here).collect()
}

fn reason(kind: &Kind, database: &str, verb: &str) -> Option<&'static str> {
    let fits =
        |row: &&Without| row.0 == kind.name && (row.1.is_empty() || row.1 == database) && row.2 == verb;
    WITHOUT.iter().find(fits).map(|row| row.3)
}

/// A table, and below it why something is not there.
fn table() -> Result<String, String> {
    let mut out = String::from("| | PostgreSQL | MariaDB | SQLite |\n|---|---|---|---|\n");
    let mut notes: Vec<String> = Vec::new();
    let mut holes = String::new();
    for kind in KINDS {
        write!(out, "| {} |", kind.name).unwrap();
        for (database, _) in DATABASES {
            let proven: Vec<bool> =
                (0..VERBS.len()).map(|verb| !proofs(kind, verb, database).is_empty()).collect();
            if !proven.contains(&true) {
                out.push_str(" – |");
                continue;
            }
            let (mut words, mut lacking): (Vec<String>, Vec<String>) = Default::default();
            let mut note = |why: String| {
                let at = notes.iter().position(|known| *known == why).unwrap_or_else(|| {
                    notes.push(why);
                    notes.len() - 1
                });
                format!("[{}]", at + 1)
            };
            for (verb, proven) in VERBS.iter().zip(&proven) {
                match (proven, reason(kind, database, verb)) {
                    (true, _) => words.push((*verb).to_owned()),
                    (false, Some(why)) => lacking.push(format!("no {verb} {}", note(why.to_owned()))),
                    (false, None) => writeln!(holes, "{} on {database}: no {verb}", kind.name).unwrap(),
                }
            }
            let not_pulled = NOT_PULLED.iter().find(|row| row.0 == kind.name && row.1 == database);
            match not_pulled {
                Some((_, _, why)) => lacking.push(format!("no pull {}", note((*why).to_owned()))),
                None => words.push("pull".to_owned()),
            }
            let what = if lacking.is_empty() { "all".to_owned() } else { words.join(", ") };
            let but: String = lacking.iter().map(|lacking| format!("; {lacking}")).collect();
            write!(out, " {what}{but} |").unwrap();
        }
        out.push('\n');
    }
    out.push('\n');
    let notes: Vec<String> = notes.iter().zip(1..).map(|(note, at)| format!("[{at}] {note}")).collect();
    writeln!(out, "{}.", notes.join("; ")).unwrap();
    if holes.is_empty() { Ok(out) } else { Err(holes) }
}

#[test]
fn the_page_says_what_scenarios_prove() {
    const MARKS: (&str, &str) = ("<!-- matrix: written by tests -->\n\n", "\n<!-- end of matrix -->");
    let table = table().unwrap_or_else(|holes| panic!("{holes}"));
    let path = root().join("docs/support.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let start = page.find(MARKS.0).expect("the mark of the matrix") + MARKS.0.len();
    let end = page.find(MARKS.1).expect("the mark of its end");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{}{table}{}", &page[..start], &page[end..])).unwrap();
    } else {
        assert_eq!(&page[start..end], table, "UPDATE_DOCS=1 writes it");
    }
}

/// What is done in a database.
type Work<'a> = dyn FnMut(&mut dyn Session) -> Result<(), String> + 'a;

/// Every state that a kind is in, on an empty database each.
fn all_are_pulled(database: &str, new: &dyn Fn(&mut Work<'_>) -> Result<(), String>) {
    let mut wrong = String::new();
    for kind in kinds() {
        if NOT_PULLED.iter().any(|row| row.0 == kind.name && row.1 == database) {
            continue;
        }
        for (path, scenario) in (0..3).flat_map(|verb| proofs(kind, verb, database)) {
            if let Err(error) = new(&mut |session| pulls(session, &scenario.after)) {
                writeln!(wrong, "== {path} on {database}\n{error}\n").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn on_server(server: &'static Server, database: &str) {
    all_are_pulled(database, &|work| {
        let scratch = server.scratch().map_err(|failure| failure.to_string())?;
        let mut session = open(&scratch.url(), &Options::default()).map_err(|fault| fault.to_string())?;
        work(session.as_mut())
    });
}

#[test]
fn postgres_is_pulled() {
    on_server(Server::postgres().unwrap_or_else(|failure| panic!("{failure}")), "postgresql");
}

#[test]
fn mariadb_is_pulled() {
    on_server(Server::mysql().unwrap_or_else(|failure| panic!("{failure}")), "mariadb");
}

#[test]
fn sqlite_is_pulled() {
    all_are_pulled("sqlite", &|work| {
        let mut session = open("file::memory:", &Options::default()).map_err(|fault| fault.to_string())?;
        work(session.as_mut())
    });
}
