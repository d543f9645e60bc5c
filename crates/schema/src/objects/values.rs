//! Reads what stands behind `key =`.

use super::model::{
    Argument, ArgumentMode, BoundValue, Call, Event, EventKind, ObjectId, PartitionKey, PartitionMethod,
    PartitionPart, Privilege, Securable, Setting, TypeRef, Value,
};
use super::specs::{KeySpec, KeyValue, Word};
use super::{OBJECT_UNKNOWN_NAME, OBJECT_VALUE};
use crate::config::unknown_name;
use crate::context::{Context, Top};
use crate::expand::CONSTANT_VALUE;
use crate::fields::natives;
use crate::model::{ModelId, ModelKeyword};
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Scalar;
use parallax_syntax::ast::{Args, Expr, ExprKind, Ident, ObjectKeyword, Placed};
use parallax_text::TextRange;
use smol_str::SmolStr;

/// Everybody.
const PUBLIC: &str = "PUBLIC";

/// Words for privileges, with those of SQL.
pub static PRIVILEGES: &[(&str, &str)] = &[
    ("All", "ALL"),
    ("Select", "SELECT"),
    ("Insert", "INSERT"),
    ("Update", "UPDATE"),
    ("Delete", "DELETE"),
    ("Truncate", "TRUNCATE"),
    ("References", "REFERENCES"),
    ("Trigger", "TRIGGER"),
    ("Maintain", "MAINTAIN"),
    ("Usage", "USAGE"),
    ("Execute", "EXECUTE"),
    ("Create", "CREATE"),
];

/// Words for what triggers go by.
pub static EVENTS: &[(&str, EventKind)] = &[
    ("Insert", EventKind::Insert),
    ("Update", EventKind::Update),
    ("Delete", EventKind::Delete),
    ("Truncate", EventKind::Truncate),
];

/// Reads a value; nothing where it was reported.
pub(super) fn read(
    cx: &mut Context,
    placed: &Placed,
    row: &KeySpec,
    value: &Expr,
    known: &[Setting],
) -> Option<Value> {
    let mut reader = Reader { cx, placed, row, known };
    reader.value(value)
}

/// Reads `by:` of `@@partition`.
pub(super) fn partition_key(
    cx: &mut Context,
    placed: &Placed,
    model: ModelId,
    value: &Expr,
) -> Option<PartitionKey> {
    const ROW: KeySpec = KeySpec { name: "by", value: KeyValue::PartitionKey, required: true, doc: "" };
    Reader { cx, placed, row: &ROW, known: &[] }.partition_key(value, Some(model))
}

/// sql`…`
pub(super) fn sql(cx: &mut Context, placed: &Placed, name: &'static str, value: &Expr) -> Option<SmolStr> {
    let row = KeySpec { name, value: KeyValue::Sql, required: true, doc: "" };
    Reader { cx, placed, row: &row, known: &[] }.sql(value)
}

struct Reader<'r, 'a> {
    cx: &'r mut Context<'a>,
    placed: &'r Placed,
    row: &'r KeySpec,
    /// What was read of the block before.
    known: &'r [Setting],
}

impl Reader<'_, '_> {
    fn value(&mut self, value: &Expr) -> Option<Value> {
        Some(match self.row.value {
            KeyValue::Sql => Value::Sql(self.sql(value)?),
            KeyValue::Text => Value::Text(self.text(value)?),
            KeyValue::Name => Value::Text(self.name(value)?),
            KeyValue::Names => Value::Texts(self.list(value, Self::name)?),
            KeyValue::OneOf(words) => Value::Text(self.one_of(value, words)?),
            KeyValue::Boolean => Value::Boolean(self.boolean(value)?),
            KeyValue::Number => Value::Number(self.number(value)?),
            KeyValue::Type => Value::Type(self.ty(value)?),
            KeyValue::Arguments => match &value.kind {
                ExprKind::Object(pairs) => Value::Arguments(self.arguments(pairs)?),
                _ => Value::Sql(self.sql(value)?),
            },
            KeyValue::Events => Value::Events(self.list(value, Self::event)?),
            KeyValue::Model => Value::Model(self.model(value)?),
            KeyValue::Call => Value::Call(self.call(value)?),
            KeyValue::Roles => Value::Texts(self.list(value, Self::role)?),
            KeyValue::Privileges => Value::Privileges(self.list(value, Self::privilege)?),
            KeyValue::Securable => Value::Securable(self.securable(value)?),
            KeyValue::Settings | KeyValue::Conditions => Value::Pairs(self.pairs(value)?),
            KeyValue::Bound => Value::Bound(self.list(value, Self::bound)?),
            KeyValue::Plain => self.plain(value)?,
            KeyValue::PartitionKey => {
                let model = self.known.iter().find_map(|setting| setting.value.as_model());
                Value::PartitionKey(self.partition_key(value, model)?)
            }
        })
    }

