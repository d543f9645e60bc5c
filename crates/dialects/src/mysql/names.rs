//! Names that the server gives and changes by itself.

use parallax_ir::{Name, Pair};

/// What stands between the table's name and the number in the name of a foreign key that nobody named.
const NUMBERED: &str = "_ibfk_";

/// `users_ibfk_1` becomes `people_ibfk_1` when `users` becomes `people`, whoever gave the name. See
/// <https://dev.mysql.com/doc/refman/8.4/en/rename-table.html>.
pub(super) fn follows_table(tables: Pair<&str>, key: &str) -> Option<Name> {
    let rest = key.strip_prefix(tables.before)?.strip_prefix(NUMBERED)?;
    Some(Name::from(format!("{}{NUMBERED}{rest}", tables.after)))
}

/// Whether a foreign key of `table` got its name `to` with the name of the table.
pub(super) fn followed_table(table: &str, from: &str, to: &str) -> bool {
    let number = to.strip_prefix(table).and_then(|rest| rest.strip_prefix(NUMBERED));
    number.is_some_and(|number| from.strip_suffix(number).is_some_and(|start| start.ends_with(NUMBERED)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_keys_follow_their_table() {
        let renamed = |key| follows_table(Pair::new("users", "people"), key);
        assert_eq!(renamed("users_ibfk_1").as_deref(), Some("people_ibfk_1"));
        assert_eq!(renamed("users_team_fkey"), None);
        assert_eq!(renamed("other_ibfk_1"), None);
        assert!(followed_table("people", "users_ibfk_1", "people_ibfk_1"));
        assert!(!followed_table("people", "people_team_fkey", "people_ibfk_1"));
        assert!(!followed_table("people", "users_ibfk_2", "people_ibfk_1"));
    }
}
