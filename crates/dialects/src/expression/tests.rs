//! Which expressions are taken for the same, by what people write and what servers print.

use super::*;

fn verdict(a: &str, b: &str, spelling: &Spelling) -> Verdict {
    let forth = same(Pair::new(a, b), spelling);
    assert_eq!(forth, same(Pair::new(b, a), spelling), "it matters who is asked first: {a} / {b}");
    forth
}

#[test]
fn what_servers_print_is_what_was_written() {
    let pairs = [
        ("price > 0", "(price > 0)"),
        ("status = 'a'", "((status)::text = 'a'::text)"),
        (
            "status IN ('a', 'b')",
            "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
        ),
        ("status NOT IN ('b', 'a')", "(status <> ALL (ARRAY['a'::text, 'b'::text]))"),
        ("n BETWEEN 1 AND 10", "((n >= 1) AND (n <= 10))"),
        ("name LIKE 'a%'", "(name ~~ 'a%'::text)"),
        ("NOW()", "CURRENT_TIMESTAMP"),
        ("a != b and c", "((a <> b) AND c)"),
        ("n = -5", "(n = '-5'::integer)"),
        ("d > interval '1 hour'", "(d > '01:00:00'::interval)"),
        ("cast(a as int)", "(a)::integer"),
        ("case when a then 1 end", "CASE\n    WHEN a THEN 1\n    ELSE NULL::integer\nEND"),
        ("at time zone_ = 1", "at time zone_ = 1"),
        ("ts AT TIME ZONE 'UTC'", "timezone('UTC'::text, ts)"),
        ("not (a = 1)", "(NOT (a = 1))"),
        ("trim(name) <> ''", "(TRIM(BOTH FROM name) <> ''::text)"),
        ("a->>'b' = 'c'", "((a ->> 'b'::text) = 'c'::text)"),
    ];
    for (written, printed) in pairs {
        assert_eq!(verdict(written, printed, &POSTGRES), Verdict::Same, "{written} / {printed}");
    }
}

#[test]
fn near_misses_are_different() {
    let pairs = [
        ("price > 0", "price >= 0"),
        ("status = 'a'", "status = 'A'"),
        ("\"Status\" = 'a'", "status = 'a'"),
        ("status IN ('a', 'b')", "status IN ('a', 'c')"),
        ("n BETWEEN 1 AND 10", "n >= 1 AND n < 10"),
        ("a AND b OR c", "a AND (b OR c)"),
        ("price::integer > 10", "price > 10"),
        ("(1.7)::integer", "1.7"),
        ("x = '5'::text", "x = 5"),
        ("interval '1 month'", "interval '30 days'"),
        ("a IS NULL", "a IS NOT NULL"),
        ("lower(a)", "upper(a)"),
        ("a COLLATE \"C\"", "a"),
        ("a - b - c", "a - (b - c)"),
    ];
    for (one, other) in pairs {
        assert_eq!(verdict(one, other, &POSTGRES), Verdict::Different, "{one} / {other}");
    }
}

#[test]
fn other_dialects_have_other_quotes() {
    assert_eq!(verdict("a = 'x'", "(`a` = _utf8mb4'x')", &MYSQL), Verdict::Same);
    assert_eq!(verdict("a = 'x'", "(`a` = _utf8mb4\\'x\\')", &MYSQL), Verdict::Same);
    assert_eq!(verdict("a = 1 && b", "(`a` = 1) and `b`", &MYSQL), Verdict::Same);
    assert_eq!(verdict("a not in (1,2)", "(`a` not in (1,2))", &MYSQL), Verdict::Same);
    assert_eq!(verdict("price > 0", "([price]>(0))", &SQLITE), Verdict::Same);
    assert_eq!(verdict("kind in ('a','b')", "([kind]='b' OR [kind]='a')", &SQLITE), Verdict::Same);
    assert_eq!(verdict("cast(a as int) = 1", "(CONVERT([int],[a])=(1))", &SQLITE), Verdict::Same);
    assert_eq!(verdict("A == \"b\"", "a = b", &SQLITE), Verdict::Same);
}

