//! Snapshots hold everything that a database can hold, and come back as they were.

mod common;

use parallax_ir::*;
use parallax_wire::v1::SnapshotDocument;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::Strategy;

fn name() -> impl Strategy<Value = Name> {
    prop_oneof![Just("a"), Just("User"), Just("ä ö"), Just("x.y"), Just("\"quoted\"\n")].prop_map(Name::new)
}

fn qname() -> impl Strategy<Value = QName> {
    (option::of(name()), name()).prop_map(|(schema, name)| QName::new(schema, name))
}

fn origin() -> impl Strategy<Value = Origin> {
    option::of(name()).prop_map(|logical| Origin { logical, ..Origin::default() })
}

fn options() -> impl Strategy<Value = Options> {
    let value = prop_oneof![
        any::<bool>().prop_map(OptionValue::Bool),
        any::<i64>().prop_map(OptionValue::Number),
        name().prop_map(OptionValue::Text),
    ];
    btree_map(name(), value, 0..2)
}

fn sequence_options() -> impl Strategy<Value = SequenceOptions> {
    let number = || option::of(any::<i64>());
    (number(), number(), number(), number(), number(), any::<bool>(), any::<bool>()).prop_map(
        |(start, increment, min_value, max_value, cache, cycle, virtual_)| SequenceOptions {
            start,
            increment,
            min_value,
            max_value,
            cache,
            cycle,
            virtual_,
        },
    )
}

fn column_type() -> impl Strategy<Value = ColumnType> {
    let arg = prop_oneof![any::<u32>().prop_map(TypeArg::Number), Just(TypeArg::Max)];
    let base = prop_oneof![
        (name(), vec(arg, 0..3)).prop_map(|(name, args)| BaseType::Native { name, args }),
        qname().prop_map(BaseType::Enum),
        vec(name(), 0..3).prop_map(BaseType::InlineEnum),
        name().prop_map(BaseType::Other),
    ];
    (base, any::<bool>()).prop_map(|(base, list)| ColumnType { base, list })
}

fn default() -> impl Strategy<Value = Default> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Default::Bool),
        name().prop_map(Default::Number),
        name().prop_map(Default::String),
        vec(any::<u8>(), 0..4).prop_map(Default::Bytes),
        name().prop_map(Default::DateTime),
        name().prop_map(Default::Json),
        name().prop_map(Default::EnumValue),
        Just(Default::Now),
        name().prop_map(Default::Expression),
        Just(Default::Unspecified),
    ];
    leaf.prop_recursive(2, 4, 3, |inner| vec(inner, 0..3).prop_map(Default::List))
}

fn generated() -> impl Strategy<Value = Generated> {
    prop_oneof![
        option::of(name()).prop_map(|sequence| Generated::AutoIncrement { sequence }),
        (any::<bool>(), sequence_options())
            .prop_map(|(always, options)| Generated::Identity(Identity { always, options })),
        (name(), any::<bool>()).prop_map(|(expression, stored)| Generated::Computed { expression, stored }),
    ]
}

fn column() -> impl Strategy<Value = Column> {
    let text = || option::of(name());
    (
        name(),
        column_type(),
        any::<bool>(),
        option::of(default()),
        text(),
        option::of(generated()),
        text(),
        text(),
        options(),
        origin(),
    )
        .prop_map(
            |(name, ty, nullable, default, default_name, generated, collation, comment, options, origin)| {
                Column {
                    name,
                    ty,
                    nullable,
                    default,
                    default_name,
                    generated,
                    collation,
                    comment,
                    options,
                    origin,
                }
            },
        )
}

fn sort() -> impl Strategy<Value = Sort> {
    prop_oneof![Just(Sort::Asc), Just(Sort::Desc)]
}

fn primary_key() -> impl Strategy<Value = PrimaryKey> {
    let column = (name(), sort(), option::of(any::<u32>())).prop_map(|(name, sort, length)| KeyColumn {
        name,
        sort,
        length,
    });
    (option::of(name()), vec(column, 0..3), options(), origin())
        .prop_map(|(name, columns, options, origin)| PrimaryKey { name, columns, options, origin })
}

