//! Checks and exclusions, in the words of the schema language.

use crate::Lift;
use crate::beyond::{HIDDEN, sql};
use crate::draft::BlockAttribute;
use crate::keys::Keys;
use crate::printing::{call, list, quoted};
use crate::sources::Source;
use parallax_dialect::{ConstraintKind, Verdict};
use parallax_ir::{
    Check, Deferrable, Exclusion, IndexKey, IndexPart, Name, Nulls, OptionValue, Options, Pair, Sort,
};
use parallax_schema::model;

impl<'a> Lift<'a> {
    /// Checks that the schema can say: all of them where its file uses the whole language, or where it says any behind the
    /// sign, since it then speaks of all.
    pub(crate) fn checks(&self, source: &Source<'a>, keys: &mut Keys) {
        let all = self.says_checks(source);
        for check in &source.table.checks {
            let old = self.old_check(source, check);
            if !all && old.is_none() {
                continue;
            }
            self.check(source, check, old, keys);
        }
    }

    /// Those of a table that no attribute says.
    pub(crate) fn unsaid_checks<'c>(&self, source: &'c Source<'a>) -> Vec<&'c Check> {
        let all = self.says_checks(source);
        source.table.checks.iter().filter(|check| !all && self.old_check(source, check).is_none()).collect()
    }

    fn says_checks(&self, source: &Source<'a>) -> bool {
        let previous = self.old.previous().filter(|previous| !previous.forget_models);
        self.model_is_whole(source.old) || previous.is_some_and(|previous| !previous.database.silent.checks)
    }

    /// As [`Self::checks`], of exclusions.
    pub(crate) fn says_exclusions(&self, source: &Source<'a>) -> bool {
        let previous = self.old.previous().filter(|previous| !previous.forget_models);
        let speaks = |previous: &crate::Previous<'_>| !previous.database.silent.exclusions;
        self.model_is_whole(source.old) || previous.is_some_and(speaks)
    }

    /// What people wrote for the check, and what it asks for.
    fn old_check(&self, source: &Source<'a>, check: &Check) -> Option<(&'a model::Check, &'a Check)> {
        let model = source.old.and_then(|old| self.old.model(old))?;
        let table = source.old_table?;
        let same = |old: &&Check| match &check.name {
            Some(_) => old.name == check.name,
            None => self.says_same(&old.expression, &check.expression),
        };
        let lowered = table.checks.iter().find(same)?;
        let span = lowered.origin.span?;
        Some((model.checks.iter().find(|old| old.span == span)?, lowered))
    }

    fn says_same(&self, old: &Name, new: &Name) -> bool {
        let texts = Pair::new(new.as_str(), old.as_str());
        old == new || (self.target.dialect.same_expression)(texts, self.target) == Verdict::Same
    }

    fn check(
        &self,
        source: &Source<'a>,
        check: &Check,
        old: Option<(&'a model::Check, &'a Check)>,
        keys: &mut Keys,
    ) {
        let unchanged = old.filter(|(_, lowered)| {
            (lowered.validated, lowered.enforced) == (check.validated, check.enforced)
                && self.says_same(&lowered.expression, &check.expression)
        });
        if let Some((written, _)) = unchanged {
            let column = written.field.and_then(|field| self.column_of(source, field));
            self.keep_written(source, written.span, column, keys);
            return;
        }
        let name = check.name.clone().unwrap_or_default();
        let of_column =
            source.table.columns.iter().map(|column| &column.name).find(|column| {
                name == self.conventional(ConstraintKind::Check, source, &[(*column).clone()])
            });
        let of_table = name.is_empty() || name == self.conventional(ConstraintKind::Check, source, &[]);
        let mut args = vec![sql(&check.expression)];
        if of_column.is_none() && !of_table {
            args.push(format!("map: {}", quoted(&name)));
        }
        if !check.validated && check.enforced {
            args.push("validated: false".to_owned());
        }
        if !check.enforced {
            args.push("enforced: false".to_owned());
        }
        let whole = self.model_is_whole(source.old);
        let is_field = |column: &&Name| source.fields_of(std::slice::from_ref(*column)).is_some();
        match of_column.filter(is_field) {
            Some(column) if whole => keys.on_column(column, call("@check", &args)),
            Some(column) => keys.hide_on_column(column, call("@check", &args)),
            None => {
                let old = old.zip(source.old);
                let old = old.and_then(|((written, _), id)| self.old.block_attribute(id, written.span));
                let sign = if whole { "" } else { HIDDEN };
                let text = format!("{sign}{}", call("@@check", &args));
                keys.attributes.push(BlockAttribute { text, old: old.map(|(range, _)| range) });
            }
        }
    }

