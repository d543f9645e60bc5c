//! Objects as the keys of their blocks.

use super::Names;
use crate::printing::quoted;
use parallax_dialect::Language;
use parallax_ir::{
    Database, Definition, Domain, Extension, Name, Object, ObjectKind, OptionValue, Options, Partition,
    Policy, PolicyCommand, QName, Routine, Sequence, Trigger, TriggerEvent, TriggerTiming,
};
use std::fmt::Write;

pub(super) struct Printer<'a> {
    pub(super) names: &'a Names,
    pub(super) database: &'a Database,
    pub(super) language: &'static Language,
    /// A type as the language calls it, where it does.
    pub(super) word: &'a dyn Fn(&str) -> Option<String>,
}

/// sql`…`, over several lines where the text has several.
pub(crate) fn sql(text: &str, indent: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('`', "\\`");
    let escaped = escaped.trim_matches('\n').trim_end();
    if !escaped.contains('\n') {
        return format!("sql`{}`", escaped.trim());
    }
    let shared = escaped
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches([' ', '\t']).len())
        .min()
        .unwrap_or(0);
    let mut out = String::from("sql`\n");
    for line in escaped.lines() {
        let line = line.get(shared..).unwrap_or_default();
        if !line.is_empty() {
            let _ = write!(out, "{indent}  {line}");
        }
        out.push('\n');
    }
    let _ = write!(out, "{indent}`");
    out
}

fn line(out: &mut String, key: &str, value: impl AsRef<str>) {
    let _ = writeln!(out, "  {key} = {}", value.as_ref());
}

fn text_of<'o>(options: &'o Options, name: &str) -> Option<&'o Name> {
    match options.get(name) {
        Some(OptionValue::Text(text)) => Some(text),
        _ => None,
    }
}

fn is(options: &Options, name: &str) -> bool {
    options.get(name) == Some(&OptionValue::Bool(true))
}

/// A word, or a string where it is none.
fn word(text: &str) -> String {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let begins = text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic());
    if plain && begins { text.to_owned() } else { quoted(text) }
}

