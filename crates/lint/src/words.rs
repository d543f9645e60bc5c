//! How findings speak of names, lists and locks.

use parallax_ir::{Column, Lock, Name, QName};

/// `"a", "b" and "c"`
pub fn list(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Names of columns: `a, b`
pub fn columns<'a>(names: impl IntoIterator<Item = &'a Name>) -> String {
    names.into_iter().map(Name::as_str).collect::<Vec<_>>().join(", ")
}

/// `table.column`
pub fn member(table: &QName, column: &Column) -> String {
    format!("{table}.{}", column.name)
}

/// ` (ACCESS EXCLUSIVE on a and b; SHARE on c)`
pub(crate) fn lock_words(locks: &[Lock]) -> String {
    let mut modes: Vec<&str> = Vec::new();
    // `LOCK=NONE` is said of what keeps nobody waiting.
    for lock in locks.iter().filter(|lock| !lock.mode.ends_with("NONE")) {
        if !modes.contains(&lock.mode) {
            modes.push(lock.mode);
        }
    }
    let of = |mode: &str| {
        let tables = locks.iter().filter(|lock| lock.mode == mode).map(|lock| lock.table.to_string());
        format!("{mode} on {}", list(tables))
    };
    let parts: Vec<String> = modes.into_iter().map(of).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
}
