//! SQL Server's catalog, by rows written as it returns them: there is no server to ask in tests.

use parallax_dialect::Row;
use parallax_engine::{Database, Pair, Rows, Scope, Target};
use parallax_ir::{
    BaseType, Column, ColumnType, Default, Generated, IndexKey, OptionValue, Options, QName, Sort, Table,
    TypeArg,
};
use parallax_testkit::generate::pairs;
use parallax_testkit::pipeline::{compile, script, target};
use parallax_testkit::settle::equal;
use proptest::prelude::*;

fn row<'a>(cells: impl IntoIterator<Item = Option<&'a str>>) -> Row {
    Row(cells.into_iter().map(|cell| cell.map(str::to_owned)).collect())
}

/// One row per line, cells between bars; `-` is NULL.
fn rows(text: &str) -> Rows {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Rows(
        lines
            .map(|line| row(line.split('|').map(|cell| Some(cell.trim()).filter(|cell| *cell != "-"))))
            .collect(),
    )
}

fn bit(value: bool) -> Option<String> {
    Some(u8::from(value).to_string())
}

fn schema_of(name: &QName) -> Option<String> {
    Some(name.schema.as_deref().unwrap_or("dbo").to_owned())
}

/// The answers of a server that holds the database, as Microsoft's manual describes them.
fn catalog(database: &Database, target: &Target) -> Vec<Rows> {
    let mut answers = vec![Rows::default(); 10];
    let schemas = ["dbo".into()].into_iter().chain(database.schemas.iter().cloned());
    answers[0] = Rows(schemas.map(|name| row([Some(name.as_str())])).collect());
    for table in database.tables.values() {
        let name = || [schema_of(&table.name), Some(table.name.name.to_string())].into_iter();
        let zeros = ["0", "0", "0", "0", "0", "0"].map(|text| Some(text.to_owned()));
        answers[1].0.push(Row(name().chain([None]).chain(zeros).chain([None]).collect()));
        answers[2].0.extend(
            table.columns.iter().map(|column| Row(name().chain(column_cells(column, target)).collect())),
        );
        answers[3].0.extend(index_cells(table).into_iter().map(|cells| Row(name().chain(cells).collect())));
        for key in &table.foreign_keys {
            for (column, referenced) in key.columns.iter().zip(&key.referenced_columns) {
                let desc = |sql: &str| Some(sql.replace(' ', "_"));
                answers[4].0.push(Row(name()
                    .chain([
                        key.name.as_ref().map(ToString::to_string),
                        Some(column.to_string()),
                        schema_of(&key.references),
                        Some(key.references.name.to_string()),
                        Some(referenced.to_string()),
                        desc(key.on_delete.sql()),
                        desc(key.on_update.sql()),
                        bit(false),
                        bit(false),
                    ])
                    .collect()));
            }
        }
    }
    answers
}

fn column_cells(column: &Column, target: &Target) -> Vec<Option<String>> {
    let (ty, [length, precision, scale]) = type_cells(&column.ty);
    let identity = matches!(column.generated, Some(Generated::AutoIncrement { .. })).then(|| "1".to_owned());
    let default = column.default.as_ref().filter(|default| **default != Default::Unspecified);
    let definition = default.map(|default| printed(default, &column.ty, target));
    let name = definition.as_ref().and(column.default_name.as_ref()).map(ToString::to_string);
    let mut cells = vec![
        Some("U".to_owned()),
        Some(column.name.to_string()),
        Some(ty),
        None,
        Some(length),
        Some(precision),
        Some(scale),
        bit(column.nullable),
        None,
        identity.clone(),
        identity,
        None,
        None,
        definition,
        name,
        None,
    ];
    cells.extend((0..6).map(|_| bit(false)));
    cells.push(None);
    cells
}

/// The name; length in bytes, precision and scale.
fn type_cells(ty: &ColumnType) -> (String, [String; 3]) {
    let BaseType::Native { name, args } = &ty.base else { panic!("{ty:?} is no row of the types") };
    let arg = |at: usize| match args.get(at) {
        Some(TypeArg::Number(number)) => Some(i64::from(*number)),
        Some(TypeArg::Max) => Some(-1),
        None => None,
    };
    let bytes = |each: i64| match arg(0).unwrap_or(1) {
        -1 => -1,
        length => length * each,
    };
    let numbers = match name.as_str() {
        "NVarChar" | "NChar" => [bytes(2), 0, 0],
        "VarChar" | "Char" | "VarBinary" | "Binary" => [bytes(1), 0, 0],
        "Decimal" => [17, arg(0).unwrap_or(18), arg(1).unwrap_or(0)],
        "Float" if arg(0).unwrap_or(53) <= 24 => {
            return ("real".to_owned(), ["4", "24", "0"].map(str::to_owned));
        }
        "Float" => [8, 53, 0],
        "DateTime2" | "DateTimeOffset" | "Time" => [8, 27, arg(0).unwrap_or(7)],
        _ => [4, 10, 0],
    };
    (name.to_lowercase(), numbers.map(|number| number.to_string()))
}

