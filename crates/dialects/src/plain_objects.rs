//! What databases with simple views, triggers and routines have in common: names are resolved when they are used, and
//! what was written is kept word by word.

use crate::queries::{self, Style};
use parallax_dialect::Verdict;
use parallax_ir::{Definition, Name, Object, Pair, Routine, Trigger};

/// Without a semicolon and space at its end.
pub(crate) fn ended(text: &str) -> Name {
    text.trim().trim_end_matches(';').trim_end().replace("\r\n", "\n").into()
}

/// Brings the texts of an object into one form.
pub(crate) fn complete(object: &mut Object) {
    match &mut object.definition {
        Definition::View(view) => view.query = ended(&view.query),
        Definition::Routine(routine) => {
            routine.language = routine.language.to_lowercase().into();
            routine.body = ended(&routine.body);
            routine.arguments = routine.arguments.trim().into();
        }
        Definition::Trigger(trigger) => trigger.action = ended(&trigger.action),
        Definition::Statement(text) => *text = ended(text),
        Definition::Policy(_)
        | Definition::Domain(_)
        | Definition::Composite(_)
        | Definition::Range { .. } => {}
    }
    object.options.retain(|_, value| *value != parallax_ir::OptionValue::Bool(false));
}

/// Queries by their meaning, bodies by their words.
pub(crate) fn same(pair: Pair<&Object>, style: &'static Style) -> Verdict {
    let words = |a: &str, b: &str| crate::expression::same_words(Pair::new(a, b), style.spelling);
    let when = |same: bool| if same { Verdict::Same } else { Verdict::Different };
    let maybe = |a: &Option<Name>, b: &Option<Name>| match (a, b) {
        (Some(a), Some(b)) => words(a, b),
        (a, b) => a.is_none() && b.is_none(),
    };
    match (&pair.before.definition, &pair.after.definition) {
        (Definition::View(a), Definition::View(b)) if a.columns == b.columns => {
            queries::same(Pair::new(&a.query, &b.query), style)
        }
        (Definition::Routine(a), Definition::Routine(b)) => when(
            words(&a.arguments, &b.arguments) && maybe(&a.returns, &b.returns) && words(&a.body, &b.body),
        ),
        (Definition::Trigger(a), Definition::Trigger(b)) => {
            let rest = |trigger: &Trigger| Trigger { when: None, action: Name::default(), ..trigger.clone() };
            when(rest(a) == rest(b) && maybe(&a.when, &b.when) && words(&a.action, &b.action))
        }
        (Definition::Statement(a), Definition::Statement(b)) => when(words(a, b)),
        _ => Verdict::Different,
    }
}

/// A routine of a database that has one language.
pub(crate) fn routine(arguments: String, returns: Option<String>, body: &str) -> Definition {
    Definition::Routine(Routine {
        arguments: arguments.into(),
        returns: returns.map(Name::from),
        language: Name::new_static("sql"),
        body: ended(body),
    })
}
