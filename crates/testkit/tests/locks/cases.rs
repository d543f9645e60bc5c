//! What is changed, each kind of operation at least once.

use parallax_engine::{Database, Name};
use parallax_ir::{
    Check, Column, ColumnType, Default, Enum, Exclusion, Generated, Identity, Index, IndexKind, IndexPart,
    Op, Pair, QName, SequenceOptions, Table, TableAction,
};

pub struct Case {
    pub name: &'static str,
    pub before: &'static str,
    /// Brings both sides into the form that the language has no words for.
    pub shape: fn(Database) -> Database,
    /// Run when there are rows.
    pub rows: &'static str,
    pub what: What,
    /// The oldest server that can do it.
    pub from_version: u16,
}

pub enum What {
    /// The schema afterwards.
    After(&'static str),
    Ops(fn(&Database) -> Vec<Op>),
}

fn same(database: Database) -> Database {
    database
}

fn change(name: &'static str, before: &'static str, after: &'static str) -> Case {
    Case { name, before, shape: same, rows: "", what: What::After(after), from_version: 12 }
}

fn ops(name: &'static str, before: &'static str, ops: fn(&Database) -> Vec<Op>) -> Case {
    Case { name, before, shape: same, rows: "", what: What::Ops(ops), from_version: 12 }
}

/// Two tables, one of which refers to the other.
const BLOG: &str = "
model User { id Int @id @default(autoincrement())
  email String @unique
  age Int?
  score Decimal? @db.Decimal(10, 2)
  born DateTime? @db.Timestamp(3)
  tag String? @db.VarChar(20)
  posts Post[]
  @@index([age]) }
model Post { id Int @id
  title String
  authorId Int
  author User @relation(fields: [authorId], references: [id])
  @@index([authorId]) }";

macro_rules! blog {
    ($from:literal => $to:literal) => {
        // The text is short; each use makes one of its own.
        Box::leak(BLOG.replace($from, $to).into_boxed_str())
    };
}

#[rustfmt::skip]
fn changes() -> Vec<Case> {
    vec![
        change("create a table that refers to one", BLOG, blog!("@@index([age]) }" => "@@index([age])\n  likes Like[]\n }\nmodel Like { id Int @id\n  userId Int\n  user User @relation(fields: [userId], references: [id]) }")),
        change("add an optional column", BLOG, blog!("age Int?" => "age Int?\n  size Int?")),
        change("add a column with a default", BLOG, blog!("age Int?" => "age Int?\n  size Int @default(1)")),
        change("add a column with now()", BLOG, blog!("age Int?" => "age Int?\n  made DateTime @default(now())")),
        change("add a column with a volatile default", BLOG, blog!("age Int?" => "age Int?\n  token String @default(dbgenerated(\"gen_random_uuid()\")) @db.Uuid")),
        change("add a column that counts", BLOG, blog!("title String" => "title String\n  number Int @default(autoincrement())")),
        change("drop a column", BLOG, blog!("title String" => "")),
        change("drop a column with an index", BLOG, blog!("age Int?" => "").without("@@index([age])")),
        change("drop a column with a foreign key", BLOG, blog!("authorId Int\n  author User @relation(fields: [authorId], references: [id])\n  @@index([authorId]) }" => "}").without("posts Post[]")),
        Case {
            rows: "UPDATE \"User\" SET age = 1",
            ..change("make a column required", BLOG, blog!("age Int?" => "age Int"))
        },
        change("make a column optional", BLOG, blog!("title String" => "title String?")),
        change("set a default", BLOG, blog!("age Int?" => "age Int? @default(1)")),
        change("widen a text", BLOG, blog!("VarChar(20)" => "VarChar(40)")),
        change("text without a limit", BLOG, blog!("@db.VarChar(20)" => "")),
        change("narrow a text", BLOG, blog!("VarChar(20)" => "VarChar(10)")),
        change("more digits", BLOG, blog!("Decimal(10, 2)" => "Decimal(12, 2)")),
        change("more decimals", BLOG, blog!("Decimal(10, 2)" => "Decimal(12, 4)")),
        change("integer to bigint", BLOG, blog!("age Int?" => "age BigInt?")),
        change("the key to bigint", BLOG, blog!("model User { id Int" => "model User { id BigInt").replace_author()),
        change("timestamp to timestamptz", BLOG, blog!("@db.Timestamp(3)" => "@db.Timestamptz(3)")),
        change("timestamp of more digits", BLOG, blog!("@db.Timestamp(3)" => "@db.Timestamp(6)")),
        change("timestamp to date", BLOG, blog!("@db.Timestamp(3)" => "@db.Date")),
        change("create an index", BLOG, blog!("@@index([age])" => "@@index([age])\n  @@index([born])")),
        change("create a unique index", BLOG, blog!("@@index([age])" => "@@index([age])\n  @@unique([email, age])")),
        change("drop an index", BLOG, blog!("@@index([age])" => "")),
        change("rename an index", BLOG, blog!("@@index([age])" => "@@index([age], map: \"by_age\")")),
        change("add a foreign key", "model User { id Int @id }\nmodel Post { id Int @id\n  authorId Int }", "model User { id Int @id\n posts Post[] }\nmodel Post { id Int @id\n  authorId Int\n author User @relation(fields: [authorId], references: [id]) }"),
        change("drop a foreign key", BLOG, blog!("author User @relation(fields: [authorId], references: [id])" => "").without("posts Post[]")),
        change("change what a foreign key does", BLOG, blog!("references: [id])" => "references: [id], onDelete: Cascade)")),
        change("drop a table", BLOG, "model User { id Int @id @default(autoincrement())\n  email String @unique\n  age Int?\n  score Decimal? @db.Decimal(10, 2)\n  born DateTime? @db.Timestamp(3)\n  tag String? @db.VarChar(20)\n  @@index([age]) }"),
        change("rename a column", BLOG, blog!("title String" => "title String @map(\"headline\")")),
        change("rename a table", BLOG, blog!("@@index([authorId]) }" => "@@index([authorId])\n @@map(\"posts\") }")),
        change("another primary key", "model T { a Int @id\n b Int @unique }", "model T { a Int\n b Int @id @unique }"),
        change("an enum gains a value", "enum E { a\n b }\nmodel T { id Int @id\n e E }", "enum E { a\n b\n c }\nmodel T { id Int @id\n e E }"),
        change("an enum loses a value", "enum E { a\n b\n c\n d\n e }\nmodel T { id Int @id\n e E }", "enum E { a\n b\n c\n d }\nmodel T { id Int @id\n e E }"),
        change("an enum changes its order", "enum E { a\n b }\nmodel T { id Int @id\n e E }", "enum E { b\n a }\nmodel T { id Int @id\n e E }"),
        change("a text becomes an enum", "enum E { a\n b }\nmodel T { id Int @id\n e E\n f Int[] }", "enum E { a\n b }\nmodel T { id Int @id\n e String\n f BigInt[] }"),
    ]
}

trait Blog {
    fn without(&self, text: &str) -> &'static str;
    fn replace_author(&self) -> &'static str;
}

impl Blog for str {
    fn without(&self, text: &str) -> &'static str {
        Box::leak(self.replace(text, "").into_boxed_str())
    }
    fn replace_author(&self) -> &'static str {
        Box::leak(self.replace("authorId Int", "authorId BigInt").into_boxed_str())
    }
}