#[test]
fn what_is_not_understood_is_said_so() {
    assert_eq!(verdict("(SELECT 1) = a", "( select 1 ) = a", &POSTGRES), Verdict::Same);
    assert_eq!(verdict("(SELECT 1) = a", "(SELECT 2) = a", &POSTGRES), Verdict::Unknown);
    assert_eq!(verdict("a = 'x", "a = 'y", &POSTGRES), Verdict::Unknown);
    assert_eq!(verdict("a >", "a > 1", &POSTGRES), Verdict::Unknown);
    let deep = format!("{}1{}", "(".repeat(5000), ")".repeat(5000));
    assert_eq!(verdict(&deep, "1", &POSTGRES), Verdict::Unknown);
}

#[test]
fn what_sql_server_prints_is_what_was_written() {
    let pairs = [
        ("price >= 0 OR code IS NULL", "([price]>=(0) OR [code] IS NULL)"),
        ("status NOT IN ('a', 'b')", "(NOT ([status]='b' OR [status]='a'))"),
        ("status IN (N'a', N'b', N'c')", "([status]=N'c' OR [status]=N'b' OR [status]=N'a')"),
        ("a BETWEEN 1 AND 5", "([a]>=(1) AND [a]<=(5))"),
        ("CAST(x AS varchar(10)) = 'a'", "(CONVERT([varchar](10),[x])='a')"),
        ("a != 'x' AND NOT (b = 1)", "([a]<>'x' AND NOT [b]=(1))"),
        ("a LIKE N'%x'", "([a] like N'%x')"),
        ("CURRENT_TIMESTAMP", "(getdate())"),
        ("dateadd(day, 1, getdate())", "(dateadd(day,(1),getdate()))"),
        ("NEXT VALUE FOR dbo.seq", "(NEXT VALUE FOR [dbo].[seq])"),
        (
            "COALESCE(a, b, 0)",
            "(case when [a] IS NOT NULL then [a] when [b] IS NOT NULL then [b] else (0) end)",
        ),
        ("COALESCE(a, b, 0)", "(case when [a] IS NOT NULL then [a] else coalesce([b],(0)) end)"),
        ("IIF(a > 1, 1, 0)", "(case when [a]>(1) then (1) else (0) end)"),
        ("YEAR(a) > 2000", "(datepart(year,[a])>(2000))"),
        ("a * (b + c) % 2", "([a]*([b]+[c])%(2))"),
        ("\"open\" = 1 AND dbo.f(a) = -1", "([open]=(1) AND [dbo].[f]([a])=(-1))"),
        ("a > 12345678901", "([a]>(12345678901.))"),
        ("b IN (1, 2) AND a >= 0", "(([b]=(2) OR [b]=(1)) AND [a]>=(0))"),
        ("a COLLATE Latin1_General_BIN = 'x'", "([a] collate Latin1_General_BIN='x')"),
    ];
    for (written, printed) in pairs {
        assert_eq!(verdict(written, printed, &SQLITE), Verdict::Same, "{written} / {printed}");
    }
}

#[test]
fn sqlite_keeps_what_was_written() {
    let pairs = [
        ("\"deletedAt\" IS NULL", "deletedAt is null"),
        ("a NOTNULL", "a NOT NULL"),
        ("a ISNULL", "a IS NULL"),
        ("(strftime('%s','now'))", "strftime('%s', 'now')"),
        ("datetime('now')", "CURRENT_TIMESTAMP"),
        ("a ->> '$.b' GLOB 'x*'", "a->>'$.b' glob 'x*'"),
        ("`a` == 1 -- why", "[a]=1"),
        ("a || X'00FF'", "a||x'00ff'"),
    ];
    for (one, other) in pairs {
        assert_eq!(verdict(one, other, &SQLITE), Verdict::Same, "{one} / {other}");
    }
    assert_eq!(verdict("date('now')", "CURRENT_TIMESTAMP", &SQLITE), Verdict::Different);
    assert_eq!(verdict("a = 'X'", "a = 'x'", &SQLITE), Verdict::Different);
}

#[test]
fn a_type_whose_name_needs_quotes_is_not_understood() {
    assert_eq!(printed("v::`'`", &POSTGRES), None);
    assert_eq!(printed("v::\"role\"", &POSTGRES).as_deref(), Some("(\"v\")::role"));
}
