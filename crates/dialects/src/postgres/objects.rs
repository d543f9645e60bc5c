//! Views, routines, triggers, policies and types: the form in which PostgreSQL keeps them, when two are the same, and
//! what can change in place.

use super::sql::quote;
use super::types_text::{arguments, signature, type_text, without_modifier};
use crate::expression;
use crate::queries::{self, Query};
use parallax_dialect::{ObjectChange, Objects, Target, Verdict};
use parallax_ir::{
    Definition, Domain, Name, Object, ObjectKind, OptionValue, PUBLIC, Pair, Policy, Routine, Trigger, View,
};

pub(crate) const OBJECTS: Objects = Objects {
    complete,
    same,
    change,
    can_rename: |_, _| true,
    mentions: |text, _| queries::mentions(text, &queries::POSTGRES),
    any_case: false,
    // https://www.postgresql.org/docs/current/xfunc-sql.html: others are texts, read when they run.
    body_holds: |routine| is_printed(&routine.body),
    hold_columns: &[ObjectKind::View, ObjectKind::MaterializedView, ObjectKind::Policy, ObjectKind::Trigger],
    hold_objects: &[
        ObjectKind::View,
        ObjectKind::MaterializedView,
        ObjectKind::Function,
        ObjectKind::Procedure,
        ObjectKind::Domain,
        ObjectKind::CompositeType,
        ObjectKind::RangeType,
    ],
    partitions_are_tables: true,
};

// -- the form in the catalog ----------------------------------------------------------------------------------------

fn complete(object: &mut Object, _: &Target) {
    let key = &mut object.key;
    match &mut object.definition {
        Definition::View(view) => view.query = ended(&view.query),
        Definition::Routine(routine) => {
            routine.language = routine.language.to_lowercase().into();
            routine.body = body(&routine.body);
            routine.arguments = arguments(&routine.arguments).into();
            key.signature = Some(signature(&routine.arguments).into());
            routine.returns = routine.returns.as_ref().map(|returns| returned(returns).into());
            usual(object);
        }
        Definition::Trigger(trigger) => trigger.action = ended(&trigger.action),
        Definition::Policy(policy) => {
            if policy.roles.is_empty() || policy.roles.iter().any(|role| role.eq_ignore_ascii_case(PUBLIC)) {
                policy.roles = [Name::new_static(PUBLIC)].into();
            }
        }
        Definition::Domain(domain) => {
            domain.ty = type_text(&domain.ty).into();
            for check in &mut domain.checks {
                let inner = super::live::columns::unwrapped(&check.expression).into();
                check.expression = inner;
            }
            domain.checks.sort_by(|a, b| a.name.cmp(&b.name));
        }
        Definition::Composite(attributes) => {
            attributes.iter_mut().for_each(|attribute| attribute.ty = type_text(&attribute.ty).into());
        }
        Definition::Range { subtype } => {
            *subtype = type_text(subtype).into();
            let usual = multirange(&object.key.name.name);
            if object.options.get("multirange_type_name") == Some(&OptionValue::Text(usual)) {
                object.options.remove("multirange_type_name");
            }
        }
        Definition::Statement(text) => *text = ended(text),
    }
    object.indexes.sort_by(|a, b| a.name.cmp(&b.name));
}

/// The name that a range type gives its multirange.
/// <https://www.postgresql.org/docs/current/sql-createtype.html#id-1.9.3.94.5.5>
pub(crate) fn multirange(name: &str) -> Name {
    if name.contains("range") {
        name.replacen("range", "multirange", 1).into()
    } else {
        format!("{name}_multirange").into()
    }
}

/// Without a semicolon and space at its end.
pub(crate) fn ended(text: &str) -> Name {
    text.trim().trim_end_matches(';').trim_end().into()
}

/// Without empty lines around it, with line ends of one kind.
pub(crate) fn body(text: &str) -> Name {
    text.replace("\r\n", "\n").trim_end().trim_start_matches('\n').into()
}

