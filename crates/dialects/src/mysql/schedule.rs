//! When an event runs, as people write it and as the catalog keeps it.

/// Whether both run at the same times. What only the server says, because it wrote down when the event was made, and what
/// is computed from the moment at which it was, makes no difference.
pub(super) fn same(a: &str, b: &str) -> bool {
    let (a, b) = (Schedule::read(a), Schedule::read(b));
    let moment = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => a == b || is_computed(a) || is_computed(b),
        _ => true,
    };
    let head = a.head == b.head
        || a.head.starts_with("AT ")
            && b.head.starts_with("AT ")
            && (is_computed(&a.head) || is_computed(&b.head));
    head && moment(&a.starts, &b.starts)
        && match (&a.ends, &b.ends) {
            (Some(_), Some(_)) => moment(&a.ends, &b.ends),
            (a, b) => a == b,
        }
}

/// Relative to now.
fn is_computed(text: &str) -> bool {
    text.contains("CURRENT_TIMESTAMP") || text.contains("NOW()")
}

struct Schedule {
    /// `EVERY 1 DAY`, `AT 2026-01-01 00:00:00`
    head: String,
    starts: Option<String>,
    ends: Option<String>,
}

impl Schedule {
    fn read(text: &str) -> Self {
        let plain = text.to_ascii_uppercase().replace(['\'', '"'], "");
        let words: Vec<&str> = plain.split_whitespace().collect();
        let at = |word: &str| words.iter().position(|known| *known == word);
        let (starts, ends) = (at("STARTS"), at("ENDS"));
        let until = |from: usize| {
            let next = [starts, ends].into_iter().flatten().filter(|at| *at > from).min();
            words.get(from..next.unwrap_or(words.len())).unwrap_or_default().join(" ")
        };
        let behind = |place: Option<usize>| place.map(|at| until(at + 1));
        let end = [starts, ends].into_iter().flatten().min().unwrap_or(words.len());
        Schedule { head: words[..end].join(" "), starts: behind(starts), ends: behind(ends) }
    }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn schedules_are_compared_by_what_they_say() {
        assert!(same("every 1 day", "EVERY '1' DAY STARTS '2026-01-01 00:00:00'"));
        assert!(same(
            "EVERY 1 DAY STARTS '2026-01-01 00:00:00'",
            "EVERY 1 DAY  STARTS \"2026-01-01 00:00:00\""
        ));
        assert!(same("AT CURRENT_TIMESTAMP + INTERVAL 1 DAY", "AT '2026-01-02 00:00:00'"));
        assert!(
            !same("EVERY 1 DAY", "EVERY 2 DAY")
                && !same("EVERY 1 DAY", "EVERY 1 DAY ENDS '2027-01-01 00:00:00'")
        );
        assert!(!same(
            "EVERY 1 DAY STARTS '2026-01-01 00:00:00'",
            "EVERY 1 DAY STARTS '2026-01-02 00:00:00'"
        ));
        assert!(!same("AT '2026-01-01 00:00:00'", "AT '2026-01-02 00:00:00'"));
    }
}