/// Numbers are in parentheses twice, all else once; what is more than four bytes ends in a point.
fn printed(default: &Default, ty: &ColumnType, target: &Target) -> String {
    match default {
        Default::Number(number) if number.parse::<i64>().is_ok_and(|it| i32::try_from(it).is_err()) => {
            format!("(({number}.))")
        }
        Default::Number(number) => format!("(({number}))"),
        Default::Bool(value) => format!("(({}))", u8::from(*value)),
        Default::Now => "(getdate())".to_owned(),
        other => format!("({})", (target.dialect.default_sql)(other, ty, target)),
    }
}

/// The primary key and the indexes, a row per column.
fn index_cells(table: &Table) -> Vec<Vec<Option<String>>> {
    let is_clustered = |options: &Options, by_default| match options.get("clustered") {
        Some(OptionValue::Bool(value)) => *value,
        _ => by_default,
    };
    let cells =
        |name: &str, clustered, [unique, primary, constraint]: [bool; 3], filter, column: &str, sort| {
            let (number, words) = if clustered { ("1", "CLUSTERED") } else { ("2", "NONCLUSTERED") };
            let flags = [bit(unique), bit(primary), bit(constraint), filter, bit(false)];
            let head = [Some(name.to_owned()), Some(number.to_owned()), Some(words.to_owned())];
            let tail = [Some(column.to_owned()), bit(sort == Sort::Desc), bit(false), None];
            head.into_iter().chain(flags).chain(tail).collect::<Vec<_>>()
        };
    let mut all = Vec::new();
    if let Some(key) = &table.primary_key {
        let name = key.name.as_deref().unwrap_or("PK__generated");
        let clustered = is_clustered(&key.options, true);
        let rows = key
            .columns
            .iter()
            .map(|part| cells(name, clustered, [true, true, false], None, &part.name, part.sort));
        all.extend(rows);
    }
    for index in &table.indexes {
        let clustered = is_clustered(&index.options, false);
        let filter = index.predicate.as_ref().map(|sql| format!("({sql})"));
        let flags = [index.is_unique(), false, index.constraint];
        for part in &index.parts {
            let IndexKey::Column(column) = &part.key else {
                panic!("SQL Server has no expressions in indexes")
            };
            all.push(cells(&index.name, clustered, flags, filter.clone(), column, part.sort));
        }
    }
    all
}

fn scope(database: &Database) -> Scope {
    let schemas = ["dbo".into()].into_iter().chain(database.schemas.iter().cloned()).collect();
    Scope { default: "dbo".into(), schemas }
}

fn reads_back(schema: &str) -> Result<(), String> {
    let target = target("sqlserver")?;
    let desired = compile(schema, &target)?;
    let observed = (target.dialect.live.decode)(&scope(&desired), &target, &catalog(&desired, &target))
        .map_err(|error| error.to_string())?;
    assert_eq!(observed.left, []);
    equal("", Pair::new(&observed.database, &desired), &target)
}

#[test]
fn random_schemas_are_read_back() {
    let target = target("sqlserver").unwrap();
    let config = ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(pair in pairs(target.dialect.language))| {
        for schema in [&pair.before, &pair.after] {
            reads_back(schema).map_err(|error| TestCaseError::fail(format!("{error}\n{schema}")))?;
        }
    });
}

#[test]
fn native_types_and_defaults_are_read_back() {
    reads_back(
        r#"
        model A {
            id Int @id(clustered: false) @default(autoincrement())
            a String @default("it's") @db.NVarChar(Max) @map("a b")
            b String? @db.Char(10)
            c Bytes @default("aGVsbG8=") @db.VarBinary(300)
            d Decimal @default(1.50) @db.Decimal(10, 2)
            e BigInt @default(12345678901) @unique(map: "u")
            f Float @default(-1.5) @db.Real
            g DateTime @default(now()) @db.DateTimeOffset
            h DateTime @default("2018-01-27T08:00:00Z") @db.DateTime
            i Boolean @default(true)
            j Int @default(dbgenerated("(1 + 1)"))
            k String @default(dbgenerated("newid()")) @db.UniqueIdentifier
            l Float @db.Float(20)
            @@index([b, d(sort: Desc)], clustered: true)
        }"#,
    )
    .unwrap();
}

