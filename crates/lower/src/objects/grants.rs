//! What roles may do.

use super::origin_of;
use crate::Lowering;
use parallax_ir::{Grant, GrantKey, Name, Origin, Privilege, Securable};
use parallax_schema::objects::model::{self as of, Value};

/// What `ALL` stands for.
fn all_privileges(on: &Securable) -> &'static [&'static str] {
    match on {
        Securable::Table(_) => &["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"],
        Securable::Column(..) => &["SELECT", "INSERT", "UPDATE", "REFERENCES"],
        Securable::Sequence(_) => &["USAGE", "SELECT", "UPDATE"],
        Securable::Schema(_) => &["USAGE", "CREATE"],
        Securable::Routine(_) => &["EXECUTE"],
        Securable::Type(_) => &["USAGE"],
    }
}

impl Lowering<'_> {
    pub(super) fn add_grant(&mut self, object: &of::Object) {
        let Some(Value::Securable(on)) = object.value("on") else { return };
        let Some(Value::Privileges(privileges)) = object.value("privileges") else { return };
        let Some(whole) = self.securable(on) else { return };
        let privilege = match object.boolean("withGrantOption") {
            Some(true) => Privilege::Grantable,
            _ => Privilege::Granted,
        };
        for role in object.texts("to") {
            if role != parallax_ir::PUBLIC {
                self.database.roles.insert(role.clone());
            }
            for named in privileges {
                let columns: Vec<Name> = match on {
                    of::Securable::Model(id) => self.columns(*id, &named.fields).collect(),
                    _ => Vec::new(),
                };
                let places: Vec<Securable> = match &whole {
                    Securable::Table(table) if !columns.is_empty() => {
                        columns.into_iter().map(|column| Securable::Column(table.clone(), column)).collect()
                    }
                    whole => vec![whole.clone()],
                };
                for place in places {
                    self.grant(place, role, &named.name, privilege, origin_of(object));
                }
            }
        }
    }

    fn grant(&mut self, on: Securable, role: &Name, name: &Name, privilege: Privilege, origin: Origin) {
        let names: Vec<Name> = match name.as_str() {
            "ALL" => {
                let maintain = matches!(on, Securable::Table(_)) && self.target.is_at_least(17, 0);
                let more = if maintain { &["MAINTAIN"][..] } else { &[] };
                all_privileges(&on).iter().chain(more).map(|name| Name::new_static(name)).collect()
            }
            _ => vec![name.clone()],
        };
        let key = GrantKey { on: on.clone(), role: role.clone() };
        let grant = self.database.grants.entry(key).or_insert_with(|| Grant::new(on, role.clone()));
        grant.origin = origin;
        for name in names {
            let held = grant.privileges.entry(name).or_insert(privilege);
            if privilege == Privilege::Grantable {
                *held = privilege;
            }
        }
    }
}
