//! Views, routines, triggers, policies, types; partitions and grants: their form, and both ways.

use super::decode::{options, origin};
use super::encode;
use super::model::{Index, OptionValue, QualifiedName, TableCheck};
use parallax_ir::{self as ir, Name};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Object {
    pub kind: ObjectKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logical: Option<String>,
    /// The table of a trigger or policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<QualifiedName>,
    /// The types of the arguments that a routine is called with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The statement that creates it, where it is not taken apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routine: Option<Routine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Trigger>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composite: Option<Vec<Attribute>>,
    /// What a range is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtype: Option<String>,
    /// Tables and objects that must exist before, as far as the catalog told it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, OptionValue>,
    /// Of a materialized view.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Names of columns that do not stand in the query.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    pub query: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Routine {
    /// What stands in the parentheses behind the name.
    #[serde(default)]
    pub arguments: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<String>,
    pub language: String,
    pub body: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    pub timing: TriggerTiming,
    pub events: Vec<TriggerEvent>,
    /// `UPDATE OF …`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    pub each_row: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_table: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_table: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<ConstraintTrigger>,
    /// The call or the statement.
    pub action: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConstraintTrigger {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<super::model::Deferrable>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<QualifiedName>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub command: PolicyCommand,
    pub permissive: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    #[serde(rename = "type")]
    pub ty: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    #[serde(default)]
    pub not_null: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<TableCheck>,
}

/// A part of a composite type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    pub name: String,
    #[serde(rename = "type")]
    pub ty: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
}

/// A part of a partitioned table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logical: Option<String>,
    pub of: QualifiedName,
    /// `FOR VALUES …` or `DEFAULT`.
    pub bound: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, OptionValue>,
}

/// What one role may do with one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    pub on: Securable,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Of a routine, the types of its arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    pub role: String,
    pub privileges: BTreeMap<String, Privilege>,
}

