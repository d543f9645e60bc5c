//! Work on a long list by two threads.

/// What `work` makes of the items, in their order: of both halves at once where there are two threads and at least
/// `worth` items, or else of all in one go. `work` must not care where a list is cut.
pub fn in_halves<T: Sync, U: Send>(
    items: &[T],
    worth: usize,
    work: impl Fn(&[T]) -> Vec<U> + Sync,
) -> Vec<U> {
    if items.len() < worth || !has_two_threads() {
        return work(items);
    }
    let (first, second) = items.split_at(items.len() / 2);
    std::thread::scope(|scope| {
        let other = std::thread::Builder::new().spawn_scoped(scope, || work(first));
        let second = work(second);
        // Where there is no second thread to have, this one does all.
        let mut all = other.ok().and_then(|other| other.join().ok()).unwrap_or_else(|| work(first));
        all.extend(second);
        all
    })
}

/// The browser has one thread for us.
pub fn has_two_threads() -> bool {
    !cfg!(target_family = "wasm")
        && std::thread::available_parallelism().is_ok_and(|threads| threads.get() > 1)
}

#[cfg(test)]
mod tests {
    use super::in_halves;

    #[test]
    fn halves_come_back_in_order() {
        let items: Vec<u32> = (0..101).collect();
        let work = |part: &[u32]| part.iter().filter(|n| *n % 3 == 0).map(|n| n * 2).collect::<Vec<_>>();
        assert_eq!(in_halves(&items, 2, work), work(&items));
        assert_eq!(in_halves(&[], 0, work), []);
    }
}
