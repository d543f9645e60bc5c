//! The catalogue of the lint, and the table of hazards: rule, database, version, and where the fact was observed.

use parallax_engine::{Target, targets};
use parallax_ir::{Answer, Availability, Facts};
use parallax_lint::examples::{Case, Purpose, cases, judge};
use parallax_lint::{How, Lint, RULES, Seen};
use std::fmt::Write;

/// What the third digit of a code says.
const AREAS: &[(char, &str)] = &[
    ('0', "Rows, values and promises that go"),
    ('1', "Steps that rows decide about"),
    ('2', "Who waits: PostgreSQL"),
    ('3', "MySQL and MariaDB"),
    ('4', "SQLite"),
    ('5', "SQL Server"),
    ('6', "Schemas that will be a burden"),
    ('7', "Programs that are running"),
    ('8', "Migration files"),
    ('9', "Rights"),
];

fn in_area(digit: char) -> impl Iterator<Item = &'static Lint> {
    RULES.iter().copied().filter(move |lint| lint.rule.code[3..].starts_with(digit))
}

pub fn page() -> String {
    let mut out = format!(
        "# Rules of the lint\n\nGenerated from the code; `cargo xtask gen` writes it anew. {} rules; `parallax explain \
         CODE` says the same in a terminal, [lint.md](../lint.md) tells how they are switched, and \
         [hazards.md](hazards.md) where each was observed. The examples are run as tests, on every database that a rule \
         is for.\n",
        RULES.len()
    );
    for (digit, area) in AREAS {
        let _ = write!(out, "\n## {area}\n");
        for lint in in_area(*digit) {
            rule(lint, &mut out);
        }
    }
    out
}

fn rule(lint: &Lint, out: &mut String) {
    let (code, slug, severity) = (lint.rule.code, lint.rule.slug, lint.rule.severity.as_str());
    let databases =
        if lint.dialects.len() == targets().len() { "all databases".to_owned() } else { titles(lint) };
    let _ = write!(
        out,
        "\n### {code} {slug}\n\n*{severity}* · {} · {databases} · looks at: {}\n\n{}\n",
        lint.rule.summary,
        lint.check.as_str(),
        lint.rule.explanation_text()
    );
    for option in lint.options {
        let _ = write!(out, "\nOption `{} = {}`: {}.\n", option.key, option.default, option.doc);
    }
}

fn titles(lint: &Lint) -> String {
    let of_rule = targets().iter().filter(|dialect| lint.dialects.contains(&dialect.name));
    of_rule.map(|dialect| dialect.title).collect::<Vec<_>>().join(", ")
}

/// Versions that facts are asked for.
const VERSIONS: &[(&str, &[&str])] = &[
    ("postgresql", &["14", "15", "16", "17", "18"]),
    ("cockroachdb", &["23.2"]),
    ("mysql", &["5.7", "8.0", "8.4"]),
    ("mariadb", &["10.6", "10.11"]),
    ("sqlite", &["3.45"]),
    ("sqlserver", &["2019"]),
];

pub fn hazards() -> String {
    let mut out = String::from(
        "# Hazards\n\nGenerated from the code; `cargo xtask gen` writes it anew. For each rule of [the lint](lint.md) and each \
         database: what its bad example does there by the facts that plans tell, and where that was observed. *Measured* \
         is what a running server did in a test of this repository; *documented* is what the page says; *by definition* \
         claims nothing of a server. A lock of PostgreSQL that is named here is compared with `pg_locks` on versions 14 to 18.\n\n\
         | rule | database | version | locks | rows | others | observed |\n|---|---|---|---|---|---|---|\n",
    );
    for lint in RULES.iter() {
        for dialect in lint.dialects {
            rows(lint, dialect, &mut out);
        }
    }
    out
}

