//! What the text does not say: warnings, and lines of documentation.

use crate::draft::Note;
use parallax_dialect::{Left, Observed};
use parallax_ir::{Definition, Name, QName};
use std::collections::HashMap;
use std::fmt;

/// Something that was left out or could be said only in part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// The table it belongs to, or the object itself.
    pub object: QName,
    /// Of the object: a column, an index.
    pub member: Option<Name>,
    /// What kind of thing.
    pub kind: String,
    /// What that means, as the end of a sentence.
    pub detail: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.object)?;
        if let Some(member) = &self.member {
            write!(f, ".{member}")?;
        }
        write!(f, ": {}", self.detail)
    }
}

pub(crate) const NO_NAME: &str =
    "has no letter that a field name can begin with; its field is written as a comment, give it a name";
const NO_WORD: &str = "the schema language has no word for it";
pub(crate) const COMMENT: &str = "has a comment in the database, which the schema language cannot say";
pub(crate) const EXPRESSION_INDEX: &str =
    "is on an expression, which the schema language cannot say; it is left out";

pub(crate) struct Notes<'a> {
    warnings: Vec<Warning>,
    left: HashMap<&'a QName, Vec<&'a Left>>,
}

impl<'a> Notes<'a> {
    /// `whole`: what has a block in the whole language is not left out.
    pub(crate) fn new(observed: &'a Observed, whole: bool) -> Self {
        let mut notes = Notes { warnings: Vec::new(), left: HashMap::new() };
        let says = |left: &Left| whole && left.kind.starts_with("partition");
        for left in observed.left.iter().filter(|left| !says(left)) {
            notes.left.entry(&left.object).or_default().push(left);
            notes.warn(left.kind, &left.object, left.member.as_ref(), &left.detail);
        }
        for object in observed.database.objects.values() {
            let (kind, name) = (object.key.kind, &object.key.name);
            let has_block = whole && !matches!(object.definition, Definition::Statement(_));
            if !observed.views.contains_key(name) && !has_block {
                let on = object.key.on.as_ref().map(|on| format!(" on {on}")).unwrap_or_default();
                notes.warn(kind.as_str(), name, None, &format!("is left out{on}: {NO_WORD}"));
            }
        }
        for name in observed.database.sequences.keys().filter(|_| !whole) {
            notes.warn("sequence", name, None, &format!("is left out: {NO_WORD}"));
        }
        notes
    }

    pub(crate) fn warn(&mut self, kind: &str, object: &QName, member: Option<&Name>, detail: &str) {
        self.warnings.push(Warning {
            object: object.clone(),
            member: member.cloned(),
            kind: kind.to_owned(),
            detail: detail.to_owned(),
        });
    }

    /// What was left of a table.
    pub(crate) fn left_of(&self, object: &QName) -> &[&'a Left] {
        self.left.get(object).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn finish(mut self) -> Vec<Warning> {
        self.warnings.sort();
        self.warnings.dedup();
        self.warnings
    }
}

fn note(key: &'static str, text: impl Into<String>) -> Note {
    Note { key, text: text.into() }
}

pub(crate) fn no_key(what: &str) -> Note {
    note("unique identifier", format!("Clients cannot use this {what}: it has no valid unique identifier."))
}

pub(crate) fn renamed(what: &str, name: &str, db_name: &str) -> Note {
    note("renamed to", format!("This {what} was renamed to {name}: the name {db_name} is reserved."))
}

pub(crate) fn object_commented(what: &str) -> Note {
    note("commented in the database", format!("This {what} is commented in the database."))
}

pub(crate) fn field_commented() -> Note {
    object_commented("field")
}

/// What a table has in the database that migrations from this schema alone would not make.
pub(crate) fn has(key: &'static str) -> Note {
    note(
        key,
        format!("The table has {key}, which this schema cannot say: migrations need that added by hand."),
    )
}

/// For a kind of thing that was left: the words by which its note is known. The kinds are those of [`Left`].
pub(crate) fn of_left(left: &Left) -> Option<Note> {
    let kind = left.kind.to_ascii_lowercase();
    let known: [(&str, &'static str); 6] = [
        ("partition", "partition"),
        ("inherit", "inheritance"),
        ("row level security", "row level security"),
        ("row-level ttl", "row level TTL"),
        ("deferrable", "constraints using non-default deferring rules"),
        ("exclusion", "exclusion constraints"),
    ];
    known.into_iter().find(|(word, _)| kind.contains(word)).map(|(_, key)| has(key))
}
