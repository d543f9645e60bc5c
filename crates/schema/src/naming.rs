//! Names in the database where none is given: as in the schema, or by the policy of the datasource (`naming`).

use crate::config::keys::SNAKE_CASE;
use crate::context::Context;
use smol_str::SmolStr;

/// How tables, columns and types are called where no `@map` says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Naming {
    /// As in the schema.
    #[default]
    AsWritten,
    /// `createdAt` is `created_at`.
    SnakeCase,
}

impl Naming {
    pub fn named(word: &str) -> Self {
        if word == SNAKE_CASE { Naming::SnakeCase } else { Naming::AsWritten }
    }
    pub fn apply(self, name: &SmolStr) -> SmolStr {
        match self {
            Naming::AsWritten => name.clone(),
            Naming::SnakeCase => SmolStr::from(snake_case(name)),
        }
    }
}

impl Context<'_> {
    /// The name in the database of what the schema calls so.
    pub(crate) fn database_name(&self, name: &SmolStr) -> SmolStr {
        self.schema.naming().apply(name)
    }
}

/// The words of a name, in lower case: `HTTPServerName`, `http_server_name` → `http`, `server`, `name`.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let characters: Vec<char> = name.chars().collect();
    for (at, character) in characters.iter().enumerate() {
        if *character == '_' || *character == '-' || *character == ' ' {
            words.push(String::new());
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| characters.get(at));
        let behind_small = before.is_some_and(|before| before.is_lowercase() || before.is_numeric());
        let before_small = characters.get(at + 1).is_some_and(|after| after.is_lowercase());
        let ends_capitals = before.is_some_and(|before| before.is_uppercase()) && before_small;
        if character.is_uppercase() && (behind_small || ends_capitals) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

pub fn snake_case(name: &str) -> String {
    words(name).join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        for (name, snake) in
            [("createdAt", "created_at"), ("HTTPServer", "http_server"), ("user2Role", "user2_role")]
        {
            assert_eq!(snake_case(name), snake);
        }
    }
}
