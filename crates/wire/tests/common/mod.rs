//! A validator for the part of JSON Schema that our schemas use. A keyword that it does not know is an error, so that
//! it never lets something through unseen.

use serde_json::{Map, Value};

pub fn validate(schema: &Value, value: &Value) -> Result<(), String> {
    Validator { root: schema }.check(schema, value, "$")
}

struct Validator<'a> {
    root: &'a Value,
}

impl Validator<'_> {
    fn check(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let schema = match schema {
            Value::Bool(true) => return Ok(()),
            Value::Object(schema) => schema,
            other => return Err(format!("{at}: no schema: {other}")),
        };
        for (keyword, rule) in schema {
            self.keyword(keyword, rule, schema, value, at)?;
        }
        Ok(())
    }

    fn keyword(
        &self,
        keyword: &str,
        rule: &Value,
        schema: &Map<String, Value>,
        value: &Value,
        at: &str,
    ) -> Result<(), String> {
        let ensure =
            |holds: bool| if holds { Ok(()) } else { Err(format!("{at}: {keyword} {rule}: {value}")) };
        let each = || rule.as_array().into_iter().flatten();
        match keyword {
            "$schema" | "$defs" | "title" | "description" | "default" => Ok(()),
            "format" => ensure(value.is_number() || value.is_null()),
            "$ref" => {
                let pointer = rule.as_str().and_then(|text| text.strip_prefix('#')).unwrap_or_default();
                let target =
                    self.root.pointer(pointer).ok_or_else(|| format!("{at}: {rule} leads nowhere"))?;
                self.check(target, value, at)
            }
            "type" => ensure(match rule {
                Value::Array(types) => types.iter().any(|ty| is_type(value, ty)),
                ty => is_type(value, ty),
            }),
            "enum" => ensure(each().any(|allowed| allowed == value)),
            "const" => ensure(rule == value),
            "minimum" => ensure(value.as_f64().is_none_or(|n| n >= rule.as_f64().unwrap_or(f64::MAX))),
            "maximum" => ensure(value.as_f64().is_none_or(|n| n <= rule.as_f64().unwrap_or(f64::MIN))),
            "required" => {
                let Value::Object(members) = value else { return Ok(()) };
                ensure(each().all(|key| members.contains_key(key.as_str().unwrap_or_default())))
            }
            "properties" => {
                let (Value::Object(members), Value::Object(rules)) = (value, rule) else { return Ok(()) };
                members.iter().try_for_each(|(key, value)| match rules.get(key) {
                    Some(rule) => self.check(rule, value, &format!("{at}.{key}")),
                    None => Ok(()),
                })
            }
            "additionalProperties" | "unevaluatedProperties" => {
                let Value::Object(members) = value else { return Ok(()) };
                let known = |key: &str| self.knows(schema, value, key);
                members.iter().filter(|(key, _)| !known(key)).try_for_each(|(key, value)| match rule {
                    Value::Bool(false) => Err(format!("{at}: {key} is not known")),
                    rule => self.check(rule, value, &format!("{at}.{key}")),
                })
            }
            "items" => value
                .as_array()
                .into_iter()
                .flatten()
                .enumerate()
                .try_for_each(|(index, item)| self.check(rule, item, &format!("{at}[{index}]"))),
            "anyOf" => ensure(each().any(|option| self.check(option, value, at).is_ok())),
            "oneOf" => ensure(each().filter(|option| self.check(option, value, at).is_ok()).count() == 1),
            other => Err(format!("the validator of these tests does not know {other}")),
        }
    }

    /// Whether a key is among the properties of a schema, or of the option that holds.
    fn knows(&self, schema: &Map<String, Value>, value: &Value, key: &str) -> bool {
        let named = schema.get("properties").is_some_and(|properties| properties.get(key).is_some());
        let options =
            ["oneOf", "anyOf"].into_iter().filter_map(|keyword| schema.get(keyword)?.as_array()).flatten();
        let mut holding = options.filter(|option| self.check(option, value, "").is_ok());
        named
            || holding
                .any(|option| option.pointer("/properties").is_some_and(|known| known.get(key).is_some()))
    }
}

fn is_type(value: &Value, ty: &Value) -> bool {
    match ty.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64() || value.is_u64(),
        _ => false,
    }
}
