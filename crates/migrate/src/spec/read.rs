//! Reads a `migration.toml`: everything that is wrong with it in one go, each with its place and a way out.

use super::model::{
    Assertion, Body, Check, Expect, FILE, Meta, NO_ROWS, Placed, Source, Spec, Stability, Step, is_query,
};
use super::rules::{KEY_MISSING, NOT_TOML, STEP_BODY, UNKNOWN_KEY, WRONG_VALUE};
use parallax_diagnostics::{Diagnostic, Diagnostics, Rule, did_you_mean};
use parallax_text::{FileId, Span, TextRange};
use std::ops::Range;
use std::time::Duration;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The keys of each table, in the order in which they are written.
pub const ROOT: &[&str] = &["dependencies", "meta", "plan"];
pub const META: &[&str] = &[
    "context",
    "namespace",
    "name",
    "version",
    "owners",
    "tags",
    "stability",
    "description",
    "irreversible",
];
pub const PLAN: &[&str] = &["up", "down"];
pub const STEP: &[&str] = &[
    "kind",
    "description",
    "sql",
    "file",
    "command",
    "assertion",
    "expect",
    "timeout_ms",
    "retries",
    "repeatable",
    "pre_checks",
    "post_checks",
];
pub const CHECK: &[&str] = &["description", "expression", "expect"];

/// An hour is much, a day is a mistake in the unit.
const MAX_TIMEOUT_MS: u64 = 86_400_000;
const MAX_RETRIES: u64 = 100;

/// Reads the text of the file of a migration. None where so much is missing that nothing can be said of it.
pub fn read(folder: &str, text: &str, file: FileId) -> (Option<Spec>, Diagnostics) {
    let mut reader = Reader { file, found: Diagnostics::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let range = error.span().unwrap_or(0..0);
        let message = error.message().replace('\n', " ");
        let told = Diagnostic::new(&NOT_TOML, format!("{FILE} of {folder} is not TOML: {message}"));
        reader.found.push(told.at(reader.span(range), ""));
    }
    if !errors.is_empty() {
        return (None, reader.found);
    }
    let spec = reader.spec(folder, table.get_ref());
    (spec, reader.found)
}

struct Reader {
    file: FileId,
    found: Diagnostics,
}

/// A table, what people call it, and where it stands.
#[derive(Clone, Copy)]
struct Table<'a, 'i> {
    inner: &'a DeTable<'i>,
    name: &'a str,
    span: Span,
}

impl<'a, 'i> Table<'a, 'i> {
    fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'i>>> {
        self.inner.get(key)
    }
}

impl Reader {
    fn spec(&mut self, folder: &str, root: &DeTable<'_>) -> Option<Spec> {
        let root = Table { inner: root, name: FILE, span: self.span(0..0) };
        self.known(root, ROOT);
        let dependencies = self.texts(root, "dependencies");
        let meta = self.table(root, "meta", "[meta]").and_then(|meta| self.meta(meta));
        let plan = self.table(root, "plan", "[plan]");
        if let Some(plan) = plan {
            self.known(plan, PLAN);
        }
        let up = plan.map(|plan| self.steps(plan, "up")).unwrap_or_default();
        let down = plan.map(|plan| self.steps(plan, "down")).unwrap_or_default();
        if plan.is_some_and(|plan| {
            plan.get("up").is_none_or(|up| up.get_ref().as_array().is_some_and(|a| a.is_empty()))
        }) {
            self.missing(root, "plan.up", "a migration has one step at least: [[plan.up]]");
        }
        let names = |placed: Vec<Placed<String>>| placed;
        Some(Spec { folder: folder.to_owned(), meta: meta?, dependencies: names(dependencies), up, down })
    }

    fn meta(&mut self, meta: Table<'_, '_>) -> Option<Meta> {
        self.known(meta, META);
        let context = self.name(meta, "context");
        let namespace = self.name(meta, "namespace");
        let name = self.name(meta, "name");
        let version = self.version(meta);
        let owners = self.texts(meta, "owners");
        let tags = self.texts(meta, "tags");
        let stability = self.stability(meta);
        let description = self.text(meta, "description");
        let irreversible = self.text(meta, "irreversible");
        let values = |texts: Vec<Placed<String>>| texts.into_iter().map(|text| text.value).collect();
        Some(Meta {
            context: context?.value,
            namespace: namespace?.value,
            name: name?,
            version: version?,
            owners: values(owners),
            tags: values(tags),
            stability: stability.unwrap_or(Stability::Stable),
            description: description.map(|text| text.value),
            irreversible: irreversible.map(|text| text.value),
        })
    }

