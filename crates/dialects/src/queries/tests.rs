//! What queries name, and which of them are one.

use super::*;
use parallax_dialect::Verdict;
use parallax_ir::Pair;

fn named(text: &str) -> String {
    let found = mentions(text, &POSTGRES);
    let list = |names: &std::collections::BTreeSet<parallax_ir::QName>| {
        names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    format!("{} | {}{}", list(&found.relations), list(&found.calls), if found.star { " | *" } else { "" })
}

#[test]
fn tables_functions_and_sequences_are_found() {
    for (text, expected) in [
        ("SELECT a.id, count(*) FROM \"User\" a JOIN s.posts p ON p.user_id = a.id", "User s.posts | count"),
        ("SELECT * FROM a, b x, (SELECT 1 FROM c) y WHERE EXISTS (SELECT FROM d)", "a b c d |  | *"),
        ("WITH recent AS (SELECT * FROM orders) SELECT f(id) FROM recent, g(1)", "orders | f g | *"),
        ("WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t) SELECT n FROM t", " | "),
        ("SELECT extract(year FROM created), trim(both FROM name) FROM events", "events | extract trim"),
        ("SELECT a IS DISTINCT FROM b FROM t", "t | "),
        (
            "BEGIN INSERT INTO log (a) VALUES (NEW.a); UPDATE ONLY other SET n = n + 1; RETURN NEW; END",
            "log other | ",
        ),
        (
            "DECLARE u \"User\"%ROWTYPE; n counts.total%TYPE; BEGIN SELECT * INTO u FROM \"User\"; END",
            "User counts u | | *",
        ),
        ("SELECT nextval('my_seq'), 'x'::regclass, 'from nobody'", "my_seq x | nextval"),
        ("SELECT * FROM ((a JOIN b ON (a.x = b.x)) LEFT JOIN c USING (y))", "a b c |  | *"),
        ("DELETE FROM a USING b WHERE a.x = b.x", "a b | "),
    ] {
        assert_eq!(named(text).replace(" ", ""), expected.replace(" ", ""), "{text}");
    }
}

fn compared(before: &str, after: &str) -> Verdict {
    same(Pair::new(before, after), &POSTGRES)
}

/// Left: as people write it. Right: as PostgreSQL 15 and 16 print it.
const PRINTED: &[(&str, &str)] = &[
    ("SELECT id, name FROM \"User\"", " SELECT \"User\".id,\n    \"User\".name\n   FROM \"User\";"),
    (
        "select u.id, count(*) from users u inner join posts p on p.user_id = u.id where u.active and p.title <> 'x' \
         group by u.id having count(*) > 1 order by 2 desc limit 10",
        " SELECT u.id,\n    count(*) AS count\n   FROM (users u\n     JOIN posts p ON ((p.user_id = u.id)))\n  WHERE (u.active \
         AND (p.title <> 'x'::text))\n  GROUP BY u.id\n HAVING (count(*) > 1)\n  ORDER BY (count(*)) DESC\n LIMIT 10;",
    ),
    (
        "SELECT a FROM t WHERE state IN ('x', 'y') AND id IN (SELECT t_id FROM u WHERE n BETWEEN 1 AND 2)",
        " SELECT t.a\n   FROM t\n  WHERE ((t.state = ANY (ARRAY['x'::text, 'y'::text])) AND (t.id IN ( SELECT u.t_id\n           \
         FROM u\n          WHERE ((u.n >= 1) AND (u.n <= 2)))));",
    ),
    (
        "WITH r AS (SELECT * FROM t) SELECT r.a AS b, coalesce(c, 'none') label FROM r UNION ALL SELECT d, e FROM f",
        " WITH r AS (\n         SELECT t.a,\n            t.c\n           FROM t\n        )\n SELECT r.a AS b,\n    \
         COALESCE(r.c, 'none'::text) AS label\n   FROM r\nUNION ALL\n SELECT f.d AS b,\n    f.e AS label\n   FROM f;",
    ),
    (
        "SELECT id, row_number() OVER (PARTITION BY kind ORDER BY at DESC) AS rank, sum(n) FILTER (WHERE n > 0) AS s FROM t",
        " SELECT t.id,\n    row_number() OVER (PARTITION BY t.kind ORDER BY t.at DESC) AS rank,\n    sum(t.n) FILTER \
         (WHERE (t.n > 0)) AS s\n   FROM t;",
    ),
    (
        "SELECT CASE WHEN a > 1 THEN 'big' ELSE 'small' END AS size, date_trunc('day', at) AS day FROM t",
        " SELECT\n        CASE\n            WHEN (t.a > 1) THEN 'big'::text\n            ELSE 'small'::text\n        END AS \
         size,\n    date_trunc('day'::text, t.at) AS day\n   FROM t;",
    ),
    ("SELECT DISTINCT a FROM t ORDER BY a", " SELECT DISTINCT t.a\n   FROM t\n  ORDER BY t.a;"),
    (
        "SELECT a.x FROM a LEFT OUTER JOIN b USING (id), c CROSS JOIN d",
        " SELECT a.x\n   FROM (a\n     LEFT JOIN b USING (id)),\n    (c\n     CROSS JOIN d);",
    ),
];

#[test]
fn what_the_server_prints_is_what_was_asked_for() {
    for (written, printed) in PRINTED {
        assert_eq!(compared(printed, written), Verdict::Same, "{written}");
    }
}

#[test]
fn what_is_another_query_is_seen() {
    let printed = PRINTED[1].1;
    let written = PRINTED[1].0;
    for (from, to) in [
        ("'x'", "'y'"),
        ("> 1", "> 2"),
        ("inner join", "left join"),
        ("limit 10", "limit 11"),
        ("desc", ""),
        ("u.active and", ""),
        ("users u", "people u"),
        ("u.id, count", "u.id, u.name, count"),
        ("p.user_id = u.id", "u.user_id = u.id"),
    ] {
        assert_eq!(compared(printed, &written.replace(from, to)), Verdict::Different, "{from} → {to}");
    }
}

#[test]
fn views_can_grow_in_place_and_nothing_else() {
    let can = |before: &str, after: &str| {
        let parsed = Pair::new(before, after).map(|text| Query::parse(text, &POSTGRES).unwrap());
        is_replaceable(&parsed.before, &parsed.after, &POSTGRES)
    };
    let printed = " SELECT t.a,\n    t.b AS c\n   FROM t\n  WHERE (t.a > 1);";
    assert!(can(printed, "SELECT a, b AS c, d FROM t WHERE a > 2"));
    assert!(!can(printed, "SELECT a FROM t"));
    assert!(!can(printed, "SELECT a, b FROM t"));
    assert!(!can(printed, "SELECT d, a, b AS c FROM t"));
    assert!(!can(printed, "SELECT a, b AS c FROM u"));
    assert!(!can(printed, "SELECT a, b::text AS c FROM t"));
}
