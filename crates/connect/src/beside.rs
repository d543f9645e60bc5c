//! URLs of databases beside the one that a URL names. Only text: nothing is connected to.

/// The URL of another database of the same server. None for SQLite, whose databases are files.
pub fn sibling(url: &str, database: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once(':')?;
    match scheme {
        "file" | "sqlite" => None,
        "sqlserver" | "jdbc" => Some(property(url, database)),
        _ => {
            let rest = rest.strip_prefix("//")?;
            // Passwords are often not encoded as they should be: the path begins behind the last `@`.
            let parameters = rest.find('?').unwrap_or(rest.len());
            let host = rest.get(..parameters)?.rfind('@').map_or(0, |at| at + 1);
            let path = rest.get(host..parameters)?.find('/').map_or(parameters, |at| host + at);
            Some(format!("{scheme}://{}/{database}{}", rest.get(..path)?, rest.get(parameters..)?))
        }
    }
}

/// The URL of an empty database that is gone with its connection, where the system has such a thing.
pub fn in_memory(url: &str) -> Option<&'static str> {
    let scheme = url.trim().split_once(':')?.0;
    matches!(scheme, "file" | "sqlite").then_some("file::memory:")
}

/// `…;database=NAME;…`
fn property(url: &str, database: &str) -> String {
    let is_database = |part: &str| {
        let key = part.split('=').next().unwrap_or_default().trim().to_ascii_lowercase();
        matches!(key.as_str(), "database" | "initial catalog" | "databasename")
    };
    let parts = url.split(';').filter(|part| !is_database(part) && !part.is_empty());
    parts.chain([format!("database={database}").as_str()]).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_database_changes() {
        for (url, expected) in [
            ("postgresql://u:p@h:5432/db?schema=a", Some("postgresql://u:p@h:5432/x?schema=a")),
            ("postgresql://u:p/@h/db", Some("postgresql://u:p/@h/x")),
            ("mysql://h", Some("mysql://h/x")),
            ("mysql://u@h/?socket=/tmp/s", Some("mysql://u@h/x?socket=/tmp/s")),
            ("sqlserver://h:1433;database=a;user=b", Some("sqlserver://h:1433;user=b;database=x")),
            ("file:./dev.db", None),
        ] {
            assert_eq!(sibling(url, "x").as_deref(), expected);
        }
        assert_eq!(in_memory("file:./dev.db"), Some("file::memory:"));
        assert_eq!(in_memory("mysql://h/a"), None);
    }
}
