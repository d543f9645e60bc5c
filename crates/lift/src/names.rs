//! From names of the database to names of the schema language.

use crate::Lift;
use crate::sources::{DeclaredType, Enums, Source};
use parallax_ir::{Definition, QName};
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

/// The name without what the language does not take: it begins with a letter, and goes on with letters, digits and
/// underscores of ASCII. Empty where nothing is left.
pub(crate) fn sanitized(name: &str) -> SmolStr {
    let fits = |char: char| char.is_ascii_alphanumeric() || char == '_';
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(fits) {
        return SmolStr::new(name);
    }
    let start = name.trim_start_matches(|char: char| !char.is_ascii_alphabetic());
    start.chars().map(|char| if fits(char) { char } else { '_' }).collect()
}

/// The name of a block, before others are looked at.
fn block_name(name: &str) -> SmolStr {
    let name = sanitized(name);
    if name.is_empty() {
        SmolStr::new_static("Unnamed")
    } else if parallax_schema::is_reserved(&name) {
        SmolStr::from(format!("Renamed{name}"))
    } else {
        name
    }
}

/// The name of the value of an enum.
fn value_name(value: &str) -> SmolStr {
    if value.is_empty() { SmolStr::new_static("EMPTY_ENUM_VALUE") } else { sanitized(value) }
}

/// The name, or with a number behind it where it is taken; it is taken then.
pub(crate) fn free(taken: &mut HashSet<SmolStr>, wanted: SmolStr) -> SmolStr {
    let mut name = wanted.clone();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = SmolStr::from(format!("{wanted}_{number}"));
        number += 1;
    }
    name
}

/// Names that people gave stand; the others make room for them and for each other. What gives no name has none, or one
/// that begins with `kind`.
fn members<'n>(
    names: impl Iterator<Item = (Option<SmolStr>, &'n str)> + Clone,
    kind: Option<&str>,
) -> Vec<Option<SmolStr>> {
    let mut taken: HashSet<SmolStr> = names.clone().filter_map(|(given, _)| given).collect();
    let plain = |name: &str| -> String {
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
    };
    let named = names.map(|(given, db_name)| {
        let of_kind = || Some(SmolStr::from(format!("{}_{}", kind?, plain(db_name))));
        let by_itself = || Some(value_name(db_name)).filter(|name| !name.is_empty()).or_else(of_kind);
        given.or_else(|| by_itself().map(|name| free(&mut taken, name)))
    });
    named.collect()
}

/// A block that is to be named.
struct Wanted<'n> {
    key: &'n QName,
    given: Option<SmolStr>,
    name: SmolStr,
}