macro_rules! words_of {
    ($($(#[$doc:meta])* $name:ident { $($value:ident),* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($value),* }
    )*};
}
words_of! {
    ObjectKind { View, MaterializedView, Function, Procedure, Trigger, Policy, Domain, CompositeType, RangeType, Event }
    TriggerTiming { Before, After, InsteadOf }
    TriggerEvent { Insert, Delete, Update, Truncate }
    PolicyCommand { All, Select, Insert, Update, Delete }
    /// How a privilege differs from what the database gives by itself.
    Privilege { Granted, Grantable, Revoked }
    Securable { Schema, Table, Column, Sequence, Function, Procedure, Type }
}
words! {
    ObjectKind { View, MaterializedView, Function, Procedure, Trigger, Policy, Domain, CompositeType, RangeType, Event }
    TriggerTiming { Before, After, InsteadOf }
    TriggerEvent { Insert, Delete, Update, Truncate }
    PolicyCommand { All, Select, Insert, Update, Delete }
    Privilege { Granted, Grantable, Revoked }
}

fn text(name: &Name) -> String {
    name.to_string()
}
fn optional(name: &Option<Name>) -> Option<String> {
    name.as_ref().map(text)
}
fn name(text: Option<String>) -> Option<Name> {
    text.map(Name::from)
}

impl From<&ir::Object> for Object {
    fn from(object: &ir::Object) -> Self {
        let mut out = Object {
            kind: object.key.kind.into(),
            schema: optional(&object.key.name.schema),
            name: text(&object.key.name.name),
            logical: optional(&object.origin.logical),
            on: object.key.on.as_ref().map(Into::into),
            signature: optional(&object.key.signature),
            definition: None,
            view: None,
            routine: None,
            trigger: None,
            policy: None,
            domain: None,
            composite: None,
            subtype: None,
            needs: object.needs.iter().map(Into::into).collect(),
            comment: optional(&object.comment),
            options: encode::options(&object.options),
            indexes: object.indexes.iter().map(Into::into).collect(),
        };
        match &object.definition {
            ir::Definition::View(view) => {
                let columns = view.columns.iter().map(text).collect();
                out.view = Some(View { columns, query: text(&view.query) });
            }
            ir::Definition::Routine(routine) => {
                out.routine = Some(Routine {
                    arguments: text(&routine.arguments),
                    returns: optional(&routine.returns),
                    language: text(&routine.language),
                    body: text(&routine.body),
                });
            }
            ir::Definition::Trigger(trigger) => out.trigger = Some(trigger.into()),
            ir::Definition::Policy(policy) => {
                out.policy = Some(Policy {
                    command: policy.command.into(),
                    permissive: policy.permissive,
                    roles: policy.roles.iter().map(text).collect(),
                    using: optional(&policy.using),
                    check: optional(&policy.check),
                });
            }
            ir::Definition::Domain(domain) => {
                out.domain = Some(Domain {
                    ty: text(&domain.ty),
                    collation: optional(&domain.collation),
                    default: optional(&domain.default),
                    not_null: domain.not_null,
                    checks: domain.checks.iter().map(Into::into).collect(),
                });
            }
            ir::Definition::Composite(attributes) => {
                let attribute = |of: &ir::Attribute| Attribute {
                    name: text(&of.name),
                    ty: text(&of.ty),
                    collation: optional(&of.collation),
                };
                out.composite = Some(attributes.iter().map(attribute).collect());
            }
            ir::Definition::Range { subtype } => out.subtype = Some(text(subtype)),
            ir::Definition::Statement(statement) => out.definition = Some(text(statement)),
        }
        out
    }
}

impl From<&ir::Trigger> for Trigger {
    fn from(trigger: &ir::Trigger) -> Self {
        let constraint = |of: &ir::ConstraintTrigger| ConstraintTrigger {
            deferrable: of.deferrable.map(Into::into),
            from: of.from.as_ref().map(Into::into),
        };
        Trigger {
            timing: trigger.timing.into(),
            events: trigger.events.iter().map(|event| (*event).into()).collect(),
            columns: trigger.columns.iter().map(text).collect(),
            each_row: trigger.each_row,
            when: optional(&trigger.when),
            old_table: optional(&trigger.old_table),
            new_table: optional(&trigger.new_table),
            constraint: trigger.constraint.as_ref().map(constraint),
            action: text(&trigger.action),
        }
    }
}

impl From<Object> for ir::Object {
    fn from(object: Object) -> Self {
        let key = ir::ObjectKey {
            kind: object.kind.into(),
            name: ir::QName::new(name(object.schema), object.name),
            on: object.on.map(Into::into),
            signature: name(object.signature),
        };
        let definition = if let Some(view) = object.view {
            let columns = view.columns.into_iter().map(Name::from).collect();
            ir::Definition::View(ir::View { columns, query: view.query.into() })
        } else if let Some(routine) = object.routine {
            ir::Definition::Routine(ir::Routine {
                arguments: routine.arguments.into(),
                returns: name(routine.returns),
                language: routine.language.into(),
                body: routine.body.into(),
            })
        } else if let Some(trigger) = object.trigger {
            ir::Definition::Trigger(trigger.into())
        } else if let Some(policy) = object.policy {
            ir::Definition::Policy(ir::Policy {
                command: policy.command.into(),
                permissive: policy.permissive,
                roles: policy.roles.into_iter().map(Name::from).collect(),
                using: name(policy.using),
                check: name(policy.check),
            })
        } else if let Some(domain) = object.domain {
            ir::Definition::Domain(ir::Domain {
                ty: domain.ty.into(),
                collation: name(domain.collation),
                default: name(domain.default),
                not_null: domain.not_null,
                checks: domain.checks.into_iter().map(Into::into).collect(),
            })
        } else if let Some(attributes) = object.composite {
            let attribute = |of: Attribute| ir::Attribute {
                name: of.name.into(),
                ty: of.ty.into(),
                collation: name(of.collation),
            };
            ir::Definition::Composite(attributes.into_iter().map(attribute).collect())
        } else if let Some(subtype) = object.subtype {
            ir::Definition::Range { subtype: subtype.into() }
        } else {
            ir::Definition::Statement(object.definition.unwrap_or_default().into())
        };
        ir::Object {
            key,
            definition,
            needs: object.needs.into_iter().map(ir::QName::from).collect(),
            comment: name(object.comment),
            options: options(object.options),
            indexes: object.indexes.into_iter().map(Into::into).collect(),
            origin: origin(object.logical),
        }
    }
}

impl From<Trigger> for ir::Trigger {
    fn from(trigger: Trigger) -> Self {
        let constraint = |of: ConstraintTrigger| ir::ConstraintTrigger {
            deferrable: of.deferrable.map(Into::into),
            from: of.from.map(Into::into),
        };
        ir::Trigger {
            timing: trigger.timing.into(),
            events: trigger.events.into_iter().map(Into::into).collect(),
            columns: trigger.columns.into_iter().map(Name::from).collect(),
            each_row: trigger.each_row,
            when: name(trigger.when),
            old_table: name(trigger.old_table),
            new_table: name(trigger.new_table),
            constraint: trigger.constraint.map(constraint),
            action: trigger.action.into(),
        }
    }
}

impl From<&ir::Partition> for Partition {
    fn from(part: &ir::Partition) -> Self {
        Partition {
            schema: optional(&part.name.schema),
            name: text(&part.name.name),
            logical: optional(&part.origin.logical),
            of: (&part.of).into(),
            bound: text(&part.bound),
            by: optional(&part.by),
            comment: optional(&part.comment),
            options: encode::options(&part.options),
        }
    }
}

impl From<Partition> for ir::Partition {
    fn from(part: Partition) -> Self {
        ir::Partition {
            name: ir::QName::new(name(part.schema), part.name),
            of: part.of.into(),
            bound: part.bound.into(),
            by: name(part.by),
            comment: name(part.comment),
            options: options(part.options),
            origin: origin(part.logical),
        }
    }
}

impl From<&ir::Grant> for Grant {
    fn from(grant: &ir::Grant) -> Self {
        let key = &grant.key;
        let (on, object) = match &key.on {
            ir::Securable::Schema(name) => (Securable::Schema, ir::QName::bare(name.clone())),
            ir::Securable::Table(name) => (Securable::Table, name.clone()),
            ir::Securable::Column(name, _) => (Securable::Column, name.clone()),
            ir::Securable::Sequence(name) => (Securable::Sequence, name.clone()),
            ir::Securable::Type(name) => (Securable::Type, name.clone()),
            ir::Securable::Routine(key) if key.kind == ir::ObjectKind::Procedure => {
                (Securable::Procedure, key.name.clone())
            }
            ir::Securable::Routine(key) => (Securable::Function, key.name.clone()),
        };
        let column = match &key.on {
            ir::Securable::Column(_, column) => Some(text(column)),
            _ => None,
        };
        let signature = match &key.on {
            ir::Securable::Routine(key) => optional(&key.signature),
            _ => None,
        };
        let privileges = grant.privileges.iter().map(|(word, how)| (text(word), (*how).into()));
        Grant {
            on,
            schema: optional(&object.schema),
            name: text(&object.name),
            column,
            signature,
            role: text(&key.role),
            privileges: privileges.collect(),
        }
    }
}

impl From<Grant> for ir::Grant {
    fn from(grant: Grant) -> Self {
        let object = ir::QName::new(name(grant.schema), grant.name);
        let routine = |kind, name| ir::ObjectKey { kind, name, on: None, signature: None };
        let on = match grant.on {
            Securable::Schema => ir::Securable::Schema(object.name),
            Securable::Table => ir::Securable::Table(object),
            Securable::Column => ir::Securable::Column(object, grant.column.unwrap_or_default().into()),
            Securable::Sequence => ir::Securable::Sequence(object),
            Securable::Type => ir::Securable::Type(object),
            Securable::Function | Securable::Procedure => {
                let procedure = grant.on == Securable::Procedure;
                let kind = if procedure { ir::ObjectKind::Procedure } else { ir::ObjectKind::Function };
                ir::Securable::Routine(ir::ObjectKey {
                    signature: name(grant.signature),
                    ..routine(kind, object)
                })
            }
        };
        let privileges = grant.privileges.into_iter().map(|(word, how)| (word.into(), how.into()));
        ir::Grant { privileges: privileges.collect(), ..ir::Grant::new(on, grant.role) }
    }
}