/// The lines of a body without the indentation that all share and without blanks at their ends: what a text in a schema
/// cannot hold, and means nothing to a function.
fn laid_out(text: &str) -> Vec<String> {
    let text = body(text);
    let depth = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let filled = text.lines().filter(|line| !line.trim().is_empty());
    let shared = filled.map(depth).min().unwrap_or(0);
    text.lines().map(|line| line.get(shared..).unwrap_or_default().trim_end().to_owned()).collect()
}

/// `TABLE(a integer)`, `SETOF text`, `integer`
pub(crate) fn returned(text: &str) -> String {
    let text = text.trim();
    let starts = |word: &str| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    if starts("TABLE") && text.contains('(') {
        let inner = text.split_once('(').map_or("", |(_, inner)| inner).trim_end().trim_end_matches(')');
        return format!("TABLE({})", arguments(inner));
    }
    if starts("SETOF ") {
        return format!("SETOF {}", without_modifier(&type_text(&text[6..])));
    }
    without_modifier(&type_text(text))
}

/// Details that say the default.
fn usual(object: &mut Object) {
    const USUAL: &[(&str, &str)] = &[("volatility", "volatile"), ("parallel", "unsafe")];
    object.options.retain(|key, value| match value {
        OptionValue::Bool(false) => key.starts_with("set."),
        OptionValue::Text(text) => !USUAL.contains(&(key.as_str(), text.as_str())),
        _ => true,
    });
}

// -- when two are the same ------------------------------------------------------------------------------------------

fn same(pair: Pair<&Object>, target: &Target) -> Verdict {
    let definitions = pair.map(|object| &object.definition);
    match (definitions.before, definitions.after) {
        (Definition::View(a), Definition::View(b)) => same_view(a, b),
        (Definition::Routine(a), Definition::Routine(b)) => same_routine(a, b),
        (Definition::Trigger(a), Definition::Trigger(b)) => same_trigger(a, b),
        (Definition::Policy(a), Definition::Policy(b)) => {
            let shape = (a.command, a.permissive, &a.roles) == (b.command, b.permissive, &b.roles);
            all(&[when(shape), maybe(&a.using, &b.using), maybe(&a.check, &b.check)])
        }
        (Definition::Domain(a), Definition::Domain(b)) => same_domain(a, b),
        (Definition::Composite(a), Definition::Composite(b)) => when(a == b),
        (Definition::Range { subtype: a }, Definition::Range { subtype: b }) => when(a == b),
        (Definition::Statement(a), Definition::Statement(b)) => {
            (target.dialect.same_expression)(Pair::new(a, b), target)
        }
        _ => Verdict::Unknown,
    }
}

fn when(same: bool) -> Verdict {
    if same { Verdict::Same } else { Verdict::Different }
}

fn all(verdicts: &[Verdict]) -> Verdict {
    if verdicts.contains(&Verdict::Different) {
        Verdict::Different
    } else if verdicts.contains(&Verdict::Unknown) {
        Verdict::Unknown
    } else {
        Verdict::Same
    }
}

/// Conditions, which may hold queries.
fn maybe(a: &Option<Name>, b: &Option<Name>) -> Verdict {
    match (a, b) {
        (None, None) => Verdict::Same,
        (Some(a), Some(b)) => condition(a, b),
        _ => Verdict::Different,
    }
}

fn condition(a: &str, b: &str) -> Verdict {
    match expression::same(Pair::new(a, b), &expression::POSTGRES) {
        Verdict::Unknown => {
            let queries = Pair::new(format!("SELECT 1 WHERE {a}"), format!("SELECT 1 WHERE {b}"));
            queries::same(queries.as_ref().map(String::as_str), &queries::POSTGRES)
        }
        verdict => verdict,
    }
}

fn words(a: &str, b: &str) -> bool {
    expression::same_words(Pair::new(a, b), &expression::POSTGRES)
}

/// The columns that are named in front of the query stand in the query that the catalog prints.
fn same_view(a: &View, b: &View) -> Verdict {
    let query = queries::same(Pair::new(&with_columns(a), &with_columns(b)), &queries::POSTGRES);
    if a.columns == b.columns || a.columns.is_empty() || b.columns.is_empty() {
        query
    } else {
        Verdict::Different
    }
}