const PLAIN: &str =
    "model T { id Int @id\n  a Int?\n  b String\n  u Int @unique }\nmodel U { id Int @id\n  t Int }";

fn table() -> QName {
    QName::bare("T")
}

fn alter(actions: impl IntoIterator<Item = TableAction>) -> Vec<Op> {
    vec![Op::AlterTable { table: table(), actions: actions.into_iter().collect() }]
}

fn t(database: &Database) -> &Table {
    &database.tables[&table()]
}

fn check(validated: bool) -> Check {
    Check {
        name: Some("positive".into()),
        expression: "\"id\" > 0 OR \"id\" <= 0".into(),
        validated,
        enforced: true,
        origin: parallax_ir::Origin::default(),
    }
}

fn index(constraint: bool) -> Index {
    Index {
        name: "T_b_key".into(),
        kind: IndexKind::Unique,
        constraint,
        method: None,
        parts: vec![IndexPart::column("id"), IndexPart::column("b")],
        include: Vec::new(),
        predicate: None,
        nulls_not_distinct: false,
        comment: None,
        options: parallax_ir::Options::new(),
        building: parallax_ir::Building::default(),
        origin: parallax_ir::Origin::default(),
    }
}

fn altered(database: &Database, name: &str, edit: impl FnOnce(&mut Column)) -> TableAction {
    let before = t(database).column(name).expect("a column of the case").clone();
    let mut after = before.clone();
    edit(&mut after);
    TableAction::AlterColumn(Box::new(Pair::new(before, after)))
}

fn added(name: &str, edit: impl FnOnce(&mut Column)) -> TableAction {
    let mut column = Column::new(name, ColumnType::native("Integer", []));
    column.nullable = true;
    edit(&mut column);
    TableAction::AddColumn(column)
}

