//! Functions and procedures.

use super::{origin_of, statement};
use crate::Lowering;
use parallax_ir::{Definition, Name, Object, ObjectKey, ObjectKind, OptionValue, Routine};
use parallax_schema::model::ObjectKeyword;
use parallax_schema::objects::model::{self as of, Argument, ArgumentMode, Value};

impl Lowering<'_> {
    pub(super) fn routine(&self, object: &of::Object) -> Option<Object> {
        let kind = match object.keyword {
            ObjectKeyword::Procedure => ObjectKind::Procedure,
            _ => ObjectKind::Function,
        };
        let returns = match object.ty("returns") {
            Some(ty) => Some(self.type_text(ty)?),
            None => None,
        };
        let quoted = self.language.object_keys("function").is_some_and(|keys| keys.contains(&"language"));
        let language = match object.text("language") {
            Some(language) => language.to_lowercase().into(),
            // On databases with one language there is nothing to say.
            None => Name::new_static(if quoted { "plpgsql" } else { "sql" }),
        };
        let body = object.text("body")?;
        // A body in quotes is kept to the letter; one that is a statement is not.
        let body = if quoted { Name::new(body.trim_matches('\n')) } else { statement(body) };
        let definition =
            Definition::Routine(Routine { arguments: self.arguments(object)?, returns, language, body });
        let mut lowered = Object::new(ObjectKey::new(kind, self.object_name(object)), definition);
        lowered.origin = origin_of(object);
        options(object, quoted, &mut |name, value| {
            lowered.options.insert(name, value);
        });
        Some(lowered)
    }

    /// What runs by itself.
    pub(super) fn event(&self, object: &of::Object) -> Option<Object> {
        let definition = Definition::Routine(Routine {
            arguments: statement(object.text("schedule")?),
            returns: None,
            language: Name::new_static("sql"),
            body: statement(object.text("body")?),
        });
        let mut lowered =
            Object::new(ObjectKey::new(ObjectKind::Event, self.object_name(object)), definition);
        lowered.origin = origin_of(object);
        if object.text("onCompletion").is_some_and(|word| word == "Preserve") {
            lowered.options.insert(Name::new_static("preserve"), OptionValue::Bool(true));
        }
        let status = match object.text("enabled").map(|word| word.as_str()) {
            Some("Disabled") => Some("DISABLE"),
            Some("Source") => Some("DISABLE ON SLAVE"),
            _ => None,
        };
        if let Some(status) = status {
            lowered.options.insert(Name::new_static("status"), OptionValue::Text(Name::new_static(status)));
        }
        Some(lowered)
    }

    /// What stands between the parentheses.
    fn arguments(&self, object: &of::Object) -> Option<Name> {
        match object.value("args") {
            Some(Value::Arguments(arguments)) => {
                let texts: Option<Vec<String>> =
                    arguments.iter().map(|argument| self.argument(argument)).collect();
                Some(texts?.join(", ").into())
            }
            Some(Value::Sql(text)) => Some(statement(text)),
            _ => Some(Name::default()),
        }
    }

    fn argument(&self, argument: &Argument) -> Option<String> {
        let mode = match argument.mode {
            ArgumentMode::In => "",
            ArgumentMode::Out => "OUT ",
            ArgumentMode::InOut => "INOUT ",
            ArgumentMode::Variadic => "VARIADIC ",
        };
        let name = self.quoted_if_needed(&argument.name);
        let default =
            argument.default.as_ref().map(|default| format!(" DEFAULT {default}")).unwrap_or_default();
        Some(format!("{mode}{name} {}{default}", self.type_text(&argument.ty)?))
    }

    /// Names in small letters need no quotes.
    pub(super) fn quoted_if_needed(&self, name: &str) -> String {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let begins = name.bytes().next().is_some_and(|first| !first.is_ascii_digit());
        if begins && name.bytes().all(plain) { name.to_owned() } else { (self.target.dialect.quote)(name) }
    }
}

fn options(object: &of::Object, invoker_by_default: bool, add: &mut dyn FnMut(Name, OptionValue)) {
    let word = |key: &str| object.text(key).map(|word| word.as_str());
    let mut bool = |name: &'static str, is: bool| {
        if is {
            add(Name::new_static(name), OptionValue::Bool(true));
        }
    };
    bool("strict", object.boolean("strict") == Some(true));
    bool("leakproof", object.boolean("leakproof") == Some(true));
    bool("deterministic", object.boolean("deterministic") == Some(true));
    bool("security_definer", invoker_by_default && word("security") == Some("Definer"));
    bool("security_invoker", !invoker_by_default && word("security") == Some("Invoker"));
    let mut text = |name: &'static str, value: Option<&'static str>| {
        if let Some(value) = value {
            add(Name::new_static(name), OptionValue::Text(Name::new_static(value)));
        }
    };
    text(
        "volatility",
        match word("volatility") {
            Some("Immutable") => Some("immutable"),
            Some("Stable") => Some("stable"),
            _ => None,
        },
    );
    text(
        "parallel",
        match word("parallel") {
            Some("Safe") => Some("safe"),
            Some("Restricted") => Some("restricted"),
            _ => None,
        },
    );
    text(
        "data_access",
        match word("dataAccess") {
            Some("NoSql") => Some("NO SQL"),
            Some("ReadsSqlData") => Some("READS SQL DATA"),
            Some("ModifiesSqlData") => Some("MODIFIES SQL DATA"),
            _ => None,
        },
    );
    for key in ["cost", "rows"] {
        if let Some(number) = object.number(key) {
            add(Name::new_static(key), OptionValue::Number(number));
        }
    }
    if let [first, rest @ ..] = object.texts("searchPath") {
        let path = rest.iter().fold(first.to_string(), |path, next| format!("{path}, {next}"));
        add(Name::new_static("set.search_path"), OptionValue::Text(path.into()));
    }
    if let Some(Value::Pairs(pairs)) = object.value("settings") {
        for (name, value) in pairs {
            add(format!("set.{name}").into(), OptionValue::Text(value.clone()));
        }
    }
}