impl Printer<'_> {
    /// Keyword and lines; absent where the language has no block for it.
    pub(super) fn object(&self, object: &Object) -> Option<(&'static str, String)> {
        let mut out = String::new();
        let keyword = match &object.definition {
            Definition::View(_) | Definition::Statement(_) => return None,
            Definition::Routine(routine) if object.key.kind == ObjectKind::Event => {
                line(&mut out, "schedule", sql(&routine.arguments, "  "));
                if is(&object.options, "preserve") {
                    line(&mut out, "onCompletion", "Preserve");
                }
                match text_of(&object.options, "status").map(Name::as_str) {
                    Some("DISABLE") => line(&mut out, "enabled", "Disabled"),
                    Some(_) => line(&mut out, "enabled", "Source"),
                    None => {}
                }
                line(&mut out, "body", sql(&routine.body, "  "));
                "event"
            }
            Definition::Routine(routine) => {
                self.routine(&mut out, routine, &object.options);
                if object.key.kind == ObjectKind::Procedure { "procedure" } else { "function" }
            }
            Definition::Trigger(trigger) => {
                self.trigger(&mut out, trigger, object.key.on.as_ref()?, &object.options)?;
                "trigger"
            }
            Definition::Policy(policy) => self.policy(&mut out, policy, object.key.on.as_ref()?)?,
            Definition::Domain(domain) => {
                let ty = (self.word)(&domain.ty).unwrap_or_else(|| sql(&domain.ty, "  "));
                domain_lines(&mut out, domain, &object.key.name.name, ty);
                "domain"
            }
            Definition::Composite(parts) => {
                for part in parts {
                    line(&mut out, &part.name, sql(&part.ty, "  "));
                }
                "composite"
            }
            Definition::Range { subtype } => {
                line(&mut out, "subtype", sql(subtype, "  "));
                let words = [
                    ("opclass", "subtype_opclass"),
                    ("collation", "collation"),
                    ("canonical", "canonical"),
                    ("subtypeDiff", "subtype_diff"),
                    ("multirange", "multirange_type_name"),
                ];
                for (key, option) in words {
                    if let Some(text) = text_of(&object.options, option) {
                        line(&mut out, key, word(text));
                    }
                }
                "range"
            }
        };
        Some((keyword, out))
    }

    fn routine(&self, out: &mut String, routine: &Routine, options: &Options) {
        if !routine.arguments.is_empty() {
            line(out, "args", sql(&routine.arguments, "  "));
        }
        if let Some(returns) = &routine.returns {
            line(out, "returns", sql(returns, "  "));
        }
        if !matches!(routine.language.as_str(), "plpgsql") && self.has_languages() {
            line(out, "language", word(&routine.language));
        }
        match text_of(options, "volatility").map(Name::as_str) {
            Some("immutable") => line(out, "volatility", "Immutable"),
            Some("stable") => line(out, "volatility", "Stable"),
            _ => {}
        }
        for (option, key, value) in [
            ("strict", "strict", "true"),
            ("leakproof", "leakproof", "true"),
            ("deterministic", "deterministic", "true"),
            ("security_definer", "security", "Definer"),
            ("security_invoker", "security", "Invoker"),
        ] {
            if is(options, option) {
                line(out, key, value);
            }
        }
        match text_of(options, "parallel").map(Name::as_str) {
            Some("safe") => line(out, "parallel", "Safe"),
            Some("restricted") => line(out, "parallel", "Restricted"),
            _ => {}
        }
        match text_of(options, "data_access").map(Name::as_str) {
            Some("NO SQL") => line(out, "dataAccess", "NoSql"),
            Some("READS SQL DATA") => line(out, "dataAccess", "ReadsSqlData"),
            Some("MODIFIES SQL DATA") => line(out, "dataAccess", "ModifiesSqlData"),
            _ => {}
        }
        for key in ["cost", "rows"] {
            if let Some(OptionValue::Number(number)) = options.get(key) {
                line(out, key, number.to_string());
            }
        }
        let settings: Vec<String> = options
            .iter()
            .filter_map(|(name, value)| match (name.strip_prefix("set."), value) {
                (Some(name), OptionValue::Text(value)) if name != "search_path" => {
                    Some(format!("{name}: {}", quoted(value)))
                }
                _ => None,
            })
            .collect();
        if let Some(path) = text_of(options, "set.search_path") {
            let names: Vec<String> = path.split(',').map(|name| quoted(name.trim())).collect();
            line(out, "searchPath", format!("[{}]", names.join(", ")));
        }
        if !settings.is_empty() {
            line(out, "settings", format!("{{ {} }}", settings.join(", ")));
        }
        line(out, "body", sql(&routine.body, "  "));
    }

    /// Whether routines have languages here: elsewhere all are `sql`.
    fn has_languages(&self) -> bool {
        self.language.object_keys("function").is_some_and(|keys| keys.contains(&"language"))
    }

    /// Whether triggers call functions here: elsewhere they hold statements.
    fn triggers_call(&self) -> bool {
        self.language.object_keys("trigger").is_some_and(|keys| keys.contains(&"execute"))
    }

    fn trigger(&self, out: &mut String, trigger: &Trigger, table: &QName, options: &Options) -> Option<()> {
        line(out, "target", self.names.models.get(table)?);
        let timing = match trigger.timing {
            TriggerTiming::Before => "Before",
            TriggerTiming::After => "After",
            TriggerTiming::InsteadOf => "InsteadOf",
        };
        line(out, "timing", timing);
        let mut events = Vec::new();
        for event in &trigger.events {
            events.push(match event {
                TriggerEvent::Insert => "Insert".to_owned(),
                TriggerEvent::Delete => "Delete".to_owned(),
                TriggerEvent::Truncate => "Truncate".to_owned(),
                TriggerEvent::Update if trigger.columns.is_empty() => "Update".to_owned(),
                TriggerEvent::Update => {
                    let fields: Option<Vec<&str>> =
                        trigger.columns.iter().map(|column| self.field(table, column)).collect();
                    format!("Update(of: [{}])", fields?.join(", "))
                }
            });
        }
        line(out, "events", format!("[{}]", events.join(", ")));
        if !trigger.each_row {
            line(out, "forEach", "Statement");
        }
        if let Some(when) = &trigger.when {
            line(out, "when", sql(when, "  "));
        }
        for (key, name) in [("oldRows", &trigger.old_table), ("newRows", &trigger.new_table)] {
            if let Some(name) = name {
                line(out, key, word(name));
            }
        }
        if let Some(deferrable) = trigger.constraint.as_ref().and_then(|constraint| constraint.deferrable) {
            let deferrable = match deferrable {
                parallax_ir::Deferrable::InitiallyImmediate => "InitiallyImmediate",
                parallax_ir::Deferrable::InitiallyDeferred => "InitiallyDeferred",
            };
            line(out, "deferrable", deferrable);
        }
        match text_of(options, "enabled").map(Name::as_str) {
            Some("DISABLE") => line(out, "enabled", "Disabled"),
            Some("ENABLE REPLICA") => line(out, "enabled", "Replica"),
            Some("ENABLE ALWAYS") => line(out, "enabled", "Always"),
            _ => {}
        }
        line(out, if self.triggers_call() { "execute" } else { "body" }, sql(&trigger.action, "  "));
        Some(())
    }

    pub(super) fn field(&self, table: &QName, column: &Name) -> Option<&str> {
        self.names.fields.get(&(table.clone(), column.clone())).map(|field| field.as_str())
    }

    fn policy(&self, out: &mut String, policy: &Policy, table: &QName) -> Option<&'static str> {
        line(out, "target", self.names.models.get(table)?);
        if !policy.roles.is_empty() {
            let roles: Vec<&str> = policy.roles.iter().map(Name::as_str).collect();
            line(out, "roles", format!("[{}]", roles.join(", ")));
        }
        if let Some(using) = &policy.using {
            line(out, "using", sql(using, "  "));
        }
        if let Some(check) = &policy.check {
            line(out, "withCheck", sql(check, "  "));
        }
        if !policy.permissive {
            line(out, "permissive", "false");
        }
        Some(match policy.command {
            PolicyCommand::All => "policy_all",
            PolicyCommand::Select => "policy_select",
            PolicyCommand::Insert => "policy_insert",
            PolicyCommand::Update => "policy_update",
            PolicyCommand::Delete => "policy_delete",
        })
    }

    pub(super) fn sequence(&self, sequence: &Sequence) -> String {
        let mut out = String::new();
        if let Some(ty) = &sequence.ty {
            line(&mut out, "type", sql(ty, "  "));
        }
        let options = &sequence.options;
        for (key, value) in [
            ("start", options.start),
            ("increment", options.increment),
            ("min", options.min_value),
            ("max", options.max_value),
            ("cache", options.cache),
        ] {
            if let Some(value) = value {
                line(&mut out, key, value.to_string());
            }
        }
        if options.cycle {
            line(&mut out, "cycle", "true");
        }
        out
    }

    pub(super) fn extension(&self, extension: &Extension) -> String {
        let mut out = String::new();
        if let Some(version) = &extension.version {
            line(&mut out, "version", quoted(version));
        }
        if let Some(schema) = &extension.schema {
            line(&mut out, "schema", quoted(schema));
        }
        out
    }

    pub(super) fn partition(&self, partition: &Partition) -> Option<String> {
        let mut out = String::new();
        line(&mut out, "of", self.names.models.get(&partition.of)?);
        let bound = partition.bound.as_str();
        let inner = |text: &str, before: &str| {
            Some(text.strip_prefix(before)?.trim().strip_prefix('(')?.strip_suffix(')')?.to_owned())
        };
        if bound == "DEFAULT" {
            line(&mut out, "default", "true");
        } else if let Some(values) = inner(bound, "FOR VALUES IN") {
            line(&mut out, "values", sql(&values, "  "));
        } else if let Some(values) = inner(bound, "FOR VALUES WITH") {
            let mut numbers = values.split(',').filter_map(|part| part.split_whitespace().last());
            line(&mut out, "modulus", numbers.next()?);
            line(&mut out, "remainder", numbers.next()?);
        } else {
            let (from, to) = bound.strip_prefix("FOR VALUES FROM")?.split_once(") TO (")?;
            line(&mut out, "from", sql(from.trim().strip_prefix('(')?, "  "));
            line(&mut out, "to", sql(to.strip_suffix(')')?, "  "));
        }
        if let Some(by) = &partition.by {
            line(&mut out, "by", sql(by, "  "));
        }
        Some(out)
    }
}

fn domain_lines(out: &mut String, domain: &Domain, name: &str, ty: String) {
    line(out, "type", ty);
    if let Some(collation) = &domain.collation {
        line(out, "collation", quoted(collation));
    }
    if let Some(default) = &domain.default {
        line(out, "default", sql(default, "  "));
    }
    if domain.not_null {
        line(out, "notNull", "true");
    }
    // More than one stand in a list, each by its name.
    if domain.checks.len() > 1 {
        let named = domain.checks.iter().filter_map(|check| {
            let name = check.name.as_ref()?;
            Some(format!("{name}: {}", sql(&check.expression, "  ")))
        });
        let named: Vec<String> = named.collect();
        line(out, "checks", format!("{{ {} }}", named.join(", ")));
        return;
    }
    if let Some(check) = domain.checks.first() {
        line(out, "check", sql(&check.expression, "  "));
        if let Some(given) = check.name.as_ref().filter(|given| **given != format!("{name}_check")) {
            line(out, "checkName", word(given));
        }
    }
}