impl Lift<'_> {
    /// Whether the database has the name that something called so has there without a word.
    pub(crate) fn follows(&self, name: &SmolStr, in_database: &str) -> bool {
        let naming = self.old.schema().map(|schema| schema.naming()).unwrap_or_default();
        naming.apply(name) == in_database
    }

    /// Names models, views, enums, and what is in them.
    pub(crate) fn name_all(&self, sources: &mut [Source<'_>], enums: &mut Enums) {
        for source in &mut *sources {
            let named = source.table.columns.iter().map(|column| {
                let old = source.old.and_then(|old| self.old.column_field(old, &column.name));
                (old.map(|(_, field)| field.name.clone()), column.name.as_str())
            });
            // A schema that is the whole truth leaves out nothing.
            let whole = self.model_is_whole(source.old);
            source.fields = members(named, whole.then_some("column"));
        }
        for of in &mut enums.list {
            let old = of.old.and_then(|old| self.old.enumeration(old));
            let named = of.values.iter().map(|value| {
                let given = old.and_then(|old| old.values.iter().find(|given| given.db_name == *value));
                (given.map(|given| given.name.clone()), value.as_str())
            });
            let file = old.map(|old| old.span.file);
            of.names = members(named, self.is_whole(file).then_some("value"));
        }
        let models = sources.iter().map(|source| {
            let given = source.old.and_then(|old| self.old.model(old)).map(|old| old.name.clone());
            Wanted { key: &source.key, given, name: block_name(&source.key.name) }
        });
        let of_enums = enums.list.iter().map(|of| {
            let given = of.old.and_then(|old| self.old.enumeration(old)).map(|old| old.name.clone());
            Wanted { key: &of.key, given, name: block_name(&of.key.name) }
        });
        let names = self.block_names(&models.chain(of_enums).collect::<Vec<_>>());
        let mut names = names.into_iter();
        for (source, name) in sources.iter_mut().zip(&mut names) {
            let given = source.old.map(|_| name.clone());
            source.base = given.unwrap_or_else(|| block_name(&source.key.name));
            source.name = name;
        }
        for (of, name) in enums.list.iter_mut().zip(names) {
            of.name = name;
        }
    }

    /// Names the types that have blocks, where the schema has files for them. Models and enums have their names.
    pub(crate) fn name_types(&self, sources: &[Source<'_>], enums: &mut Enums) {
        if !self.is_whole_file(None) {
            return;
        }
        let previous = self.old.previous().filter(|previous| !previous.forget_models);
        let of_tables = sources.iter().map(|source| source.name.clone());
        let mut taken: HashSet<SmolStr> =
            of_tables.chain(enums.list.iter().map(|of| of.name.clone())).collect();
        let types = self.observed.database.objects.iter().filter(|(key, _)| key.kind.is_type());
        let mut found = Vec::new();
        for (key, object) in types {
            let old = previous.and_then(|previous| previous.database.objects.get(key));
            let given = old.and_then(|old| old.origin.logical.clone());
            taken.extend(given.clone());
            let over = match &object.definition {
                Definition::Domain(domain) => self.type_word(&domain.ty).map(|(_, scalar)| scalar),
                _ => None,
            };
            found.push((key, given, over));
        }
        for (key, given, over) in found {
            let name = given.unwrap_or_else(|| free(&mut taken, block_name(&key.name.name)));
            let spelled = match &key.name.schema {
                Some(schema) => format!("{schema}.{}", key.name.name),
                None => key.name.name.to_string(),
            };
            enums.types.insert(spelled, DeclaredType { key: key.clone(), name, over });
        }
    }

    /// The name of a type without quotes, and without the namespace that all bare names stand in.
    pub(crate) fn plain_type(&self, spelled: &str) -> String {
        let plain = spelled.replace('"', "");
        let own = format!("{}.", self.default_namespace());
        plain.strip_prefix(&own).map(str::to_owned).unwrap_or(plain)
    }

    /// What several namespaces hold under one name gets the namespace in front.
    fn block_names(&self, wanted: &[Wanted<'_>]) -> Vec<SmolStr> {
        let mut count: HashMap<&SmolStr, usize> = HashMap::new();
        let mut taken = HashSet::new();
        for block in wanted {
            *count.entry(block.given.as_ref().unwrap_or(&block.name)).or_default() += 1;
            taken.extend(block.given.clone());
        }
        let named = wanted.iter().map(|block| {
            if let Some(given) = &block.given {
                return given.clone();
            }
            let shared = count.get(&block.name).is_some_and(|count| *count > 1);
            let several = !self.request.schemas.is_empty() && self.language.capabilities.schemas;
            let name = match self.full(block.key).schema {
                Some(schema) if shared && several => block_name(&format!("{schema}_{}", block.key.name)),
                Some(_) | None => block.name.clone(),
            };
            free(&mut taken, name)
        });
        named.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_what_the_language_takes() {
        for (name, expected) in [
            ("User", "User"),
            ("_a", "a"),
            ("*b", "b"),
            ("g a", "g_a"),
            ("h-1", "h_1"),
            ("1color", "color"),
            ("患者ID", "ID"),
            ("b患者", "b__"),
            ("12", ""),
        ] {
            assert_eq!(sanitized(name), expected);
        }
        assert_eq!(block_name("if"), "Renamedif");
        assert_eq!(block_name("String"), "RenamedString");
        assert_eq!(value_name(""), "EMPTY_ENUM_VALUE");
    }
}