/// The query of a view, whose items are called as the view calls them; as it is where that cannot be told.
pub(crate) fn with_columns(view: &View) -> String {
    if view.columns.is_empty() {
        return view.query.to_string();
    }
    let named = || {
        let query = Query::parse(&view.query, &queries::POSTGRES)?;
        let select = query.head()?;
        (select.items.len() == view.columns.len()).then_some(())?;
        let mut text = view.query.to_string();
        for (item, name) in select.items.iter().zip(&view.columns) {
            let plain = item.expr.queries.is_empty();
            let from = plain.then(|| text.find(item.expr.text.as_str())).flatten()?;
            let end = from + item.expr.text.len();
            let rest = text.get(end..)?;
            if item.alias.is_none() && !rest.trim_start().to_ascii_uppercase().starts_with("AS ") {
                text.insert_str(end, &format!(" AS {}", quote(name)));
            }
        }
        Some(text)
    };
    named().unwrap_or_else(|| view.query.to_string())
}

fn same_routine(a: &Routine, b: &Routine) -> Verdict {
    let head = a.language == b.language
        && same_arguments(&a.arguments, &b.arguments)
        && match (&a.returns, &b.returns) {
            (Some(a), Some(b)) => words(a, b),
            (None, None) => true,
            // What OUT arguments say need not be said again.
            (Some(_), None) | (None, Some(_)) => has_out(&a.arguments),
        };
    let bodies = if is_printed(&a.body) && is_printed(&b.body) {
        if words(&a.body, &b.body) { Verdict::Same } else { Verdict::Unknown }
    } else {
        when(laid_out(&a.body) == laid_out(&b.body))
    };
    all(&[when(head), bodies])
}

/// `BEGIN ATOMIC …` and `RETURN …` are kept as trees, and printed from these.
pub(crate) fn is_printed(body: &str) -> bool {
    let mut words = body.split_whitespace().map(str::to_ascii_uppercase);
    match words.next().as_deref() {
        Some("RETURN") => true,
        Some("BEGIN") => words.next().is_some_and(|word| word.starts_with("ATOMIC")),
        _ => false,
    }
}

pub(crate) fn has_out(arguments: &str) -> bool {
    arguments.split(',').any(|argument| {
        let word = argument.split_whitespace().next().unwrap_or_default();
        ["OUT", "INOUT", "TABLE"].iter().any(|mode| word.eq_ignore_ascii_case(mode))
    })
}

/// With their defaults, which are expressions.
fn same_arguments(a: &str, b: &str) -> bool {
    let (a, b) = (super::types_text::pieces(a), super::types_text::pieces(b));
    let one = |(a, b): (&String, &String)| {
        let (head, default) = super::types_text::default_of(a);
        let (other, value) = super::types_text::default_of(b);
        let defaults = match (default, value) {
            (None, None) => true,
            (Some(a), Some(b)) => expression::same(Pair::new(a, b), &expression::POSTGRES) == Verdict::Same,
            _ => false,
        };
        words(head, other) && defaults
    };
    a.len() == b.len() && a.iter().zip(&b).all(one)
}

fn same_trigger(a: &Trigger, b: &Trigger) -> Verdict {
    let shape = |trigger: &Trigger| {
        let Trigger { timing, events, columns, each_row, old_table, new_table, constraint, .. } =
            trigger.clone();
        (timing, events, columns, each_row, old_table, new_table, constraint)
    };
    all(&[when(shape(a) == shape(b)), maybe(&a.when, &b.when), when(same_call(&a.action, &b.action))])
}

/// `public.f()` is `f()`.
fn same_call(a: &str, b: &str) -> bool {
    let bare = |text: &str| {
        let text = text.trim();
        text.strip_prefix("public.").or_else(|| text.strip_prefix("\"public\".")).unwrap_or(text).to_owned()
    };
    words(&bare(a), &bare(b))
}