fn index_part() -> impl Strategy<Value = IndexPart> {
    let key = prop_oneof![name().prop_map(IndexKey::Column), name().prop_map(IndexKey::Expression)];
    let nulls = option::of(prop_oneof![Just(Nulls::First), Just(Nulls::Last)]);
    (key, sort(), nulls, option::of(any::<u32>()), option::of(name()), option::of(name())).prop_map(
        |(key, sort, nulls, length, ops, collation)| IndexPart { key, sort, nulls, length, ops, collation },
    )
}

fn index() -> impl Strategy<Value = Index> {
    let kind = prop_oneof![
        Just(IndexKind::Normal),
        Just(IndexKind::Unique),
        Just(IndexKind::Fulltext),
        Just(IndexKind::Spatial)
    ];
    let text = || option::of(name());
    let rest = (text(), any::<bool>(), text(), options(), origin());
    (name(), kind, any::<bool>(), text(), vec(index_part(), 0..3), vec(name(), 0..2), rest).prop_map(
        |(name, kind, constraint, method, parts, include, rest)| {
            let (predicate, nulls_not_distinct, comment, options, origin) = rest;
            Index {
                name,
                kind,
                constraint,
                method,
                parts,
                include,
                predicate,
                nulls_not_distinct,
                comment,
                options,
                building: Building { concurrently: nulls_not_distinct },
                origin,
            }
        },
    )
}

fn action() -> impl Strategy<Value = Action> {
    proptest::sample::select(Action::ALL.to_vec())
}

fn foreign_key() -> impl Strategy<Value = ForeignKey> {
    let deferrable =
        option::of(prop_oneof![Just(Deferrable::InitiallyImmediate), Just(Deferrable::InitiallyDeferred)]);
    let names = || vec(name(), 0..3);
    (
        option::of(name()),
        names(),
        qname(),
        names(),
        action(),
        action(),
        deferrable,
        any::<(bool, bool)>(),
        origin(),
    )
        .prop_map(
            |(
                name,
                columns,
                references,
                referenced_columns,
                on_delete,
                on_update,
                deferrable,
                (match_full, validated),
                origin,
            )| {
                ForeignKey {
                    name,
                    columns,
                    references,
                    referenced_columns,
                    on_delete,
                    on_update,
                    match_full,
                    deferrable,
                    validated,
                    origin,
                }
            },
        )
}

fn table() -> impl Strategy<Value = Table> {
    let check = (option::of(name()), name(), any::<bool>(), any::<bool>(), origin()).prop_map(
        |(name, expression, validated, enforced, origin)| Check {
            name,
            expression,
            validated,
            enforced,
            origin,
        },
    );
    let exclusion_part = (index_part(), name()).prop_map(|(part, operator)| ExclusionPart { part, operator });
    let rest = (option::of(name()), options(), origin());
    let exclusion = (name(), option::of(name()), vec(exclusion_part, 0..3), vec(name(), 0..2), rest)
        .prop_map(|(name, method, parts, include, (predicate, options, origin))| Exclusion {
            name,
            method,
            parts,
            include,
            predicate,
            options,
            origin,
        });
    (
        qname(),
        vec(column(), 0..3),
        option::of(primary_key()),
        vec(index(), 0..3),
        vec(foreign_key(), 0..3),
        vec(check, 0..2),
        vec(exclusion, 0..2),
        option::of(name()),
        options(),
        origin(),
    )
        .prop_map(
            |(
                name,
                columns,
                primary_key,
                indexes,
                foreign_keys,
                checks,
                exclusions,
                comment,
                options,
                origin,
            )| {
                let mut table = Table {
                    name,
                    columns,
                    primary_key,
                    indexes,
                    foreign_keys,
                    checks,
                    exclusions,
                    comment,
                    options,
                    origin,
                };
                table.sort();
                table
            },
        )
}

fn kind() -> impl Strategy<Value = ObjectKind> {
    proptest::sample::select(ObjectKind::ALL.to_vec())
}

fn key() -> impl Strategy<Value = ObjectKey> {
    (kind(), qname(), option::of(qname()), option::of(name()))
        .prop_map(|(kind, name, on, signature)| ObjectKey { kind, name, on, signature })
}