fn beyond() -> Vec<Case> {
    vec![
        ops("add a check", PLAIN, |_| alter([TableAction::AddCheck(check(true))])),
        ops("add a check that is not validated", PLAIN, |_| alter([TableAction::AddCheck(check(false))])),
        ops("drop a check", PLAIN, |_| {
            [alter([TableAction::AddCheck(check(true))]), alter([TableAction::DropCheck(check(true))])]
                .concat()
        }),
        ops("add an exclusion", PLAIN, |_| {
            alter([TableAction::AddExclusion(Exclusion {
                name: "apart".into(),
                method: Some("Btree".into()),
                parts: vec![parallax_ir::ExclusionPart {
                    part: IndexPart::column("id"),
                    operator: "=".into(),
                }],
                include: Vec::new(),
                predicate: None,
                options: parallax_ir::Options::new(),
                origin: parallax_ir::Origin::default(),
            })])
        }),
        ops("add a unique constraint", PLAIN, |_| {
            vec![Op::CreateIndex { table: table(), index: index(true) }]
        }),
        ops("drop a unique constraint", PLAIN, |_| {
            vec![
                Op::CreateIndex { table: table(), index: index(true) },
                Op::DropIndex { table: table(), index: index(true) },
            ]
        }),
        ops("comment on a table", PLAIN, |_| {
            alter([TableAction::SetComment(Pair::new(None, Some(Name::new("text"))))])
        }),
        ops("comment on a column", PLAIN, |database| {
            alter([altered(database, "a", |column| column.comment = Some("text".into()))])
        }),
        ops("add a stored column", PLAIN, |_| {
            alter([added("c", |column| {
                column.generated = Some(Generated::Computed { expression: "id + 1".into(), stored: true });
            })])
        }),
        ops("add an identity column", PLAIN, |_| {
            alter([added("c", |column| {
                column.nullable = false;
                column.generated = Some(Generated::Identity(Identity {
                    always: false,
                    options: SequenceOptions::default(),
                }));
            })])
        }),
        ops("let a column count", PLAIN, |database| {
            alter([altered(database, "u", |column| {
                column.generated = Some(Generated::Identity(Identity {
                    always: false,
                    options: SequenceOptions::default(),
                }));
            })])
        }),
        ops("another collation", PLAIN, |database| {
            alter([altered(database, "b", |column| column.collation = Some("C".into()))])
        }),
        ops("a text with a check", PLAIN, |database| {
            let check = Check { expression: "length(\"b\") >= 0".into(), ..check(true) };
            let retype = altered(database, "b", |column| column.ty = ColumnType::native("VarChar", []));
            [alter([TableAction::AddCheck(check)]), alter([retype])].concat()
        }),
        ops("required, proven by a check", PLAIN, |database| {
            let proof = Check { expression: "\"u\" IS NOT NULL".into(), ..check(true) };
            let mut ops = alter([altered(database, "u", |column| column.nullable = true)]);
            ops.extend(alter([TableAction::AddCheck(proof)]));
            let Some(TableAction::AlterColumn(pair)) =
                alter([altered(database, "u", |column| column.nullable = true)]).into_iter().find_map(|op| {
                    match op {
                        Op::AlterTable { mut actions, .. } => actions.pop(),
                        _ => None,
                    }
                })
            else {
                return ops;
            };
            let back = Pair::new(pair.after, pair.before);
            ops.extend(alter([TableAction::AlterColumn(Box::new(back))]));
            ops
        }),
        ops("add a foreign key that is not validated", PLAIN, |_| {
            vec![Op::AddForeignKey {
                table: QName::bare("U"),
                foreign_key: parallax_ir::ForeignKey {
                    name: Some("U_t_fkey".into()),
                    columns: vec!["t".into()],
                    references: table(),
                    referenced_columns: vec!["u".into()],
                    on_delete: parallax_ir::Action::NoAction,
                    on_update: parallax_ir::Action::NoAction,
                    match_full: false,
                    deferrable: None,
                    validated: false,
                    origin: parallax_ir::Origin::default(),
                },
            }]
        }),
        ops("make and drop an enum", PLAIN, |_| {
            let values = ["a", "b"].map(|name| parallax_ir::EnumValue {
                name: name.into(),
                origin: parallax_ir::Origin::default(),
            });
            let new = Enum {
                name: QName::bare("E"),
                values: values.into(),
                comment: None,
                origin: parallax_ir::Origin::default(),
            };
            vec![Op::CreateEnum(new.clone()), Op::DropEnum(new)]
        }),
        ops("rename the primary key", PLAIN, |_| {
            alter([TableAction::RenamePrimaryKey { from: "T_pkey".into(), to: "T_id".into() }])
        }),
        ops("a default that is computed", PLAIN, |database| {
            alter([altered(database, "b", |column| {
                column.default = Some(Default::Expression("upper('x')".into()))
            })])
        }),
    ]
}

pub fn cases() -> Vec<Case> {
    let mut all = changes();
    all.extend(beyond());
    all
}
