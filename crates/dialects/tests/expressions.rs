//! Laws of the canonical form of expressions.

use parallax_dialect::Verdict;
use parallax_dialects::expression::{MYSQL, POSTGRES, SQLITE, Spelling, printed, same};
use parallax_ir::Pair;
use proptest::prelude::*;

const SPELLINGS: [&Spelling; 3] = [&POSTGRES, &MYSQL, &SQLITE];

/// What is printed of the canonical form is canonical, and compares equal with what it came from. It is printed as
/// PostgreSQL spells.
fn holds(text: &str) -> Result<(), TestCaseError> {
    let Some(once) = printed(text, &POSTGRES) else { return Ok(()) };
    let twice = printed(&once, &POSTGRES);
    prop_assert_eq!(Some(&once), twice.as_ref(), "{}", text);
    prop_assert_eq!(same(Pair::new(text, &once), &POSTGRES), Verdict::Same, "{} / {}", text, once);
    Ok(())
}

fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("a".to_owned()),
        Just("\"B c\"".to_owned()),
        Just("t.a".to_owned()),
        Just("NULL".to_owned()),
        Just("true".to_owned()),
        Just("'it''s'".to_owned()),
        Just("'{a,b}'".to_owned()),
        Just("E'a\\nb'".to_owned()),
        Just("'1 day'::interval".to_owned()),
        Just("date '2020-01-01'".to_owned()),
        Just("CURRENT_TIMESTAMP".to_owned()),
        Just("B'101'".to_owned()),
        "-?[0-9]{1,3}(\\.[0-9]{1,2})?",
    ];
    leaf.prop_recursive(4, 40, 3, |inner| {
        let op = prop::sample::select(vec![
            "=", "<>", "!=", "<", ">=", "+", "-", "*", "/", "%", "||", "->>", "@>", "~~", "~", "AND", "OR",
            "^",
        ]);
        let ty = prop::sample::select(vec![
            "text",
            "int",
            "numeric(10,2)",
            "varchar(3)",
            "timestamptz",
            "boolean",
            "text[]",
            "double precision",
        ]);
        prop_oneof![
            (inner.clone(), op, inner.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("NOT ({a})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            inner.clone().prop_map(|a| format!("({a}) IS NOT NULL")),
            (inner.clone(), ty).prop_map(|(a, ty)| format!("({a})::{ty}")),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|items| format!("f({})", items.join(", "))),
            (inner.clone(), prop::collection::vec(inner.clone(), 1..4))
                .prop_map(|(a, items)| format!("({a}) IN ({})", items.join(", "))),
            (inner.clone(), prop::collection::vec(inner.clone(), 1..4))
                .prop_map(|(a, items)| format!("({a}) <> ALL (ARRAY[{}])", items.join(", "))),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("({a}) NOT BETWEEN ({b}) AND ({c})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("CASE WHEN {a} THEN {b} ELSE NULL END")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("(({a}), ({b})) = (1, 2)")),
            inner.clone().prop_map(|a| format!("({a})[1]")),
            inner.clone().prop_map(|a| format!("({a}) COLLATE \"C\"")),
            inner.clone().prop_map(|a| format!("extract(year from {a})")),
            inner.prop_map(|a| format!("trim(both from {a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn the_canonical_form_is_its_own(text in expression()) {
        holds(&text)?;
    }

    #[test]
    fn nothing_that_is_written_breaks_it(text in "[a-z0-9'\"`()\\[\\],.:=<>~!|&+*/ $\\\\_-]{0,40}") {
        holds(&text)?;
        for spelling in SPELLINGS {
            prop_assert_eq!(same(Pair::new(&text, &text), spelling), Verdict::Same);
        }
    }
}
