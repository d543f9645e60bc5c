//! Two sorted sequences side by side, in one pass.

use parallax_ir::Pair;
use std::cmp::Ordering;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paired<T> {
    Before(T),
    After(T),
    Both(Pair<T>),
}

/// Pairs values of equal keys. Both inputs must be sorted by key.
pub(crate) fn merge<'a, K: Ord + 'a, V: ?Sized + 'a>(
    before: impl IntoIterator<Item = (&'a K, &'a V)>,
    after: impl IntoIterator<Item = (&'a K, &'a V)>,
) -> impl Iterator<Item = Paired<&'a V>> {
    let (mut left, mut right) = (before.into_iter().peekable(), after.into_iter().peekable());
    std::iter::from_fn(move || {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((a, _)), Some((b, _))) => a.cmp(b),
        };
        match order {
            Ordering::Less => left.next().map(|(_, value)| Paired::Before(value)),
            Ordering::Greater => right.next().map(|(_, value)| Paired::After(value)),
            Ordering::Equal => Some(Paired::Both(Pair { before: left.next()?.1, after: right.next()?.1 })),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_appears_once() {
        let (a, b) = ([(1, 'a'), (2, 'b')], [(2, 'B'), (3, 'C')]);
        let pairs: Vec<_> = merge(a.iter().map(|(k, v)| (k, v)), b.iter().map(|(k, v)| (k, v))).collect();
        assert_eq!(pairs, [Paired::Before(&'a'), Paired::Both(Pair::new(&'b', &'B')), Paired::After(&'C')]);
    }
}
