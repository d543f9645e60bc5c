//! What comes of a schema, for what plans do not show at a glance.

use parallax_dialect::Target;
use parallax_ir::{Action, BaseType, Database, Default, Generated, IndexKind, OptionValue, QName, Table};
use parallax_lower::{Lowered, lower};
use parallax_text::FileId;

fn lowered(provider: &str, target: &str, text: &str) -> Lowered {
    let options = if provider == "postgresql" { "  schemas = [\"public\", \"other\"]\n" } else { "" };
    let schemas = if text.contains("@@schema") { options } else { "" };
    let text = format!("datasource db {{\n  provider = \"{provider}\"\n{schemas}}}\n{text}");
    let parsed = parallax_syntax::parse(FileId(0), &text);
    let analysis = parallax_schema::analyze(&[&parsed.ast], parallax_dialects::LANGUAGES);
    let errors: Vec<_> = parsed.diagnostics.iter().chain(analysis.diagnostics.iter()).collect();
    assert!(errors.iter().all(|diagnostic| !diagnostic.is_error()), "{errors:#?}");
    lower(&analysis.schema, &Target::new(parallax_dialects::dialect(target).unwrap()))
}

fn database(provider: &str, text: &str) -> Database {
    let lowered = lowered(provider, provider, text);
    assert!(lowered.diagnostics.is_empty(), "{:#?}", lowered.diagnostics);
    lowered.database
}

fn table<'a>(database: &'a Database, name: &str) -> &'a Table {
    &database.tables[&QName::bare(name)]
}

fn codes(lowered: &Lowered) -> Vec<&'static str> {
    lowered.diagnostics.iter().map(|diagnostic| diagnostic.rule.code).collect()
}

const MANY_TO_MANY: &str = "
model Zebra {
  code String @id @db.VarChar(20)
  apes Ape[]
}

model Ape {
  id     BigInt  @id @default(autoincrement())
  zebras Zebra[]
}
";

#[test]
fn join_tables_have_a_column_per_side_in_the_order_of_the_models() {
    let database = database("postgresql", MANY_TO_MANY);
    let join = table(&database, "_ApeToZebra");
    let types: Vec<_> = join.columns.iter().map(|column| (column.name.as_str(), column.ty.clone())).collect();
    assert_eq!(types[0].0, "A");
    assert_eq!(types[0].1, table(&database, "Ape").column("id").unwrap().ty);
    assert_eq!(types[1].1, table(&database, "Zebra").column("code").unwrap().ty);
    assert!(join.columns.iter().all(|column| !column.nullable && column.generated.is_none()));
    assert_eq!(join.primary_key.as_ref().unwrap().name.as_deref(), Some("_ApeToZebra_AB_pkey"));
    let indexes: Vec<_> = join.indexes.iter().map(|index| index.name.as_str()).collect();
    assert_eq!(indexes, ["_ApeToZebra_B_index"]);
    let keys: Vec<_> = join
        .foreign_keys
        .iter()
        .map(|key| (key.name.as_deref().unwrap(), key.references.name.as_str(), key.on_delete))
        .collect();
    assert_eq!(
        keys,
        [("_ApeToZebra_A_fkey", "Ape", Action::Cascade), ("_ApeToZebra_B_fkey", "Zebra", Action::Cascade)]
    );
}

#[test]
fn join_tables_without_a_primary_key_have_a_unique() {
    let database = database("sqlserver", MANY_TO_MANY);
    let join = table(&database, "_ApeToZebra");
    assert_eq!(join.primary_key, None);
    let unique = join.index("_ApeToZebra_AB_unique").unwrap();
    assert!(unique.constraint && unique.kind == IndexKind::Unique);
}

