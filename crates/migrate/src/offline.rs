//! The state of a history without any server: its scripts are replayed in the model.

use crate::replay::Script;
use parallax_dialect::{Scope, Target};
use parallax_ir::{Database, Name};
use parallax_sql::{Replay, UNCERTAIN, within};

/// A replay that goes on.
#[derive(Debug, Clone)]
pub struct Offline<'t> {
    replay: Replay<'t>,
    schemas: Vec<Name>,
    default: Name,
    /// Of the scripts so far.
    names: Vec<String>,
}

/// What a replay has found.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub database: Database,
    /// What is not certain, in words, each with its code and place.
    pub doubts: Vec<String>,
}

impl Told {
    /// Whether a server would tell the same. Bodies of views, functions and the like it prints in words of its own, so
    /// that with any of them only a server tells its text.
    pub fn is_certain(&self) -> bool {
        self.doubts.is_empty() && self.database.objects.is_empty()
    }
}

impl<'t> Offline<'t> {
    /// From nothing. `scope` says which namespaces are looked at; its default one is that of the target where it has no
    /// name.
    pub fn new(target: &'t Target, scope: &Scope) -> Offline<'t> {
        let usual = target.dialect.language.default_namespace.unwrap_or("main");
        let default = if scope.default.is_empty() { usual.into() } else { scope.default.clone() };
        Offline {
            replay: Replay::new(target, &default),
            schemas: scope.schemas.clone(),
            default,
            names: Vec::new(),
        }
    }

    /// Whatever a script does; what is not understood becomes a doubt.
    pub fn run(&mut self, scripts: &[Script<'_>]) {
        for script in scripts {
            self.replay.run(script.sql);
            self.names.push(script.name.to_owned());
        }
    }

    /// The state after what was run.
    pub fn told(&self) -> Told {
        let replayed = self.replay.clone().finish();
        let doubts = replayed.doubts.iter().map(|doubt| {
            let script = self.names.get(doubt.script).map_or("", String::as_str);
            let code = UNCERTAIN.code;
            let objects: Vec<String> =
                doubt.objects.iter().map(|(thing, name)| format!("{} {name}", thing.as_str())).collect();
            let of = if objects.is_empty() {
                String::new()
            } else {
                format!(", so {} is not certain", objects.join(", "))
            };
            format!("{code}: {script}:{}: {}{of}: {}", doubt.line, doubt.reason, doubt.statement)
        });
        let doubts = doubts.collect();
        Told { database: within(replayed.database, &self.schemas, &self.default), doubts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_told_with_its_place() {
        let target = Target::new(&parallax_dialects::postgres::DIALECT);
        let scope = Scope { default: "public".into(), schemas: Vec::new() };
        let mut offline = Offline::new(&target, &scope);
        offline.run(&[Script { name: "1_init", sql: "CREATE TABLE a (id int);" }]);
        assert!(offline.told().is_certain());
        offline.run(&[Script {
            name: "2_odd",
            sql: "SELECT 1;\nALTER TABLE a FROBNICATE;\nALTER TABLE a ADD b text;",
        }]);
        let told = offline.told();
        let words = "PX6100: 2_odd:2: FROBNICATE is not understood here, so table a is not certain: ALTER TABLE a FROBNICATE";
        assert_eq!(told.doubts, [words]);
        assert_eq!(told.database.tables.values().next().map(|table| table.columns.len()), Some(2));
    }
}
