//! Domains, composite types and range types, and types where objects have them.

use super::{origin_of, statement};
use crate::Lowering;
use crate::columns::native_type;
use parallax_ir::{
    Attribute, BaseType, Check, ColumnType, Definition, Domain, Name, Object, ObjectKey, ObjectKind,
    OptionValue, Options, Origin,
};
use parallax_schema::objects::model::{self as of, TypeRef, Value};

impl Lowering<'_> {
    /// A type in the words of the database.
    pub(super) fn type_text(&self, ty: &TypeRef) -> Option<Name> {
        let (base, list) = match ty {
            TypeRef::Sql(text) => return Some(statement(text)),
            TypeRef::Scalar(scalar, list) => {
                let (native, args) = self.language.default_type(*scalar)?;
                (native_type(native, args), *list)
            }
            TypeRef::Native(native, list) => (native_type(native.ty, &native.args), *list),
            TypeRef::Enum(id, list) => (self.enum_type(*id)?, *list),
            TypeRef::Object(id, list) => {
                let name = self.quoted(&self.object_name(self.object_of(*id)));
                (BaseType::Other(name.into()), *list)
            }
        };
        let ty = ColumnType { base, list };
        Some((self.target.dialect.type_sql)(&ty, self.target).into())
    }

    fn type_object(&self, object: &of::Object, kind: ObjectKind, definition: Definition) -> Object {
        let mut lowered = Object::new(ObjectKey::new(kind, self.object_name(object)), definition);
        lowered.origin = origin_of(object);
        lowered
    }

    pub(super) fn domain(&self, object: &of::Object) -> Option<Object> {
        let named = |name: Name, check: &str| Check {
            name: Some(name),
            expression: Name::new(check.trim()),
            validated: true,
            enforced: true,
            origin: Origin::default(),
        };
        let usual = || format!("{}_check", object.db_name).into();
        let first = object
            .text("check")
            .map(|check| named(object.text("checkName").cloned().unwrap_or_else(usual), check));
        let more = match object.value("checks") {
            Some(Value::Pairs(pairs)) => pairs.as_slice(),
            _ => &[],
        };
        let checks = first.into_iter().chain(more.iter().map(|(name, check)| named(name.clone(), check)));
        let domain = Domain {
            ty: self.type_text(object.ty("type")?)?,
            collation: object.text("collation").cloned(),
            default: object.text("default").map(|default| Name::new(default.trim())),
            not_null: object.boolean("notNull") == Some(true),
            checks: checks.collect(),
        };
        Some(self.type_object(object, ObjectKind::Domain, Definition::Domain(domain)))
    }

    pub(super) fn composite(&self, object: &of::Object) -> Option<Object> {
        let mut attributes = Vec::new();
        for setting in &object.settings {
            let Value::Type(ty) = &setting.value else { continue };
            attributes.push(Attribute {
                name: setting.key.clone(),
                ty: self.type_text(ty)?,
                collation: None,
            });
        }
        Some(self.type_object(object, ObjectKind::CompositeType, Definition::Composite(attributes)))
    }

    pub(super) fn range(&self, object: &of::Object) -> Option<Object> {
        let subtype = self.type_text(object.ty("subtype")?)?;
        let mut lowered = self.type_object(object, ObjectKind::RangeType, Definition::Range { subtype });
        let words = [
            ("opclass", "subtype_opclass"),
            ("collation", "collation"),
            ("canonical", "canonical"),
            ("subtypeDiff", "subtype_diff"),
            ("multirange", "multirange_type_name"),
        ];
        lowered.options = words
            .into_iter()
            .filter_map(|(key, name)| {
                Some((Name::new_static(name), OptionValue::Text(object.text(key)?.clone())))
            })
            .collect::<Options>();
        Some(lowered)
    }
}