/// The SQL that would make what was read, and what was left.
fn again(answers: [&str; 10]) -> String {
    let target = target("sqlserver").unwrap();
    let scope = Scope { default: "dbo".into(), schemas: vec!["dbo".into(), "sales".into()] };
    let observed = (target.dialect.live.decode)(&scope, &target, &answers.map(rows)).unwrap();
    let statements = script(Pair::new(&Database::default(), &observed.database), &target).unwrap();
    let left = observed.left.iter().map(|left| {
        let member = left.member.as_deref().map(|name| format!(".{name}")).unwrap_or_default();
        format!("left: {} {}{member} {}", left.kind, left.object, left.detail)
    });
    statements.into_iter().chain(left).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_database_that_people_made() {
    insta::assert_snapshot!(again([
        "dbo\nsales",
        "dbo | _prisma_migrations | - | 0 | 0 | 0 | 0 | 0 | 0 | -
         sales | Order | What people buy | 2 | 0 | 0 | 0 | 0 | 0 | by_year
         sales | OrderHistory | - | 1 | 0 | 0 | 0 | 0 | 0 | -
         sales | Person | - | 0 | 0 | 0 | 0 | 0 | 0 | -",
        "sales | Order | U | id | int | - | 4 | 10 | 0 | 0 | - | 100 | 5 | - | - | - | - | - | 0 | 0 | 0 | 0 | 0 | 0 | -
         sales | Order | U | code | varchar | dbo.Code | 20 | 0 | 0 | 1 | Latin1_General_BIN2 | - | - | - | - | - | - | - | 0 | 0 | 1 | 0 | 1 | 0 | -
         sales | Order | U | price | numeric | - | 9 | 10 | 2 | 0 | - | - | - | - | - | ((0.00)) | DF__Order__price__3B75D760 | - | 0 | 0 | 0 | 0 | 0 | 0 | -
         sales | Order | U | total | decimal | - | 9 | 12 | 2 | 1 | - | - | - | ([price]*(2)) | 1 | - | - | - | 0 | 0 | 0 | 0 | 0 | 0 | -
         sales | Order | U | at | datetime2 | - | 7 | 23 | 3 | 0 | - | - | - | - | - | (sysutcdatetime()) | df_at | - | 0 | 0 | 0 | 0 | 0 | 0 | -
         sales | Order | U | open | bit | - | 1 | 1 | 0 | 0 | - | - | - | - | - | (CONVERT([bit],(1))) | df_open | - | 0 | 0 | 0 | 0 | 0 | 0 | -
         sales | Order | U | person | int | - | 4 | 10 | 0 | 1 | - | - | - | - | - | (NULL) | df_person | - | 0 | 0 | 0 | 0 | 0 | 0 | -
         sales | Order | U | place | geography | - | -1 | 0 | 0 | 1 | - | - | - | - | - | - | - | - | 0 | 0 | 0 | 0 | 0 | 0 | -
         sales | OrderHistory | U | id | int | - | 4 | 10 | 0 | 0 | - | - | - | - | - | - | - | - | 0 | 0 | 0 | 0 | 0 | 0 | -
         sales | OrderView | V | id | int | - | 4 | 10 | 0 | 0 | - | - | - | - | - | - | - | - | 0 | 0 | 0 | 0 | 0 | 0 | -
         sales | Person | U | id | int | - | 4 | 10 | 0 | 0 | - | 1 | 1 | - | - | - | - | - | 0 | 0 | 0 | 0 | 0 | 0 | -",
        "sales | Order | PK_Order | 2 | NONCLUSTERED | 1 | 1 | 0 | - | 0 | id | 0 | 0 | -
         sales | Order | by_code | 1 | CLUSTERED | 1 | 0 | 0 | - | 0 | code | 1 | 0 | -
         sales | Order | open_ones | 2 | NONCLUSTERED | 0 | 0 | 0 | ([open]=(1) AND [code] IS NOT NULL) | 1 | at | 0 | 0 | -
         sales | Order | open_ones | 2 | NONCLUSTERED | 0 | 0 | 0 | ([open]=(1) AND [code] IS NOT NULL) | 1 | price | 0 | 1 | -
         sales | Order | columns | 6 | NONCLUSTERED COLUMNSTORE | 0 | 0 | 0 | - | 0 | at | 0 | 1 | -
         sales | Person | PK__Person__3213E83F | 1 | CLUSTERED | 1 | 1 | 0 | - | 0 | id | 0 | 0 | -",
        "sales | Order | FK_Order_Person | person | sales | Person | id | SET_NULL | NO_ACTION | 1 | 1",
        "sales | Order | CK_Order_price | ([price]>=(0) OR [code] IS NULL) | 0 | 0",
        "sales | OrderView | V | - | - | CREATE VIEW sales.OrderView AS SELECT id FROM sales.[Order] | - | -
         sales | secret | P | - | - | - | - | -
         sales | log | TR | sales | Order | CREATE TRIGGER sales.log ON sales.[Order] AFTER INSERT AS PRINT 1 | - | 1",
        "sales | OrderView | sales | Order",
        "sales | numbers | 1 | 2 | -9223372036854775808 | 9223372036854775807 | 0 | 1 | - | bigint",
        "alias type | dbo | Code | -
         synonym | sales | Elsewhere | -
         index of a view | sales | OrderView | i",
    ]));
}
