//! Names in a schema can hold anything; reports stay what they are.

use parallax_engine::{Database, Pair, Renames, SourceMap};
use parallax_report::{Report, markdown, script, summary};

/// A table whose name ends comments, opens markup, calls people, and moves the cursor.
const NASTY: &str = r#"a\u001b[31m\n*/ -- | `x` <b> @team ```"#;

fn reports() -> [String; 3] {
    let schema = format!(
        "datasource db {{\n  provider = \"sqlite\"\n}}\n\nmodel A {{\n  id Int @id\n\n  @@map(\"{NASTY}\")\n}}\n"
    );
    let mut sources = SourceMap::new();
    let file = sources.add("schema.prisma", schema);
    let target = parallax_engine::parse_target("sqlite").unwrap();
    let checked = parallax_engine::check(&sources, &[file]);
    let before = parallax_engine::lower(&checked.schema, &target).database;
    let nothing = Database::default();
    let pair = Pair::new(&before, &nothing);
    let compared = parallax_engine::compare(pair, &target, &Renames::default()).unwrap();
    assert!(!compared.plan.steps.is_empty(), "{:?}", checked.diagnostics);
    let statements: Vec<&[String]> =
        compared.script.steps.iter().map(|step| step.statements.as_slice()).collect();
    let report = Report {
        plan: &compared.plan,
        statements: &statements,
        target: &target,
        target_by_default: false,
        sources: &sources,
    };
    [script(&report), summary(&report, false), markdown(&report)]
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let [_, summary, _] = reports();
    assert!(!summary.contains('\u{1b}'), "{summary}");
}

#[test]
fn a_name_does_not_end_a_comment() {
    let [script, _, _] = reports();
    let header: Vec<&str> = script.lines().take_while(|line| !line.is_empty()).collect();
    assert!(header.iter().all(|line| line.starts_with("--")), "{header:#?}");
}

#[test]
fn a_name_is_no_markup() {
    let [_, _, markdown] = reports();
    let (table, sql) = markdown.split_once("<details>").unwrap();
    // The query of the check stands in a code span, where markup means nothing.
    let (prose, _) = table.split_once("`SELECT").unwrap();
    assert!(!prose.contains("<b>") && !prose.contains("@team"), "{prose}");
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| 1 ")).collect();
    assert_eq!(rows.len(), 1, "{table}");
    assert!(sql.contains("\n````sql\n"), "{sql}");
}
