//! SQL expressions that mean the same stay as the database has them; so do those of which that cannot be said, with a
//! word about it.

use parallax_dialect::{Target, Verdict};
use parallax_ir::{Check, Column, Default, Exclusion, Generated, Index, IndexKey, Name, Pair, Table};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

/// Which texts of the desired table become those of the other.
struct Comparing<'a> {
    target: &'a Target,
    table: &'a Table,
    notes: &'a mut Vec<String>,
}

pub(crate) fn table(old: &Table, whole: &mut Cow<'_, Table>, target: &Target, notes: &mut Vec<String>) {
    let mut comparing = Comparing { target, table: old, notes };
    comparing.columns(whole);
    comparing.indexes(whole);
    comparing.checks(whole);
    comparing.exclusions(whole);
}

impl Comparing<'_> {
    /// The text to keep instead of the desired one: that of the other side, unless it is known to be another. `what`
    /// begins with a kind: `the default of column a`.
    fn kept(&mut self, texts: Pair<&Name>, what: impl FnOnce() -> String) -> Option<Name> {
        if texts.before == texts.after {
            return None;
        }
        match (self.target.dialect.same_expression)(texts.map(Name::as_str), self.target) {
            Verdict::Same => Some(texts.before.clone()),
            Verdict::Different => None,
            Verdict::Unknown => {
                self.notes.push(format!(
                    "Could not compare {} on table {}: the database has {}, the schema asks for {}. It is left as it is; \
                     change it by hand if it is to be another.",
                    what(),
                    self.table.name,
                    texts.before,
                    texts.after
                ));
                Some(texts.before.clone())
            }
        }
    }

    fn columns(&mut self, whole: &mut Cow<'_, Table>) {
        let table = self.table;
        let has_text = |column: &&Column| {
            matches!(column.default, Some(Default::Expression(_)))
                || matches!(column.generated, Some(Generated::Computed { .. }))
        };
        let olds = by_key(table.columns.iter().filter(has_text), |column| &column.name);
        if olds.is_empty() {
            return;
        }
        for at in 0..whole.columns.len() {
            let Some((new, old)) = whole
                .columns
                .get(at)
                .and_then(|new| Some((new, olds.get(&new.name)?)))
                .filter(|(new, old)| new != *old)
            else {
                continue;
            };
            let (mut default, mut computed) = (None, None);
            if let (Some(Default::Expression(before)), Some(Default::Expression(after))) =
                (&old.default, &new.default)
            {
                let what = || format!("the default of column {}", new.name);
                default = self.kept(Pair::new(before, after), what);
            }
            if let (
                Some(Generated::Computed { expression: before, .. }),
                Some(Generated::Computed { expression: after, .. }),
            ) = (&old.generated, &new.generated)
            {
                let what = || format!("what column {} is computed from", new.name);
                computed = self.kept(Pair::new(before, after), what);
            }
            if default.is_none() && computed.is_none() {
                continue;
            }
            let Some(column) = whole.to_mut().columns.get_mut(at) else { continue };
            if let Some(text) = default {
                column.default = Some(Default::Expression(text));
            }
            if let (Some(text), Some(Generated::Computed { expression, .. })) =
                (computed, &mut column.generated)
            {
                *expression = text;
            }
        }
    }

    fn indexes(&mut self, whole: &mut Cow<'_, Table>) {
        let table = self.table;
        let computes = |index: &&Index| {
            index.predicate.is_some()
                || index.parts.iter().any(|part| matches!(part.key, IndexKey::Expression(_)))
        };
        let olds = by_key(table.indexes.iter().filter(computes), |index| &index.name);
        for at in 0..whole.indexes.len() {
            let Some((new, old)) = whole
                .indexes
                .get(at)
                .and_then(|new| Some((new, olds.get(&new.name)?)))
                .filter(|(new, old)| new != *old)
            else {
                continue;
            };
            let mut amended = new.clone();
            if let (Some(before), Some(after)) = (&old.predicate, &new.predicate)
                && let Some(text) =
                    self.kept(Pair::new(before, after), || format!("the predicate of index {}", new.name))
            {
                amended.predicate = Some(text);
            }
            for (before, after) in old.parts.iter().zip(&mut amended.parts) {
                if let (IndexKey::Expression(before), IndexKey::Expression(text)) = (&before.key, &after.key)
                    && let Some(text) =
                        self.kept(Pair::new(before, text), || format!("what index {} is on", new.name))
                {
                    after.key = IndexKey::Expression(text);
                }
            }
            if amended != *new
                && let Some(slot) = whole.to_mut().indexes.get_mut(at)
            {
                *slot = amended;
            }
        }
    }

    fn checks(&mut self, whole: &mut Cow<'_, Table>) {
        let table = self.table;
        let named = by_key(table.checks.iter().filter(|check| check.name.is_some()), |check| &check.name);
        for at in 0..whole.checks.len() {
            let Some(new) = whole.checks.get(at) else { continue };
            let text = match &new.name {
                Some(name) => named.get(&new.name).and_then(|old| {
                    self.kept(Pair::new(&old.expression, &new.expression), || format!("check {name}"))
                }),
                None => self.unnamed(&table.checks, new),
            };
            if let Some(text) = text
                && let Some(check) = whole.to_mut().checks.get_mut(at)
            {
                check.expression = text;
            }
            self.nameless(whole, at);
        }
    }

    /// A check that has no name in the database goes without one, where that keeps none by itself.
    fn nameless(&self, whole: &mut Cow<'_, Table>, at: usize) {
        let olds = &self.table.checks;
        let Some(new) = whole.checks.get(at).filter(|new| new.name.is_some()) else { return };
        if olds.iter().any(|old| old.name == new.name) || olds.iter().all(|old| old.name.is_some()) {
            return;
        }
        let same = |old: &&Check| {
            let texts = Pair::new(old.expression.as_str(), new.expression.as_str());
            let same = |texts| (self.target.dialect.same_expression)(texts, self.target) == Verdict::Same;
            old.name.is_none() && (old.expression == new.expression || same(texts))
        };
        let Some(text) = olds.iter().find(same).map(|old| old.expression.clone()) else { return };
        if let Some(check) = whole.to_mut().checks.get_mut(at) {
            (check.name, check.expression) = (None, text);
        }
    }

    /// A check without a name is the one that says the same.
    fn unnamed(&self, olds: &[Check], new: &Check) -> Option<Name> {
        let same = |old: &&Check| {
            let texts = Pair::new(old.expression.as_str(), new.expression.as_str());
            old.name.is_none() && (self.target.dialect.same_expression)(texts, self.target) == Verdict::Same
        };
        if olds.iter().any(|old| old.name.is_none() && old.expression == new.expression) {
            return None;
        }
        olds.iter().find(same).map(|old| old.expression.clone())
    }

    fn exclusions(&mut self, whole: &mut Cow<'_, Table>) {
        let table = self.table;
        let olds: HashMap<&Name, &Exclusion> = by_key(table.exclusions.iter(), |exclusion| &exclusion.name);
        for at in 0..whole.exclusions.len() {
            let Some((new, old)) = whole
                .exclusions
                .get(at)
                .and_then(|new| Some((new, olds.get(&new.name)?)))
                .filter(|(new, old)| new != *old)
            else {
                continue;
            };
            let mut amended = new.clone();
            let what = || format!("exclusion {}", new.name);
            if let (Some(before), Some(after)) = (&old.predicate, &new.predicate)
                && let Some(text) = self.kept(Pair::new(before, after), what)
            {
                amended.predicate = Some(text);
            }
            for (before, after) in old.parts.iter().zip(&mut amended.parts) {
                if let (IndexKey::Expression(before), IndexKey::Expression(text)) =
                    (&before.part.key, &after.part.key)
                    && let Some(text) = self.kept(Pair::new(before, text), what)
                {
                    after.part.key = IndexKey::Expression(text);
                }
            }
            if amended != *new
                && let Some(slot) = whole.to_mut().exclusions.get_mut(at)
            {
                *slot = amended;
            }
        }
    }
}

fn by_key<'a, T, K: Hash + Eq>(
    items: impl Iterator<Item = &'a T>,
    key: impl Fn(&'a T) -> &'a K,
) -> HashMap<&'a K, &'a T> {
    items.map(|item| (key(item), item)).collect()
}