fn trigger() -> impl Strategy<Value = Trigger> {
    let timings = [TriggerTiming::Before, TriggerTiming::After, TriggerTiming::InsteadOf];
    let events = [TriggerEvent::Insert, TriggerEvent::Delete, TriggerEvent::Update, TriggerEvent::Truncate];
    let constraint = (option::of(deferrable()), option::of(qname()))
        .prop_map(|(deferrable, from)| ConstraintTrigger { deferrable, from });
    let event = (
        proptest::sample::select(timings.to_vec()),
        btree_set(proptest::sample::select(events.to_vec()), 0..3),
        btree_set(name(), 0..2),
        any::<bool>(),
    );
    (event, option::of(name()), option::of(name()), option::of(name()), option::of(constraint), name())
        .prop_map(|((timing, events, columns, each_row), when, old_table, new_table, constraint, action)| {
            Trigger { timing, events, columns, each_row, when, old_table, new_table, constraint, action }
        })
}

fn deferrable() -> impl Strategy<Value = Deferrable> {
    proptest::sample::select(vec![Deferrable::InitiallyImmediate, Deferrable::InitiallyDeferred])
}

fn policy() -> impl Strategy<Value = Policy> {
    let commands = [
        PolicyCommand::All,
        PolicyCommand::Select,
        PolicyCommand::Insert,
        PolicyCommand::Update,
        PolicyCommand::Delete,
    ];
    let command = proptest::sample::select(commands.to_vec());
    (command, any::<bool>(), btree_set(name(), 0..2), option::of(name()), option::of(name())).prop_map(
        |(command, permissive, roles, using, check)| Policy { command, permissive, roles, using, check },
    )
}

fn definition() -> impl Strategy<Value = Definition> {
    let view = (vec(name(), 0..2), name()).prop_map(|(columns, query)| View { columns, query });
    let routine = (name(), option::of(name()), name(), name())
        .prop_map(|(arguments, returns, language, body)| Routine { arguments, returns, language, body });
    let domain = (name(), option::of(name()), option::of(name()), any::<bool>()).prop_map(
        |(ty, collation, default, not_null)| Domain { ty, collation, default, not_null, checks: Vec::new() },
    );
    let attribute = (name(), name(), option::of(name())).prop_map(|(name, ty, collation)| Attribute {
        name,
        ty,
        collation,
    });
    prop_oneof![
        name().prop_map(Definition::Statement),
        view.prop_map(Definition::View),
        routine.prop_map(Definition::Routine),
        trigger().prop_map(Definition::Trigger),
        policy().prop_map(Definition::Policy),
        domain.prop_map(Definition::Domain),
        vec(attribute, 0..3).prop_map(Definition::Composite),
        name().prop_map(|subtype| Definition::Range { subtype }),
    ]
}

fn object() -> impl Strategy<Value = Object> {
    let rest = (btree_set(qname(), 0..2), option::of(name()), options(), vec(index(), 0..2), origin());
    (key(), definition(), rest).prop_map(|(key, definition, (needs, comment, options, indexes, origin))| {
        Object { key, definition, needs: needs.into(), comment, options, indexes, origin }
    })
}

fn partition() -> impl Strategy<Value = Partition> {
    (qname(), qname(), name(), option::of(name()), option::of(name()), options(), origin()).prop_map(
        |(name, of, bound, by, comment, options, origin)| Partition {
            name,
            of,
            bound,
            by,
            comment,
            options,
            origin,
        },
    )
}

/// A routine has no table: its key says so.
fn grant() -> impl Strategy<Value = Grant> {
    let routine = (qname(), option::of(name()), any::<bool>()).prop_map(|(name, signature, procedure)| {
        let kind = if procedure { ObjectKind::Procedure } else { ObjectKind::Function };
        Securable::Routine(ObjectKey { kind, name, on: None, signature })
    });
    let on = prop_oneof![
        name().prop_map(Securable::Schema),
        qname().prop_map(Securable::Table),
        (qname(), name()).prop_map(|(table, column)| Securable::Column(table, column)),
        qname().prop_map(Securable::Sequence),
        qname().prop_map(Securable::Type),
        routine,
    ];
    let privilege =
        proptest::sample::select(vec![Privilege::Granted, Privilege::Grantable, Privilege::Revoked]);
    (on, name(), proptest::collection::btree_map(name(), privilege, 0..3))
        .prop_map(|(on, role, privileges)| Grant { privileges, ..Grant::new(on, role) })
}