    /// A part of a key.
    fn name(&mut self, table: Table<'_, '_>, key: &'static str) -> Option<Placed<String>> {
        let found = self.required(table, key)?;
        let name = self.as_text(found, key)?;
        let fits =
            !name.value.is_empty() && name.value.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        if !fits {
            let message = format!("`{key}` is `{}`; letters, digits, `_` and `-` fit", name.value);
            let help = "the key of the migration is put together of `context`, `namespace` and `name`, with dots \
                        between them";
            self.wrong(&WRONG_VALUE, name.span, message, help);
            return None;
        }
        Some(name)
    }

    fn version(&mut self, meta: Table<'_, '_>) -> Option<Placed<u32>> {
        let found = self.required(meta, "version")?;
        let value = self.number(found, "version", 1..=u64::from(u32::MAX))?;
        Some(Placed { value: u32::try_from(value).ok()?, span: self.span(found.span()) })
    }

    fn stability(&mut self, meta: Table<'_, '_>) -> Option<Stability> {
        let text = self.text(meta, "stability")?;
        let found = Stability::ALL.into_iter().find(|it| it.as_str() == text.value);
        if found.is_none() {
            self.one_of(&text, "stability", &Stability::ALL.map(Stability::as_str));
        }
        found
    }

    fn steps(&mut self, plan: Table<'_, '_>, key: &str) -> Vec<Step> {
        let Some(found) = plan.get(key) else { return Vec::new() };
        let name = format!("[[plan.{key}]]");
        let tables = self.tables(found, &name);
        tables
            .into_iter()
            .filter_map(|(table, span)| self.step(Table { inner: table, name: &name, span }))
            .collect()
    }

    fn step(&mut self, step: Table<'_, '_>) -> Option<Step> {
        self.known(step, STEP);
        let description = self.text(step, "description").map(|text| text.value);
        let timeout = step.get("timeout_ms").and_then(|it| self.number(it, "timeout_ms", 1..=MAX_TIMEOUT_MS));
        let retries = step.get("retries").and_then(|it| self.number(it, "retries", 0..=MAX_RETRIES));
        let repeatable = step.get("repeatable").and_then(|it| self.truth(it, "repeatable"));
        let pre_checks = self.checks(step, "pre_checks");
        let post_checks = self.checks(step, "post_checks");
        let body = self.body(step)?;
        if repeatable.is_some() && !matches!(body, Body::Command(_)) {
            let message = "`repeatable` is for commands; SQL is found out about by itself".to_owned();
            self.wrong(&WRONG_VALUE, step.span, message, "remove it");
        }
        Some(Step {
            body,
            description,
            timeout: timeout.map(Duration::from_millis),
            retries: retries.and_then(|number| u32::try_from(number).ok()),
            repeatable: repeatable.unwrap_or(false),
            pre_checks,
            post_checks,
            span: step.span,
        })
    }

