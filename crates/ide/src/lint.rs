//! What the lint says of a schema while it is edited. What an edit does to the database is told by its
//! [`consequence`](crate::consequence), so that only the rules over schemas speak here.

use crate::Snapshot;
use parallax_diagnostics::Diagnostic;
use parallax_lint::{Check, Config, Ignore, SchemaView, apply_ignores, find, judge_schema, schema_ignores};

pub(crate) fn findings(snapshot: &Snapshot, config: &Config) -> Vec<Diagnostic> {
    let Some(desired) = snapshot.desired().filter(|desired| !desired.lowered.diagnostics.has_errors()) else {
        return Vec::new();
    };
    let sources = snapshot.sources();
    let view = SchemaView { database: &desired.lowered.database, target: &desired.target, sources };
    let mut ignores: Vec<Ignore> =
        sources.files().flat_map(|(id, source)| schema_ignores(id, &source.text)).collect();
    ignores.retain(is_about_schemas);
    apply_ignores(judge_schema(&view, config), &ignores, sources, config)
}

/// A comment that switches off what only a plan is judged by would be called useless.
fn is_about_schemas(ignore: &Ignore) -> bool {
    let is_of_schemas = |name: &String| {
        find(name).is_none_or(|lint| matches!(lint.check, Check::Schema(_) | Check::Objects(_)))
    };
    ignore.rules.iter().all(is_of_schemas)
}

#[cfg(test)]
mod tests {
    use crate::testing::schema;
    use crate::{Options, Snapshot, Workspace, actions};
    use parallax_text::{FileId, Span, TextRange, apply_edits};

    const SCHEMA: &str = "\
datasource db {
  provider = \"postgresql\"
}

model accounts {
  id    BigInt @id
  price Float
}
";

    fn linted(text: &str) -> Snapshot {
        let mut workspace = Workspace::new();
        workspace.set_options(Options { lint: Some(Default::default()), ..Options::default() });
        workspace.set("schema.prisma", text);
        workspace.snapshot()
    }

    fn slugs(snapshot: &Snapshot) -> Vec<&'static str> {
        snapshot.lint().iter().map(|found| found.rule.slug).collect()
    }

    #[test]
    fn rules_over_schemas_speak_where_they_are_asked() {
        assert_eq!(slugs(&schema(SCHEMA)), [""; 0]);
        assert_eq!(slugs(&linted(SCHEMA)), ["float-money"]);
        assert_eq!(slugs(&linted(&SCHEMA.replace("Float", "Flaot"))), [""; 0]);
        let ignored = "Float // parallax-ignore float-money, drop-column: of weights";
        assert_eq!(slugs(&linted(&SCHEMA.replace("Float", ignored))), ["float-money"]);
        let ignored = "Float // parallax-ignore float-money: of weights";
        assert_eq!(slugs(&linted(&SCHEMA.replace("Float", ignored))), [""; 0]);
    }

    #[test]
    fn what_is_declared_is_judged_and_ignored_like_the_rest() {
        let policy = "policy_select all_of_it {\n  target = accounts\n  using  = sql`true`\n}\n";
        let told = |policy: &str| {
            let text = SCHEMA.replace("price Float", "owner Int\n\n  @@rls") + "\n" + policy;
            let mut workspace = Workspace::new();
            workspace.set_options(Options { lint: Some(Default::default()), ..Options::default() });
            workspace.set("schema.plx", text);
            slugs(&workspace.snapshot())
        };
        assert!(told(policy).contains(&"policy-using-true"), "{:?}", told(policy));
        let ignored = format!("// parallax-ignore policy-using-true: all may read\n{policy}");
        assert!(!told(&ignored).contains(&"policy-using-true"), "{:?}", told(&ignored));
    }

    #[test]
    fn a_finding_can_be_ignored_where_it_stands() {
        let snapshot = linted(SCHEMA);
        let at = SCHEMA.find("price").unwrap();
        let selection = Span { file: FileId(0), range: TextRange::new(at, at) };
        let all = actions::actions(&snapshot, selection);
        let ignore = all.iter().find(|action| action.title.starts_with("Ignore")).unwrap();
        assert_eq!(ignore.title, "Ignore float-money here, with the reason…");
        let edits: Vec<_> = ignore.change.edits.iter().map(|(_, edit)| edit.clone()).collect();
        let text = apply_edits(SCHEMA, &edits);
        assert!(
            text.contains("\n  // parallax-ignore float-money: why it is right here\n  price Float\n"),
            "{text}"
        );
        assert_eq!(slugs(&linted(&text)), [""; 0]);
    }
}
