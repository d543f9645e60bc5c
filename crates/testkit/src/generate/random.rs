//! Random schemas, and random edits that make a second one of them.
//!
//! A schema is generated as plain data, rendered as text, and shrunk by proptest through the data. An edit works on
//! the data as well, so that both sides are valid and have much in common, as in real life.

use super::natives::Native;
use parallax_engine::Language;
use proptest::prelude::*;
use proptest::sample::Index;
use std::fmt::Write;

/// A pair of schemas, as texts without a datasource.
#[derive(Debug, Clone)]
pub struct Generated {
    pub before: String,
    pub after: String,
}

#[derive(Debug, Clone)]
struct Schema {
    enums: Vec<Vec<usize>>,
    models: Vec<Model>,
}

#[derive(Debug, Clone)]
struct Model {
    name: usize,
    /// `@@map`
    table: Option<usize>,
    key: Key,
    fields: Vec<Field>,
    /// Over two fields: the first and the last, so that it survives edits of the list.
    compound: Compound,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Key {
    Plain,
    Counting,
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Compound {
    None,
    Index,
    Unique,
}

#[derive(Debug, Clone)]
struct Field {
    name: usize,
    /// `@map`
    column: Option<usize>,
    ty: Type,
    optional: bool,
    defaulted: bool,
    attribute: Attribute,
}

#[derive(Debug, Clone)]
enum Type {
    Int,
    BigInt,
    Float,
    Decimal,
    Boolean,
    String,
    DateTime,
    Bytes,
    Json,
    Enum(Index),
    /// One of the database's own types.
    Native(Native),
    /// A list of another one, which is plain.
    List(Box<Type>),
    /// To the key of another model; the column is made along.
    Relation(Index, Action),
}

#[derive(Debug, Clone, Copy)]
enum Action {
    Unsaid,
    Cascade,
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Attribute {
    None,
    Unique,
    Index,
    /// Backwards, where an order can be said.
    IndexDesc,
    IndexHash,
}

#[derive(Debug, Clone)]
enum Edit {
    AddModel(Model),
    DropModel(Index),
    MapModel(Index, Option<usize>),
    ChangeKey(Index, Key),
    ChangeCompound(Index, Compound),
    AddField(Index, Field),
    DropField(Index, Index),
    ReplaceField(Index, Index, Field),
    MapField(Index, Index, Option<usize>),
    ChangeEnum(Index, Vec<usize>),
}

/// Pairs of schemas that the language of a database accepts: one, and what some edits made of it.
pub fn pairs(language: &'static Language) -> impl Strategy<Value = Generated> {
    (schema(), prop::collection::vec(edit(), 0..5)).prop_map(|(mut before, edits)| {
        let mut after = before.clone();
        for edit in &edits {
            after.apply(edit);
        }
        before.fit(language);
        after.fit(language);
        Generated { before: before.render(), after: after.render() }
    })
}

fn schema() -> impl Strategy<Value = Schema> {
    (prop::collection::vec(values(), 1..3), prop::collection::vec(model(), 1..5)).prop_map(
        |(enums, models)| {
            let mut schema = Schema { enums, models };
            schema.make_unique();
            schema
        },
    )
}

fn values() -> impl Strategy<Value = Vec<usize>> {
    // V0 is always there: it is the default.
    Just((1..6).collect::<Vec<usize>>())
        .prop_shuffle()
        .prop_flat_map(|all| (0..all.len()).prop_map(move |count| [&[0], &all[..count]].concat()))
}

fn model() -> impl Strategy<Value = Model> {
    (
        0..8usize,
        prop::option::weighted(0.2, 0..4usize),
        key(),
        prop::collection::vec(field(), 0..6),
        compound(),
    )
        .prop_map(|(name, table, key, fields, compound)| Model { name, table, key, fields, compound })
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![Just(Key::Plain), Just(Key::Counting), Just(Key::Text)]
}

fn compound() -> impl Strategy<Value = Compound> {
    prop_oneof![3 => Just(Compound::None), 1 => Just(Compound::Index), 1 => Just(Compound::Unique)]
}

fn field() -> impl Strategy<Value = Field> {
    let attribute = prop_oneof![
        4 => Just(Attribute::None),
        1 => Just(Attribute::Unique),
        1 => Just(Attribute::Index),
        1 => Just(Attribute::IndexDesc),
        1 => Just(Attribute::IndexHash),
    ];
    (0..12usize, prop::option::weighted(0.15, 0..6usize), ty(), any::<bool>(), any::<bool>(), attribute)
        .prop_map(|(name, column, ty, optional, defaulted, attribute)| Field {
            name,
            column,
            ty,
            optional,
            defaulted,
            attribute,
        })
}

fn ty() -> impl Strategy<Value = Type> {
    let action = prop_oneof![Just(Action::Unsaid), Just(Action::Cascade), Just(Action::Nothing)];
    prop_oneof![
        3 => Just(Type::Int),
        1 => Just(Type::BigInt),
        1 => Just(Type::Float),
        1 => Just(Type::Decimal),
        1 => Just(Type::Boolean),
        3 => Just(Type::String),
        1 => Just(Type::DateTime),
        1 => Just(Type::Bytes),
        1 => Just(Type::Json),
        2 => any::<Index>().prop_map(Type::Enum),
        5 => (any::<Index>(), any::<u32>()).prop_map(|(row, seed)| Type::Native(Native::new(row, seed))),
        1 => prop_oneof![
            Just(Type::Int),
            Just(Type::String),
            Just(Type::DateTime),
            any::<Index>().prop_map(Type::Enum),
        ]
        .prop_map(|of| Type::List(Box::new(of))),
        2 => (any::<Index>(), action).prop_map(|(to, action)| Type::Relation(to, action)),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    let index = any::<Index>;
    prop_oneof![
        1 => model().prop_map(Edit::AddModel),
        1 => index().prop_map(Edit::DropModel),
        1 => (index(), prop::option::of(0..4usize)).prop_map(|(model, table)| Edit::MapModel(model, table)),
        1 => (index(), key()).prop_map(|(model, key)| Edit::ChangeKey(model, key)),
        1 => (index(), compound()).prop_map(|(model, compound)| Edit::ChangeCompound(model, compound)),
        2 => (index(), field()).prop_map(|(model, field)| Edit::AddField(model, field)),
        2 => (index(), index()).prop_map(|(model, field)| Edit::DropField(model, field)),
        3 => (index(), index(), field()).prop_map(|(model, at, field)| Edit::ReplaceField(model, at, field)),
        1 => (index(), index(), prop::option::of(0..6usize))
            .prop_map(|(model, field, column)| Edit::MapField(model, field, column)),
        1 => (index(), values()).prop_map(|(of, values)| Edit::ChangeEnum(of, values)),
    ]
}

impl Schema {
    fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::AddModel(model) => self.models.push(model.clone()),
            Edit::DropModel(at) if self.models.len() > 1 => {
                self.models.remove(at.index(self.models.len()));
            }
            Edit::DropModel(_) => {}
            Edit::MapModel(at, table) => self.model(at).table = *table,
            Edit::ChangeKey(at, key) => self.model(at).key = *key,
            Edit::ChangeCompound(at, compound) => self.model(at).compound = *compound,
            Edit::AddField(at, field) => self.model(at).fields.push(field.clone()),
            Edit::DropField(at, field) => {
                let fields = &mut self.model(at).fields;
                if !fields.is_empty() {
                    fields.remove(field.index(fields.len()));
                }
            }
            Edit::ReplaceField(at, old, new) => {
                let fields = &mut self.model(at).fields;
                if !fields.is_empty() {
                    let old = old.index(fields.len());
                    // The name stays, so that it is a change rather than a drop and an addition.
                    fields[old] = Field { name: fields[old].name, column: fields[old].column, ..new.clone() };
                }
            }
            Edit::MapField(at, field, column) => {
                let fields = &mut self.model(at).fields;
                if !fields.is_empty() {
                    let field = field.index(fields.len());
                    fields[field].column = *column;
                }
            }
            Edit::ChangeEnum(at, values) => {
                let at = at.index(self.enums.len());
                self.enums[at] = values.clone();
            }
        }
        self.make_unique();
    }

    fn model(&mut self, at: &Index) -> &mut Model {
        let at = at.index(self.models.len());
        &mut self.models[at]
    }

    /// Keeps the first of those that share a name.
    fn make_unique(&mut self) {
        let mut tables = Vec::new();
        let mut names = Vec::new();
        self.models.retain_mut(|model| {
            if names.contains(&model.name) {
                return false;
            }
            names.push(model.name);
            if model.table.is_some_and(|table| tables.contains(&table)) {
                model.table = None;
            }
            tables.extend(model.table);
            let (mut fields, mut columns) = (Vec::new(), Vec::new());
            model.fields.retain_mut(|field| {
                if fields.contains(&field.name) {
                    return false;
                }
                fields.push(field.name);
                if field.column.is_some_and(|column| columns.contains(&column)) {
                    field.column = None;
                }
                columns.extend(field.column);
                true
            });
            true
        });
    }

    /// Leaves out what a database does not have.
    fn fit(&mut self, language: &Language) {
        let capabilities = &language.capabilities;
        if !capabilities.enums {
            self.enums.clear();
        }
        for model in &mut self.models {
            if model.key == Key::Counting && !capabilities.autoincrement_on_int {
                model.key = Key::Plain;
            }
            let mut plain = true;
            for field in &mut model.fields {
                field.fit(language);
                plain &= field.is_indexable(language);
            }
            if !plain {
                model.compound = Compound::None;
            }
        }
    }

    fn render(&self) -> String {
        let mut text = String::new();
        for (at, values) in self.enums.iter().enumerate() {
            let _ = writeln!(text, "enum E{at} {{");
            for value in values {
                let _ = writeln!(text, "  V{value}");
            }
            text.push_str("}\n\n");
        }
        for model in &self.models {
            self.render_model(model, &mut text);
        }
        text
    }

    fn render_model(&self, model: &Model, text: &mut String) {
        let _ = writeln!(text, "model M{} {{", model.name);
        text.push_str(match model.key {
            Key::Plain => "  id Int @id\n",
            Key::Counting => "  id Int @id @default(autoincrement())\n",
            Key::Text => "  id String @id @default(uuid())\n",
        });
        let mut block = String::new();
        for field in &model.fields {
            self.render_field(field, text, &mut block);
            self.render_relation(model, field, text);
        }
        for other in &self.models {
            for field in &other.fields {
                if let Type::Relation(to, _) = &field.ty
                    && self.target(to).name == model.name
                {
                    let (from, name) = (other.name, field.name);
                    let list = if field.attribute == Attribute::Unique { "?" } else { "[]" };
                    let _ = writeln!(text, "  from{from}_{name} M{from}{list} @relation(\"R{from}_{name}\")");
                }
            }
        }
        if let (Some(first), Some(last)) = (model.fields.first(), model.fields.last()) {
            let kind = match model.compound {
                Compound::None => None,
                Compound::Index => Some("index"),
                Compound::Unique => Some("unique"),
            };
            if let Some(kind) = kind.filter(|_| first.name != last.name) {
                let _ = writeln!(block, "  @@{kind}([f{}, f{}])", first.name, last.name);
            }
        }
        if let Some(table) = model.table {
            let _ = writeln!(block, "  @@map(\"t{table}\")");
        }
        text.push_str(&block);
        text.push_str("}\n\n");
    }

    fn render_relation(&self, model: &Model, field: &Field, text: &mut String) {
        let Type::Relation(to, action) = &field.ty else { return };
        let (of, name) = (model.name, field.name);
        let mark = if field.optional { "?" } else { "" };
        let action = match action {
            Action::Unsaid => "",
            Action::Cascade => ", onDelete: Cascade",
            Action::Nothing => ", onDelete: NoAction, onUpdate: NoAction",
        };
        let to = self.target(to).name;
        let _ = writeln!(
            text,
            "  r{name} M{to}{mark} @relation(\"R{of}_{name}\", fields: [f{name}], references: [id]{action})"
        );
    }

    fn target(&self, to: &Index) -> &Model {
        &self.models[to.index(self.models.len())]
    }

    fn render_field(&self, field: &Field, text: &mut String, block: &mut String) {
        let name = field.name;
        let (ty, default) = self.type_and_default(&field.ty);
        let mark = if field.optional { "?" } else { "" };
        let (ty, native) = ty.split_once(' ').unwrap_or((&ty, ""));
        let _ = write!(text, "  f{name} {ty}{mark} {native}");
        if field.defaulted && !default.is_empty() {
            let _ = write!(text, " @default({default})");
        }
        if let Some(column) = field.column {
            let _ = write!(text, " @map(\"c{column}\")");
        }
        let _ = match field.attribute {
            Attribute::None => Ok(()),
            Attribute::Unique => write!(text, " @unique"),
            Attribute::Index => writeln!(block, "  @@index([f{name}])"),
            Attribute::IndexDesc => writeln!(block, "  @@index([f{name}(sort: Desc)])"),
            Attribute::IndexHash => writeln!(block, "  @@index([f{name}], type: Hash)"),
        };
        text.push('\n');
    }

    /// With a native type behind a space; the default is empty where there is none.
    fn type_and_default(&self, ty: &Type) -> (String, String) {
        match ty {
            Type::Json => ("Json".to_owned(), "\"{\\\"a\\\": 1}\"".to_owned()),
            Type::Native(native) => native.render(),
            Type::List(of) => {
                let (of, default) = self.type_and_default(of);
                let default = if default.contains('(') { String::new() } else { format!("[{default}]") };
                (format!("{of}[]"), default)
            }
            Type::Int => ("Int".to_owned(), "7".to_owned()),
            Type::BigInt => ("BigInt".to_owned(), "-1".to_owned()),
            Type::Float => ("Float".to_owned(), "1.5".to_owned()),
            Type::Decimal => ("Decimal".to_owned(), "2.25".to_owned()),
            Type::Boolean => ("Boolean".to_owned(), "true".to_owned()),
            Type::String => ("String".to_owned(), "\"it's\"".to_owned()),
            Type::DateTime => ("DateTime".to_owned(), "now()".to_owned()),
            Type::Bytes => ("Bytes".to_owned(), "\"aGVsbG8=\"".to_owned()),
            Type::Enum(of) => (format!("E{}", of.index(self.enums.len())), "V0".to_owned()),
            Type::Relation(to, _) => {
                let ty = if self.target(to).key == Key::Text { "String" } else { "Int" };
                (ty.to_owned(), String::new())
            }
        }
    }
}

impl Field {
    fn fit(&mut self, language: &Language) {
        let capabilities = &language.capabilities;
        match &mut self.ty {
            Type::Enum(_) if !capabilities.enums => self.ty = Type::String,
            Type::Json if !capabilities.json => self.ty = Type::String,
            Type::List(of) if !capabilities.lists => self.ty = (**of).clone(),
            Type::Native(native) => {
                let known = native.resolve(language);
                if !known {
                    self.ty = Type::Int;
                }
            }
            Type::Relation(_, action) if capabilities.refuses_cascade_cycles => *action = Action::Nothing,
            _ => {}
        }
        if let Type::Enum(_) = self.ty
            && !capabilities.enums
        {
            self.ty = Type::String;
        }
        if matches!(self.ty, Type::List(_)) {
            self.optional = false;
        }
        if !self.is_indexable(language) {
            self.attribute = Attribute::None;
        }
        let hash = language.index_methods.iter().any(|method| method.name == "Hash");
        // Not every type can be hashed.
        if self.attribute == Attribute::IndexHash && (!hash || matches!(self.ty, Type::Native(_))) {
            self.attribute = Attribute::Index;
        }
    }

    fn is_indexable(&self, language: &Language) -> bool {
        match &self.ty {
            Type::Json | Type::List(_) => false,
            Type::Native(native) => native.is_indexable(),
            // Where prefixes of columns are indexed, a BLOB cannot be indexed whole.
            Type::Bytes => !language.capabilities.prefix_length,
            Type::Int
            | Type::BigInt
            | Type::Float
            | Type::Decimal
            | Type::Boolean
            | Type::String
            | Type::DateTime
            | Type::Enum(_)
            | Type::Relation(..) => true,
        }
    }
}