fn rows(lint: &Lint, dialect: &str, out: &mut String) {
    let versions =
        VERSIONS.iter().find(|(name, _)| *name == dialect).map_or(&[][..], |(_, versions)| versions);
    // Versions with the same facts are one row.
    let mut groups: Vec<(Vec<&str>, Option<Facts>)> = Vec::new();
    for version in versions {
        let facts = facts(lint, dialect, version);
        match groups.last_mut() {
            Some((known, same)) if *same == facts => known.push(version),
            _ => groups.push((vec![version], facts)),
        }
    }
    for (versions, facts) in groups {
        let (first, last) =
            (versions.first().copied().unwrap_or_default(), versions.last().copied().unwrap_or_default());
        let span = match (&facts, first == last) {
            (None, _) => seen(lint, dialect).map(|seen| seen.versions).next().unwrap_or("all").to_owned(),
            (Some(_), true) => first.to_owned(),
            (Some(_), false) => format!("{first} to {last}"),
        };
        let sources: Vec<String> =
            seen(lint, dialect).flat_map(|seen| observed(seen, facts.as_ref())).collect();
        let _ = writeln!(
            out,
            "| [{}](lint.md#{}-{}) {} | {dialect} | {span} | {} | {} | {} | {} |",
            lint.rule.code,
            lint.rule.code.to_lowercase(),
            lint.rule.slug,
            lint.rule.slug,
            facts.as_ref().map_or(String::new(), locks),
            facts.as_ref().map_or(String::new(), work),
            facts.as_ref().map_or("", waits),
            sources.join("; ")
        );
    }
}

fn seen<'a>(lint: &'a Lint, dialect: &'a str) -> impl Iterator<Item = &'a Seen> {
    lint.seen.iter().filter(move |seen| seen.dialects.contains(&dialect))
}

/// What the bad example does, all of its steps together; none where it is no change of a schema.
fn facts(lint: &Lint, dialect: &str, version: &str) -> Option<Facts> {
    let target: Target = parallax_engine::parse_target(&format!("{dialect}@{version}")).ok()?;
    let cases = cases(lint).ok()?;
    let bad = cases.into_iter().find(|case| {
        case.example.purpose == Purpose::Bad && case.target.dialect.name == dialect && case.before.is_some()
    })?;
    let judged = judge(&Case { target, ..bad }).ok()?;
    judged.facts.into_iter().reduce(Facts::and)
}

fn locks(facts: &Facts) -> String {
    let mut modes: Vec<&str> = facts.locks.iter().map(|lock| lock.mode).collect();
    modes.sort_unstable();
    modes.dedup();
    modes.join(", ")
}

fn work(facts: &Facts) -> String {
    let words =
        [(facts.rewrites, "rewritten"), (facts.scans, "read")].into_iter().filter_map(|(answer, word)| {
            match answer {
                Answer::No => None,
                Answer::Yes => Some(word.to_owned()),
                Answer::Unknown => Some(format!("perhaps {word}")),
            }
        });
    words.collect::<Vec<_>>().join(", ")
}

fn waits(facts: &Facts) -> &'static str {
    match facts.availability {
        Availability::Online => "go on",
        Availability::Unknown => "unknown",
        Availability::BlocksWrites => "writes wait",
        Availability::BlocksAll => "all wait",
    }
}

fn observed(seen: &Seen, facts: Option<&Facts>) -> Vec<String> {
    match seen.how {
        How::Measured => vec![format!("measured on {}: `{}`", seen.versions, seen.source)],
        How::Documented => vec![format!("[documented]({})", seen.source)],
        How::Model => vec!["by definition".to_owned()],
        How::Facts => {
            let mut pages: Vec<&str> =
                facts.iter().flat_map(|facts| &facts.reasons).map(|reason| reason.source).collect();
            pages.sort_unstable();
            pages.dedup();
            if pages.is_empty() {
                return vec!["by the facts, which name no page".to_owned()];
            }
            pages.into_iter().take(3).map(|page| format!("[documented]({page})")).collect()
        }
    }
}