    /// The column of a field of the old model.
    fn column_of(&self, source: &Source<'a>, field: u32) -> Option<&'a Name> {
        let model = source.old.and_then(|old| self.old.model(old))?;
        Some(&model.fields.get(field as usize)?.db_name)
    }

    pub(crate) fn exclusions(&self, source: &Source<'a>, keys: &mut Keys) {
        let whole = self.model_is_whole(source.old);
        let all = self.says_exclusions(source);
        for exclusion in &source.table.exclusions {
            let old = self.old_exclusion(source, exclusion);
            if !all && old.is_none() {
                continue;
            }
            if let Some((written, lowered)) = old
                && self.same_exclusion(lowered, exclusion)
            {
                self.keep_written(source, written.span, None, keys);
                continue;
            }
            let Some(text) = self.exclusion(source, exclusion) else { continue };
            let old = old.zip(source.old);
            let old = old.and_then(|((written, _), id)| self.old.block_attribute(id, written.span));
            let sign = if whole { "" } else { HIDDEN };
            keys.attributes
                .push(BlockAttribute { text: format!("{sign}{text}"), old: old.map(|(range, _)| range) });
        }
    }

    fn old_exclusion(
        &self,
        source: &Source<'a>,
        exclusion: &Exclusion,
    ) -> Option<(&'a model::Exclusion, &'a Exclusion)> {
        let model = source.old.and_then(|old| self.old.model(old))?;
        let lowered = source.old_table?.exclusions.iter().find(|old| old.name == exclusion.name)?;
        let span = lowered.origin.span?;
        Some((model.exclusions.iter().find(|old| old.span == span)?, lowered))
    }

    fn same_exclusion(&self, old: &Exclusion, new: &Exclusion) -> bool {
        let predicates = match (&old.predicate, &new.predicate) {
            (Some(old), Some(new)) => self.says_same(old, new),
            (old, new) => old == new,
        };
        let parts = old.parts.len() == new.parts.len()
            && old
                .parts
                .iter()
                .zip(&new.parts)
                .all(|(old, new)| old.operator == new.operator && self.same_part(&old.part, &new.part));
        predicates && parts && old.method == new.method && old.options == new.options
    }

    pub(crate) fn same_part(&self, old: &IndexPart, new: &IndexPart) -> bool {
        let keys = match (&old.key, &new.key) {
            (IndexKey::Expression(old), IndexKey::Expression(new)) => self.says_same(old, new),
            (old, new) => old == new,
        };
        keys && IndexPart { key: new.key.clone(), ..old.clone() } == *new
    }

    /// `None` where a column of it is no field.
    fn exclusion(&self, source: &Source<'a>, exclusion: &Exclusion) -> Option<String> {
        let mut columns = Vec::new();
        let mut parts = Vec::new();
        for of in &exclusion.parts {
            let operator = format!("op: {}", quoted(&of.operator));
            let mut options = self.details_of_part(&of.part);
            options.push(operator);
            parts.push(match &of.part.key {
                IndexKey::Column(column) => {
                    columns.push(column.clone());
                    let field = source.fields_of(std::slice::from_ref(column))?.into_iter().next()?;
                    call(&field, &options)
                }
                IndexKey::Expression(text) => {
                    options.insert(0, sql(text));
                    call("expression", &options)
                }
            });
        }
        let mut args = vec![list(parts)];
        args.extend(exclusion.method.iter().map(|method| format!("type: {method}")));
        args.extend(exclusion.predicate.iter().map(|text| format!("where: {}", sql(text))));
        args.extend(settings(&exclusion.options));
        let conventional = self.conventional(ConstraintKind::Exclusion, source, &columns);
        if exclusion.name != conventional || columns.is_empty() {
            args.push(format!("map: {}", quoted(&exclusion.name)));
        }
        Some(call("@@exclude", &args))
    }

    /// `sort`, `nulls`, `collate` and `ops` of a part that may be an expression.
    pub(crate) fn details_of_part(&self, part: &IndexPart) -> Vec<String> {
        let mut options = Vec::new();
        if part.sort == Sort::Desc {
            options.push("sort: Desc".to_owned());
        }
        options.extend(nulls(part).map(str::to_owned));
        options.extend(part.collation.iter().map(|name| format!("collate: {}", quoted(name))));
        options.extend(part.ops.iter().map(|ops| format!("ops: raw({})", quoted(ops))));
        options
    }
}

pub(crate) fn nulls(part: &IndexPart) -> Option<&'static str> {
    part.nulls.map(|nulls| match nulls {
        Nulls::First => "nulls: First",
        Nulls::Last => "nulls: Last",
    })
}

/// Options that are said by a word of their own, beside storage parameters.
const WORDS: &[&str] =
    &["clustered", "deferrable", "ignored", "implicit", "invalid", "invisible", "parser", "tablespace"];

/// `deferrable: …`, `with: { … }`, `tablespace: …`, `visible: false`, `parser: …`.
pub(crate) fn settings(options: &Options) -> Vec<String> {
    let mut args: Vec<String> = deferrable(options).into_iter().collect();
    let stored = options.iter().filter(|(key, _)| !WORDS.contains(&key.as_str()));
    let stored: Vec<String> = stored
        .map(|(key, value)| match value {
            OptionValue::Bool(value) => format!("{key}: {value}"),
            OptionValue::Number(number) => format!("{key}: {number}"),
            OptionValue::Text(text) => format!("{key}: {}", quoted(text)),
        })
        .collect();
    if !stored.is_empty() {
        args.push(format!("with: {{ {} }}", stored.join(", ")));
    }
    for key in ["tablespace", "parser"] {
        if let Some(OptionValue::Text(text)) = options.get(key) {
            args.push(format!("{key}: {}", quoted(text)));
        }
    }
    if ["invisible", "ignored"].iter().any(|key| options.get(*key) == Some(&OptionValue::Bool(true))) {
        args.push("visible: false".to_owned());
    }
    args
}

/// `deferrable: InitiallyDeferred`
pub(crate) fn deferrable(options: &Options) -> Option<String> {
    let OptionValue::Text(words) = options.get("deferrable")? else { return None };
    let known = [Deferrable::InitiallyImmediate, Deferrable::InitiallyDeferred];
    let when = known.into_iter().find(|when| when.sql() == words.as_str())?;
    Some(format!("deferrable: {}", when.as_str()))
}