    /// The value of a constant. Lists hold no lists.
    fn plain(&mut self, value: &Expr) -> Option<Value> {
        let is_one = |value: &Expr| match &value.kind {
            ExprKind::String(_) | ExprKind::Number(_) | ExprKind::Tagged(..) => true,
            ExprKind::Constant(word) => !word.contains('.'),
            ExprKind::Array(_) | ExprKind::Function(..) | ExprKind::Object(_) => false,
        };
        let plain = match &value.kind {
            ExprKind::Array(items) => items.iter().all(is_one),
            _ => is_one(value),
        };
        if plain {
            return Some(Value::Plain);
        }
        let message = format!("A constant is {}.", KeyValue::Plain.expected());
        let span = self.placed.span(value.range);
        self.cx.report(Diagnostic::new(&CONSTANT_VALUE, message).at(span, "no plain value"));
        None
    }

    fn refuse<T>(&mut self, value: &Expr) -> Option<T> {
        let message = format!(
            "`{}` is {}, but this is {}.",
            self.row.name,
            self.row.value.expected(),
            value.kind_name()
        );
        let span = self.placed.span(value.range);
        self.cx.report(Diagnostic::new(&OBJECT_VALUE, message).at(span, ""));
        None
    }

    fn unknown<T>(&mut self, range: TextRange, word: &str, what: &str, known: &[&str]) -> Option<T> {
        let span = self.placed.span(range);
        let diagnostic = Diagnostic::new(&OBJECT_UNKNOWN_NAME, format!("There is no {what} `{word}`."))
            .at(span, "unknown");
        // A block that could not be read may be the one.
        if self.cx.partial {
            return None;
        }
        let diagnostic =
            if known.is_empty() { diagnostic } else { unknown_name(diagnostic, word, span, known) };
        self.cx.report(diagnostic);
        None
    }

    /// One, or a list of them.
    fn list<T>(
        &mut self,
        value: &Expr,
        mut one: impl FnMut(&mut Self, &Expr) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = match &value.kind {
            ExprKind::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(value),
        };
        let read: Vec<Option<T>> = items.iter().map(|item| one(self, item)).collect();
        read.into_iter().collect()
    }

    fn sql(&mut self, value: &Expr) -> Option<SmolStr> {
        match &value.kind {
            ExprKind::Tagged(tag, text) if tag.name == "sql" => {
                if text.trim().is_empty() {
                    let span = self.placed.span(value.range);
                    let message = format!("`{}` is empty.", self.row.name);
                    self.cx.report(Diagnostic::new(&OBJECT_VALUE, message).at(span, "no SQL in it"));
                    return None;
                }
                Some(text.clone())
            }
            _ => self.refuse(value),
        }
    }

    fn text(&mut self, value: &Expr) -> Option<SmolStr> {
        match &value.kind {
            ExprKind::String(text) => Some(text.clone()),
            _ => self.refuse(value),
        }
    }

    fn name(&mut self, value: &Expr) -> Option<SmolStr> {
        match &value.kind {
            ExprKind::String(text) | ExprKind::Constant(text) => Some(text.clone()),
            _ => self.refuse(value),
        }
    }

    fn one_of(&mut self, value: &Expr, words: &[Word]) -> Option<SmolStr> {
        let ExprKind::Constant(word) = &value.kind else { return self.refuse(value) };
        if words.iter().any(|(known, _)| known == word) {
            return Some(word.clone());
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.unknown(value.range, word, &format!("`{}`", self.row.name).replace('`', ""), &known)
    }

    fn boolean(&mut self, value: &Expr) -> Option<bool> {
        match value.as_constant().map(SmolStr::as_str) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => self.refuse(value),
        }
    }

    fn number(&mut self, value: &Expr) -> Option<i64> {
        match &value.kind {
            ExprKind::Number(text) => match text.parse() {
                Ok(number) => Some(number),
                Err(_) => self.refuse(value),
            },
            _ => self.refuse(value),
        }
    }