    fn body(&mut self, step: Table<'_, '_>) -> Option<Body> {
        const KINDS: [&str; 3] = ["schema", "data", "validation"];
        let found = self.required(step, "kind")?;
        let kind = self.as_text(found, "kind")?;
        let allowed: &[&str] = match kind.value.as_str() {
            "schema" => &["sql", "file"],
            "data" => &["sql", "file", "command"],
            "validation" => &["assertion"],
            _ => {
                self.one_of(&kind, "kind", &KINDS);
                return None;
            }
        };
        const BODIES: [&str; 4] = ["sql", "file", "command", "assertion"];
        let given: Vec<&str> = BODIES.into_iter().filter(|key| step.get(key).is_some()).collect();
        let words = allowed.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let (&[key], true) = (given.as_slice(), given.iter().all(|key| allowed.contains(key))) else {
            let has = match given.as_slice() {
                [] => "none".to_owned(),
                some => some.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" and "),
            };
            let message =
                format!("a step of the kind `{}` has one of {words}; this one has {has}", kind.value);
            self.wrong(
                &STEP_BODY,
                kind.span,
                message,
                "divide what it does into steps; they run one after the other",
            );
            return None;
        };
        if step.get("expect").is_some() && key != "assertion" {
            let message = "`expect` is for assertions".to_owned();
            self.wrong(
                &WRONG_VALUE,
                step.span,
                message,
                "put it into a check of the step, or into a step of the kind `validation`",
            );
        }
        let schema = kind.value == "schema";
        match key {
            "command" => self.command(step).map(Body::Command),
            "assertion" => self.assertion(step, "assertion").map(Body::Validation),
            key => {
                let text = self.text(step, key).filter(|text| self.not_blank(text, key))?;
                let source = if key == "sql" { Source::Inline(text) } else { Source::File(text) };
                Some(if schema { Body::Schema(source) } else { Body::Data(source) })
            }
        }
    }

    fn command(&mut self, step: Table<'_, '_>) -> Option<Vec<String>> {
        let found = step.get("command")?;
        if found.get_ref().is_str() {
            let message = "`command` is a list: the program, and each of its arguments".to_owned();
            let help =
                "as in command = [\"node\", \"backfill.js\"]; no shell reads it, so nothing is to be quoted";
            self.wrong(&WRONG_VALUE, self.span(found.span()), message, help);
            return None;
        }
        let words = self.texts(step, "command");
        if words.first().is_none_or(|program| program.value.is_empty()) {
            let message = "`command` names no program".to_owned();
            self.wrong(
                &WRONG_VALUE,
                self.span(found.span()),
                message,
                "as in command = [\"node\", \"backfill.js\"]",
            );
            return None;
        }
        Some(words.into_iter().map(|word| word.value).collect())
    }

    fn checks(&mut self, step: Table<'_, '_>, key: &str) -> Vec<Check> {
        let Some(found) = step.get(key) else { return Vec::new() };
        let tables = self.tables(found, key);
        let check = |(inner, span)| {
            let table = Table { inner, name: key, span };
            self.known(table, CHECK);
            let description = self.required(table, "description");
            let description = description.and_then(|found| self.as_text(found, "description"));
            let assertion = self.assertion(table, "expression");
            Some(Check { description: description?.value, assertion: assertion? })
        };
        tables.into_iter().filter_map(check).collect()
    }

    fn assertion(&mut self, table: Table<'_, '_>, key: &'static str) -> Option<Assertion> {
        let found = self.required(table, key)?;
        let expression = self.as_text(found, key).filter(|text| self.not_blank(text, key))?;
        let expect = match table.get("expect") {
            None => Expect::True,
            Some(found) => self.expect(found)?,
        };
        if expect != Expect::True && !is_query(&expression.value) {
            let message =
                format!("`expect` is for queries; this `{key}` is an expression, which must be true");
            let help = format!("write it as a query: SELECT {}", expression.value.trim());
            self.wrong(&WRONG_VALUE, expression.span, message, help);
            return None;
        }
        Some(Assertion { expression, expect })
    }

    fn expect(&mut self, found: &Spanned<DeValue<'_>>) -> Option<Expect> {
        match found.get_ref() {
            DeValue::Boolean(true) => Some(Expect::True),
            DeValue::String(text) if text.as_ref() == NO_ROWS => Some(Expect::NoRows),
            DeValue::String(text) => Some(Expect::Value(text.clone().into_owned())),
            DeValue::Integer(number) => Some(Expect::Value(number.to_string())),
            DeValue::Float(number) => Some(Expect::Value(number.to_string())),
            DeValue::Boolean(false) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                let message = "`expect` is true, \"no rows\", a number or a text".to_owned();
                let help = "a server's false is written in many ways: turn the expression around, with NOT";
                self.wrong(&WRONG_VALUE, self.span(found.span()), message, help);
                None
            }
        }
    }
}

/// Values, each with what is said where it does not fit.
impl Reader {
    fn required<'a, 'i>(
        &mut self,
        table: Table<'a, 'i>,
        key: &'static str,
    ) -> Option<&'a Spanned<DeValue<'i>>> {
        let found = table.get(key);
        if found.is_none() {
            self.missing(table, key, &format!("write it under {}", table.name));
        }
        found
    }

    fn missing(&mut self, table: Table<'_, '_>, key: &str, help: &str) {
        let message = format!("{} lacks `{key}`", table.name);
        self.wrong(&KEY_MISSING, table.span, message, help);
    }