fn silence() -> impl Strategy<Value = Silence> {
    (btree_set(kind(), 0..3), any::<[bool; 13]>(), btree_set(qname(), 0..2)).prop_map(
        |(
            kinds,
            [
                checks,
                exclusions,
                comments,
                collations,
                extensions,
                sequences,
                options,
                indexes,
                keys,
                partial_indexes,
                table_case,
                grants,
                partitions,
            ],
            external,
        )| Silence {
            kinds,
            checks,
            exclusions,
            comments,
            collations,
            extensions,
            sequences,
            options,
            indexes,
            keys,
            partial_indexes,
            table_case,
            grants,
            partitions,
            external,
        },
    )
}

fn database() -> impl Strategy<Value = Database> {
    let extension = (name(), option::of(name()), option::of(name()), origin())
        .prop_map(|(name, schema, version, origin)| Extension { name, schema, version, origin });
    let value = (name(), origin()).prop_map(|(name, origin)| EnumValue { name, origin });
    let of = (qname(), vec(value, 0..3), option::of(name()), origin())
        .prop_map(|(name, values, comment, origin)| Enum { name, values, comment, origin });
    let sequence = (qname(), option::of(name()), option::of(name()), sequence_options(), origin())
        .prop_map(|(name, ty, comment, options, origin)| Sequence { name, ty, comment, options, origin });
    (
        btree_set(name(), 0..3),
        vec(extension, 0..2),
        vec(of, 0..3),
        vec(sequence, 0..2),
        vec(table(), 0..3),
        vec(object(), 0..3),
        (vec(partition(), 0..2), vec(grant(), 0..3), btree_set(name(), 0..2)),
        silence(),
    )
        .prop_map(
            |(
                schemas,
                extensions,
                enums,
                sequences,
                tables,
                objects,
                (partitions, grants, roles),
                silent,
            )| Database {
                schemas,
                extensions: extensions.into_iter().map(|item| (item.name.clone(), item)).collect(),
                enums: enums.into_iter().map(|item| (item.name.clone(), item)).collect(),
                sequences: sequences.into_iter().map(|item| (item.name.clone(), item)).collect(),
                tables: tables.into_iter().map(|item| (item.name.clone(), item.into())).collect(),
                objects: objects.into_iter().map(|item| (item.key.clone(), item)).collect(),
                partitions: partitions.into_iter().map(|item| (item.name.clone(), item)).collect(),
                grants: grants.into_iter().map(|item| (item.key.clone(), item)).collect(),
                roles,
                silent,
            },
        )
}

/// Everything, also what takes no part in equality.
fn shown(database: &Database) -> String {
    format!("{database:?}")
}

fn schema() -> serde_json::Value {
    let schemas = parallax_wire::schemas();
    let file = schemas.iter().find(|file| file.name.starts_with("snapshot")).unwrap();
    serde_json::from_str(&file.text).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_database_comes_back_as_it_was(database in database()) {
        let text = serde_json::to_string(&SnapshotDocument::new("postgresql@16", &database)).unwrap();
        let snapshot = SnapshotDocument::read(&text).unwrap();
        prop_assert_eq!(&snapshot.target, "postgresql@16");
        prop_assert_eq!(shown(&snapshot.database), shown(&database));
        let valid = common::validate(&schema(), &serde_json::from_str(&text).unwrap());
        prop_assert_eq!(valid, Ok(()));
    }
}

fn refused(text: &str) -> String {
    SnapshotDocument::read(text).map(|snapshot| format!("{snapshot:?}")).unwrap_or_else(|error| error.message)
}

#[test]
fn what_is_no_snapshot_is_refused_in_words() {
    let mut database = Database::default();
    let table = Table::new(QName::bare("User"));
    database.add_table(table);
    let text = serde_json::to_string(&SnapshotDocument::new("sqlite@3.40", &database)).unwrap();
    let twice = text.replace("\"tables\":[", "\"tables\":[{\"name\":\"User\",\"columns\":[]},");
    let mut answers = String::new();
    for text in [
        "{",
        "[]",
        "{}",
        "{\"kind\":\"snapshot\"}",
        "{\"kind\":\"snapshot\",\"version\":2}",
        "{\"kind\":\"snapshot\",\"version\":1,\"target\":1}",
        &text.replace("User", "Account"),
        &twice,
        &text.replace("\"columns\"", "\"colums\""),
        &"[".repeat(100_000),
    ] {
        answers.push_str(&refused(text));
        answers.push('\n');
    }
    insta::assert_snapshot!(answers);
}