    /// `{ key: value }`
    fn pairs(&mut self, value: &Expr) -> Option<Vec<(SmolStr, SmolStr)>> {
        let ExprKind::Object(pairs) = &value.kind else { return self.refuse(value) };
        let mut read = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            match &value.kind {
                ExprKind::Tagged(..) if self.row.value == KeyValue::Conditions => {
                    read.push((key.name.clone(), self.sql(value)?));
                }
                ExprKind::String(text) | ExprKind::Constant(text) | ExprKind::Number(text)
                    if self.row.value == KeyValue::Settings =>
                {
                    read.push((key.name.clone(), text.clone()));
                }
                _ => return self.refuse(value),
            }
        }
        Some(read)
    }

    // ---- Types and arguments

    fn ty(&mut self, value: &Expr) -> Option<TypeRef> {
        self.listed_type(value, false)
    }

    /// `[Int]` is a list.
    fn listed_type(&mut self, value: &Expr, list: bool) -> Option<TypeRef> {
        match &value.kind {
            ExprKind::Array(items) if !list && items.len() == 1 => self.listed_type(&items[0], true),
            ExprKind::Tagged(..) if !list => self.sql(value).map(TypeRef::Sql),
            ExprKind::Constant(word) => match word.split_once('.') {
                Some((prefix, name)) => self.native(value, prefix, name, None, list),
                None => self.named_type(value.range, word, list),
            },
            ExprKind::Function(name, args) => match name.name.split_once('.') {
                Some((prefix, native)) => self.native(value, prefix, native, Some(args), list),
                None => self.refuse(value),
            },
            _ => self.refuse(value),
        }
    }

    fn named_type(&mut self, range: TextRange, word: &SmolStr, list: bool) -> Option<TypeRef> {
        if let Some(scalar) = Scalar::parse(word) {
            return Some(TypeRef::Scalar(scalar, list));
        }
        match self.cx.top.get(word) {
            Some(Top::Enum(id)) => Some(TypeRef::Enum(*id, list)),
            Some(Top::Object(id)) if self.cx.schema.objects[id.index()].is_type() => {
                Some(TypeRef::Object(*id, list))
            }
            _ => {
                let known = Scalar::ALL.map(Scalar::as_str);
                self.unknown(range, word, "type", &known)
            }
        }
    }

    fn native(
        &mut self,
        value: &Expr,
        prefix: &str,
        name: &str,
        args: Option<&Args>,
        list: bool,
    ) -> Option<TypeRef> {
        natives::of_expression(self.cx, self.placed, value.range, prefix, name, args)
            .map(|native| TypeRef::Native(native, list))
    }

    fn arguments(&mut self, pairs: &[(Ident, Expr)]) -> Option<Vec<Argument>> {
        let read: Vec<Option<Argument>> =
            pairs.iter().map(|(name, value)| self.argument(name, value)).collect();
        read.into_iter().collect()
    }

    /// `name: Type`, `name: arg(Type, default: …)`, `name: out(Type)`
    fn argument(&mut self, name: &Ident, value: &Expr) -> Option<Argument> {
        let plain = |mode, ty, default| Some(Argument { name: name.name.clone(), mode, ty, default });
        let ExprKind::Function(word, args) = &value.kind else {
            let ty = self.ty(value)?;
            return plain(ArgumentMode::In, ty, None);
        };
        let mode = match word.name.as_str() {
            "arg" => ArgumentMode::In,
            "out" => ArgumentMode::Out,
            "inout" => ArgumentMode::InOut,
            "variadic" => ArgumentMode::Variadic,
            _ => {
                let ty = self.ty(value)?;
                return plain(ArgumentMode::In, ty, None);
            }
        };
        let unnamed = args.list.iter().find(|arg| arg.name.is_none()).and_then(|arg| arg.value.as_ref());
        let default =
            args.list.iter().find(|arg| arg.name.as_ref().is_some_and(|name| name.name == "default"));
        let (Some(ty), true) = (unnamed, args.list.len() == 1 + usize::from(default.is_some())) else {
            let message = format!("`{}` takes a type, and perhaps `default:`.", word.name);
            let span = self.placed.span(value.range);
            self.cx.report(Diagnostic::new(&OBJECT_VALUE, message).at(span, ""));
            return None;
        };
        let ty = self.ty(ty)?;
        let default = match default.and_then(|arg| arg.value.as_ref()) {
            Some(value) => Some(self.literal(value)?),
            None => None,
        };
        plain(mode, ty, default)
    }

    /// A literal or SQL, as SQL.
    fn literal(&mut self, value: &Expr) -> Option<SmolStr> {
        Some(match &value.kind {
            ExprKind::String(text) => SmolStr::from(format!("'{}'", text.replace('\'', "''"))),
            ExprKind::Number(text) => text.clone(),
            ExprKind::Constant(word) if matches!(word.as_str(), "true" | "false") => word.clone(),
            ExprKind::Constant(word) if word == "null" => SmolStr::new_static("NULL"),
            _ => return self.sql(value),
        })
    }

    // ---- Names

    fn model(&mut self, value: &Expr) -> Option<ModelId> {
        let ExprKind::Constant(word) = &value.kind else { return self.refuse(value) };
        match self.cx.top.get(word) {
            Some(Top::Model(id)) => Some(*id),
            _ => {
                let models = self.cx.schema.models.iter();
                let known: Vec<SmolStr> = models
                    .filter(|model| model.keyword != ModelKeyword::Type)
                    .map(|model| model.name.clone())
                    .collect();
                let known: Vec<&str> = known.iter().map(SmolStr::as_str).collect();
                self.unknown(value.range, word, "model or view", &known)
            }
        }
    }

    /// Fields of the model that the block is of.
    fn own_field(&mut self, value: &Expr, model: Option<ModelId>) -> Option<u32> {
        let ExprKind::Constant(word) = &value.kind else { return self.refuse(value) };
        let model = model?;
        if let Some(index) = self.cx.find_field(model, word) {
            return Some(index);
        }
        let model = self.cx.model(model);
        let what = format!("field in `{}` called", model.name);
        let known: Vec<SmolStr> = model.fields.iter().map(|field| field.name.clone()).collect();
        let known: Vec<&str> = known.iter().map(SmolStr::as_str).collect();
        self.unknown(value.range, word, &what, &known)
    }

    fn objects_of(&self, wanted: impl Fn(ObjectKeyword) -> bool) -> Vec<SmolStr> {
        let objects = self.cx.schema.objects.iter();
        objects.filter(|object| wanted(object.keyword)).map(|object| object.name.clone()).collect()
    }

    fn object(&self, word: &str) -> Option<(ObjectId, ObjectKeyword)> {
        match self.cx.top.get(word)? {
            Top::Object(id) => Some((*id, self.cx.schema.objects[id.index()].keyword)),
            Top::Enum(_) | Top::Model(_) | Top::Composite(_) => None,
        }
    }

    fn role(&mut self, value: &Expr) -> Option<SmolStr> {
        let ExprKind::Constant(word) = &value.kind else { return self.refuse(value) };
        if word.eq_ignore_ascii_case(PUBLIC) {
            return Some(SmolStr::new_static(PUBLIC));
        }
        match self.object(word) {
            Some((id, ObjectKeyword::Role)) => Some(self.cx.schema.objects[id.index()].db_name.clone()),
            _ => {
                let mut known = self.objects_of(|keyword| keyword == ObjectKeyword::Role);
                known.push(SmolStr::new_static(PUBLIC));
                let known: Vec<&str> = known.iter().map(SmolStr::as_str).collect();
                self.unknown(value.range, word, "role", &known)
            }
        }
    }

    /// `name` or `name("a", "b")`; in quotes or as SQL where the schema does not declare the function.
    fn call(&mut self, value: &Expr) -> Option<Call> {
        let (name, range, args) = match &value.kind {
            ExprKind::Constant(word) => (word, value.range, None),
            ExprKind::Function(name, args) => (&name.name, name.range, Some(args)),
            ExprKind::Tagged(..) => {
                let text = self.sql(value)?;
                return Some(Call { function: Err(text), args: Vec::new() });
            }
            _ => return self.refuse(value),
        };
        let Some((id, ObjectKeyword::Function)) = self.object(name) else {
            let known = self.objects_of(|keyword| keyword == ObjectKeyword::Function);
            let known: Vec<&str> = known.iter().map(SmolStr::as_str).collect();
            return self.unknown(range, name, "function", &known);
        };
        let mut texts = Vec::new();
        for arg in args.map_or(&[][..], |args| args.list.as_slice()) {
            let Some(value) = &arg.value else { continue };
            match &value.kind {
                ExprKind::String(text) | ExprKind::Constant(text) | ExprKind::Number(text) => {
                    texts.push(text.clone());
                }
                _ => return self.refuse(value),
            }
        }
        Some(Call { function: Ok(id), args: texts })
    }

    fn securable(&mut self, value: &Expr) -> Option<Securable> {
        if let ExprKind::Function(name, args) = &value.kind
            && name.name == "schema"
            && let [arg] = args.list.as_slice()
            && let Some(ExprKind::String(text)) = arg.value.as_ref().map(|value| &value.kind)
        {
            return Some(Securable::Schema(text.clone()));
        }
        let ExprKind::Constant(word) = &value.kind else { return self.refuse(value) };
        match self.cx.top.get(word) {
            Some(Top::Model(id)) => Some(Securable::Model(*id)),
            Some(Top::Enum(id)) => Some(Securable::Enum(*id)),
            Some(Top::Object(id)) => Some(Securable::Object(*id)),
            Some(Top::Composite(_)) | None => {
                self.unknown(value.range, word, "model, view, function, sequence or type", &[])
            }
        }
    }

    // ---- Lists of words

    fn event(&mut self, value: &Expr) -> Option<Event> {
        let (word, range, args) = match &value.kind {
            ExprKind::Constant(word) => (word, value.range, None),
            ExprKind::Function(name, args) => (&name.name, name.range, Some(args)),
            _ => return self.refuse(value),
        };
        let Some((_, kind)) = EVENTS.iter().find(|(known, _)| known == word) else {
            let known: Vec<&str> = EVENTS.iter().map(|(word, _)| *word).collect();
            return self.unknown(range, word, "event", &known);
        };
        let fields = self.fields_in(args)?;
        Some(Event { kind: *kind, fields })
    }

    fn privilege(&mut self, value: &Expr) -> Option<Privilege> {
        let (word, range, args) = match &value.kind {
            ExprKind::Constant(word) => (word, value.range, None),
            ExprKind::Function(name, args) => (&name.name, name.range, Some(args)),
            _ => return self.refuse(value),
        };
        let Some((_, name)) = PRIVILEGES.iter().find(|(known, _)| known == word) else {
            let known: Vec<&str> = PRIVILEGES.iter().map(|(word, _)| *word).collect();
            return self.unknown(range, word, "privilege", &known);
        };
        let fields = self.fields_in(args)?;
        Some(Privilege { name: SmolStr::new_static(name), fields })
    }

    /// The fields in parentheses behind a word, of the model that the block is of.
    fn fields_in(&mut self, args: Option<&Args>) -> Option<Vec<u32>> {
        let model = self.known.iter().find_map(|setting| setting.value.as_model());
        let mut fields = Vec::new();
        for value in args.into_iter().flat_map(|args| &args.list).filter_map(|arg| arg.value.as_ref()) {
            fields.extend(self.list(value, |reader, item| reader.own_field(item, model))?);
        }
        Some(fields)
    }

    fn bound(&mut self, value: &Expr) -> Option<BoundValue> {
        Some(match &value.kind {
            ExprKind::String(text) => BoundValue::Text(text.clone()),
            ExprKind::Number(text) => BoundValue::Number(text.clone()),
            ExprKind::Constant(word) if matches!(word.as_str(), "true" | "false") => {
                BoundValue::Boolean(word == "true")
            }
            _ => BoundValue::Sql(self.sql(value)?),
        })
    }

    fn partition_key(&mut self, value: &Expr, model: Option<ModelId>) -> Option<PartitionKey> {
        let (name, args) = match &value.kind {
            ExprKind::Function(name, args) => (name, args),
            _ => return self.sql(value).map(PartitionKey::Sql),
        };
        let Some((_, method)) = PartitionMethod::ALL.iter().find(|(word, _)| *word == name.name) else {
            let known = PartitionMethod::ALL.map(|(word, _)| word);
            return self.unknown(name.range, &name.name, "way to partition", &known);
        };
        let mut parts = Vec::new();
        for value in args.list.iter().filter_map(|arg| arg.value.as_ref()) {
            parts.extend(self.list(value, |reader, item| match &item.kind {
                ExprKind::Tagged(..) => reader.sql(item).map(PartitionPart::Sql),
                _ => reader.own_field(item, model).map(PartitionPart::Field),
            })?);
        }
        Some(PartitionKey::Fields { method: *method, parts })
    }
}