fn same_domain(a: &Domain, b: &Domain) -> Verdict {
    let checks = a.checks.len() == b.checks.len()
        && a.checks.iter().zip(&b.checks).all(|(a, b)| a.name == b.name && a.validated == b.validated);
    let expressions: Vec<Verdict> =
        a.checks.iter().zip(&b.checks).map(|(a, b)| condition(&a.expression, &b.expression)).collect();
    let shape = (&a.ty, &a.collation, a.not_null) == (&b.ty, &b.collation, b.not_null);
    all(&[when(shape && checks), maybe(&a.default, &b.default), all(&expressions)])
}

// -- what can change in place ---------------------------------------------------------------------------------------

fn change(pair: Pair<&Object>, target: &Target) -> ObjectChange {
    let Pair { before, after } = pair;
    let in_place = match (&before.definition, &after.definition) {
        (Definition::View(a), Definition::View(b)) => view_in_place(before.key.kind, a, b),
        (Definition::Routine(a), Definition::Routine(b)) => routine_in_place(a, b),
        // https://www.postgresql.org/docs/14/sql-createtrigger.html: not for constraint triggers.
        (Definition::Trigger(a), Definition::Trigger(b)) => {
            a == b || target.is_at_least(14, 0) && a.constraint.is_none() && b.constraint.is_none()
        }
        (Definition::Policy(a), Definition::Policy(b)) => policy_in_place(a, b),
        (Definition::Domain(a), Definition::Domain(b)) => (&a.ty, &a.collation) == (&b.ty, &b.collation),
        (Definition::Composite(_), Definition::Composite(_)) => true,
        (a, b) => a == b,
    };
    let options = match (&before.definition, before.key.kind) {
        (Definition::Range { .. }, _) => before.options == after.options,
        // https://www.postgresql.org/docs/current/sql-altermaterializedview.html
        (_, ObjectKind::MaterializedView) => {
            let data = |object: &Object| object.options.get("no_data").cloned();
            data(before) == data(after) || data(after).is_none()
        }
        _ => true,
    };
    if in_place && options { ObjectChange::InPlace } else { ObjectChange::Recreate }
}

/// <https://www.postgresql.org/docs/current/sql-createview.html>: the same columns in the same order, of the same types;
/// new ones at the end.
fn view_in_place(kind: ObjectKind, a: &View, b: &View) -> bool {
    if a == b {
        return true;
    }
    if kind == ObjectKind::MaterializedView
        || a.columns != b.columns && !(a.columns.is_empty() || b.columns.is_empty())
    {
        return false;
    }
    let parsed = Pair::new(a, b).map(|view| Query::parse(&with_columns(view), &queries::POSTGRES));
    match (parsed.before, parsed.after) {
        (Some(a), Some(b)) => queries::is_replaceable(&a, &b, &queries::POSTGRES),
        _ => false,
    }
}

/// <https://www.postgresql.org/docs/current/sql-createfunction.html>: arguments keep their names, a default cannot go,
/// and what it gives stays.
fn routine_in_place(a: &Routine, b: &Routine) -> bool {
    let split = |text: &str| -> Vec<(String, bool)> {
        let one = |piece: &String| {
            let (head, default) = super::types_text::default_of(piece);
            (head.to_lowercase(), default.is_some())
        };
        super::types_text::pieces(text).iter().map(one).collect()
    };
    let (old, new) = (split(&a.arguments), split(&b.arguments));
    let kept = |((a, had), (b, has)): (&(String, bool), &(String, bool))| {
        let unnamed = !a.contains(' ') && b.split_once(' ').is_some_and(|(_, ty)| ty == a);
        (a == b || unnamed) && (!had || *has)
    };
    a.returns == b.returns && old.len() == new.len() && old.iter().zip(&new).all(kept)
}

/// <https://www.postgresql.org/docs/current/sql-alterpolicy.html>: it cannot take an expression away.
fn policy_in_place(a: &Policy, b: &Policy) -> bool {
    (a.command, a.permissive) == (b.command, b.permissive)
        && (a.using.is_none() || b.using.is_some())
        && (a.check.is_none() || b.check.is_some())
}