    /// Says which keys nothing reads.
    fn known(&mut self, table: Table<'_, '_>, keys: &'static [&'static str]) {
        for (key, _) in table.inner {
            let name = key.get_ref().as_ref();
            if keys.contains(&name) {
                continue;
            }
            let message = format!("nothing reads `{name}` in {}", table.name);
            let help = match did_you_mean(name, keys.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", keys.join(", ")),
            };
            self.wrong(&UNKNOWN_KEY, self.span(key.span()), message, help);
        }
    }

    fn table<'a, 'i>(
        &mut self,
        of: Table<'a, 'i>,
        key: &'static str,
        name: &'a str,
    ) -> Option<Table<'a, 'i>> {
        let found = self.required(of, key)?;
        let span = self.span(found.span());
        match found.get_ref().as_table() {
            Some(inner) => Some(Table { inner, name, span }),
            None => {
                self.kind(found, key, "a table");
                None
            }
        }
    }

    /// An array of tables; each with its place.
    fn tables<'a, 'i>(
        &mut self,
        found: &'a Spanned<DeValue<'i>>,
        name: &str,
    ) -> Vec<(&'a DeTable<'i>, Span)> {
        let Some(array) = found.get_ref().as_array() else {
            self.kind(found, name, "a list of tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for one in array.iter() {
            match one.get_ref().as_table() {
                Some(table) => tables.push((table, self.span(one.span()))),
                None => self.kind(one, name, "a list of tables"),
            }
        }
        tables
    }

    fn text(&mut self, table: Table<'_, '_>, key: &str) -> Option<Placed<String>> {
        let found = table.get(key)?;
        self.as_text(found, key)
    }

    fn as_text(&mut self, found: &Spanned<DeValue<'_>>, key: &str) -> Option<Placed<String>> {
        let Some(text) = found.get_ref().as_str() else {
            self.kind(found, key, "a text");
            return None;
        };
        Some(Placed { value: text.to_owned(), span: self.span(found.span()) })
    }

    fn not_blank(&mut self, text: &Placed<String>, key: &str) -> bool {
        let blank = text.value.trim().is_empty();
        if blank {
            self.wrong(
                &WRONG_VALUE,
                text.span,
                format!("`{key}` is empty"),
                "say what is to be done, or remove the step",
            );
        }
        !blank
    }

    fn texts(&mut self, table: Table<'_, '_>, key: &str) -> Vec<Placed<String>> {
        let Some(found) = table.get(key) else { return Vec::new() };
        let Some(array) = found.get_ref().as_array() else {
            self.kind(found, key, "a list of texts");
            return Vec::new();
        };
        array.iter().filter_map(|one| self.as_text(one, key)).collect()
    }

    fn number(
        &mut self,
        found: &Spanned<DeValue<'_>>,
        key: &str,
        range: std::ops::RangeInclusive<u64>,
    ) -> Option<u64> {
        let number = found.get_ref().as_integer();
        let number = number.and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok());
        if let Some(number) = number.filter(|number| range.contains(number)) {
            return Some(number);
        }
        let message = format!("`{key}` is a whole number from {} to {}", range.start(), range.end());
        self.wrong(&WRONG_VALUE, self.span(found.span()), message, "write one without quotes");
        None
    }

    fn truth(&mut self, found: &Spanned<DeValue<'_>>, key: &str) -> Option<bool> {
        let truth = found.get_ref().as_bool();
        if truth.is_none() {
            self.kind(found, key, "true or false");
        }
        truth
    }

    fn one_of(&mut self, text: &Placed<String>, key: &str, known: &[&'static str]) {
        let message = format!("`{key}` is `{}`; there are {}", text.value, known.join(", "));
        let help = match did_you_mean(&text.value, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write one of them".to_owned(),
        };
        self.wrong(&WRONG_VALUE, text.span, message, help);
    }

    fn kind(&mut self, found: &Spanned<DeValue<'_>>, key: &str, wanted: &str) {
        let message = format!("`{key}` is {wanted}; this is of the type {}", found.get_ref().type_str());
        self.wrong(
            &WRONG_VALUE,
            self.span(found.span()),
            message,
            "docs/specs.md shows the form of each key",
        );
    }

    fn wrong(&mut self, rule: &'static Rule, span: Span, message: String, help: impl Into<String>) {
        self.found.push(Diagnostic::new(rule, message).at(span, "").help(help));
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span { file: self.file, range: TextRange::new(range.start, range.end) }
    }
}