#[test]
fn pairs_of_one_model_do_not_cascade_where_cascades_must_not_meet() {
    let text = "
model User {
  id        Int    @id
  followers User[] @relation(\"Follows\")
  following User[] @relation(\"Follows\")
}
";
    let actions = |provider| {
        let database = database(provider, text);
        table(&database, "_Follows").foreign_keys.iter().map(|key| key.on_delete).collect::<Vec<_>>()
    };
    assert_eq!(actions("sqlserver"), [Action::NoAction; 2]);
    assert_eq!(actions("mysql"), [Action::Cascade; 2]);
}

#[test]
fn names_of_join_tables_fit_and_keep_their_suffix() {
    let name = "R".repeat(70);
    let text = format!(
        "
model A {{
  id Int @id
  b  B[] @relation(\"{name}\")
}}

model B {{
  id Int @id
  a  A[] @relation(\"{name}\")
}}
"
    );
    let database = database("postgresql", &text);
    let (join, table) = database.tables.iter().find(|(name, _)| name.name.starts_with('_')).unwrap();
    assert_eq!(join.name.len(), 63);
    assert!(table.indexes.iter().all(|index| index.name.len() == 63 && index.name.ends_with("_B_index")));
}

#[test]
fn relations_left_to_the_client_make_no_foreign_keys() {
    let text =
        format!("datasource db {{\n  provider = \"mysql\"\n  relationMode = \"prisma\"\n}}\n{MANY_TO_MANY}");
    let parsed = parallax_syntax::parse(FileId(0), &text);
    let analysis = parallax_schema::analyze(&[&parsed.ast], parallax_dialects::LANGUAGES);
    let target = Target::new(parallax_dialects::dialect("mysql").unwrap());
    let database = lower(&analysis.schema, &target).database;
    assert!(table(&database, "_ApeToZebra").foreign_keys.is_empty());
}

#[test]
fn only_namespaces_that_hold_something_are_made_and_the_default_one_is_implied() {
    let text = "
model User {
  id Int @id

  @@schema(\"public\")
}

enum Role {
  ADMIN

  @@schema(\"other\")
}
";
    let database = database("postgresql", text);
    assert_eq!(database.schemas.iter().map(|name| name.as_str()).collect::<Vec<_>>(), ["other"]);
    assert!(database.tables.contains_key(&QName::bare("User")));
    assert!(database.enums.contains_key(&QName::new(Some("other".into()), "Role")));
}

#[test]
fn enums_are_types_lists_or_texts() {
    let text = "
enum Role {
  ADMIN @map(\"admin\")
  USER
}

model User {
  id   Int  @id
  role Role @default(ADMIN)
}
";
    let role = |provider| {
        let database = database(provider, text);
        let column = table(&database, "User").column("role").unwrap().clone();
        (column.ty.base, column.default, database.enums.len())
    };
    let admin = || Some(Default::EnumValue("admin".into()));
    assert_eq!(role("postgresql"), (BaseType::Enum(QName::bare("Role")), admin(), 1));
    assert_eq!(role("mysql"), (BaseType::InlineEnum(vec!["admin".into(), "USER".into()]), admin(), 0));
    let (base, default, enums) = role("sqlite");
    assert!(matches!(base, BaseType::Native { name, .. } if name == "Text"));
    assert_eq!((default, enums), (Some(Default::String("admin".into())), 0));
}

#[test]
fn operator_classes_that_go_without_saying_are_not_said() {
    let text = "
model Doc {
  id   Int      @id
  data Json
  tags String[]

  @@index([data(ops: JsonbOps)], type: Gin, map: \"a\")
  @@index([data(ops: JsonbPathOps)], type: Gin, map: \"b\")
  @@index([tags(ops: raw(\"array_ops\"))], type: Gin, map: \"c\")
  @@index([id], type: BTree, map: \"d\")
}
";
    let database = database("postgresql", text);
    let index = |name: &str| {
        let index = table(&database, "Doc").index(name).unwrap();
        (index.method.as_deref(), index.parts[0].ops.as_deref())
    };
    assert_eq!(index("a"), (Some("Gin"), None));
    assert_eq!(index("b"), (Some("Gin"), Some("jsonb_path_ops")));
    assert_eq!(index("c"), (Some("Gin"), None));
    assert_eq!(index("d"), (None, None));
}

#[test]
fn clustering_is_said_where_it_is_not_the_default() {
    let text = "
model Log {
  id Int @id(clustered: false)
  at Int
  by Int

  @@index([at], clustered: true)
  @@index([by], clustered: false)
}
";
    let database = database("sqlserver", text);
    let log = table(&database, "Log");
    let said = |options: &parallax_ir::Options| options.get("clustered").cloned();
    assert_eq!(said(&log.primary_key.as_ref().unwrap().options), Some(OptionValue::Bool(false)));
    assert_eq!(said(&log.index("Log_at_idx").unwrap().options), Some(OptionValue::Bool(true)));
    assert_eq!(said(&log.index("Log_by_idx").unwrap().options), None);
}

#[test]
fn sequences_keep_only_what_is_not_the_default() {
    let text = "
model Invoice {
  id     BigInt @id
  number Int    @default(sequence(start: 1, increment: 10, cache: 1, maxValue: 99))
}
";
    let database = database("cockroachdb", text);
    let Some(Generated::Identity(identity)) =
        &table(&database, "Invoice").column("number").unwrap().generated
    else {
        panic!("no identity")
    };
    let options = &identity.options;
    assert_eq!((options.start, options.increment, options.cache), (None, Some(10), None));
    assert_eq!((options.min_value, options.max_value), (None, Some(99)));
}

#[test]
fn views_are_no_tables_and_nothing_refers_to_them() {
    let text = "
generator client {
  provider        = \"prisma-client-js\"
  previewFeatures = [\"views\"]
}

model User {
  id     Int     @id
  recent Recent?
}

view Recent {
  userId Int  @unique
  user   User @relation(fields: [userId], references: [id])
}
";
    let database = database("postgresql", text);
    assert_eq!(database.tables.len(), 1);
}

#[test]
fn what_the_target_cannot_hold_is_reported() {
    let user = "\nmodel User {\n  id Int @id\n}\n";
    assert_eq!(codes(&lowered("postgresql", "mysql", user)), ["PX3001"]);
    assert_eq!(codes(&lowered("mysql", "mariadb", user)), [""; 0]);

    let taken = MANY_TO_MANY.to_owned() + "\nmodel Pair {\n  id Int @id\n\n  @@map(\"_ApeToZebra\")\n}\n";
    assert_eq!(codes(&lowered("postgresql", "postgresql", &taken)), ["PX3002"]);

    let shared = "\nenum Status {\n  OPEN\n\n  @@map(\"status\")\n}\n\nmodel State {\n  id Int @id\n\n  @@map(\"status\")\n}\n";
    assert_eq!(codes(&lowered("postgresql", "postgresql", shared)), ["PX3003"]);
    assert_eq!(codes(&lowered("mysql", "mysql", shared)), [""; 0]);
}
