//! What a step does to rows, to the people who wait, and to programs that run. Every answer carries its reasons, and
//! every reason the page of the manual it comes from. What cannot be sourced is unknown, and unknown is never safe.

use crate::QName;
use std::fmt;

/// The verdict that people see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    Safe,
    Caution,
    Destructive,
}

impl Tag {
    pub fn as_str(self) -> &'static str {
        match self {
            Tag::Safe => "safe",
            Tag::Caution => "caution",
            Tag::Destructive => "destructive",
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Values of an axis are ordered from the best to the worst, so that steps combine by `max`.
macro_rules! axis {
    ($(#[$doc:meta])* $name:ident { $first:ident => $first_text:literal, $($value:ident => $text:literal),* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub enum $name { #[default] $first, $($value),* }
        impl $name {
            pub fn as_str(self) -> &'static str {
                match self { $name::$first => $first_text, $($name::$value => $text),* }
            }
        }
    };
}

axis!(
    /// Do values go away?
    Data { Keeps => "keeps", Unknown => "unknown", Loses => "loses" }
);
axis!(
    /// Does it run on every database in this state, or do the rows decide?
    Certainty { Always => "always", Unknown => "unknown", Depends => "depends" }
);
axis!(
    /// Who waits for how long as the table is: for more than a moment.
    Availability { Online => "online", Unknown => "unknown", BlocksWrites => "blocks-writes", BlocksAll => "blocks-all" }
);
axis!(
    /// What happens to programs that were written for the state before.
    Compatibility {
        Compatible => "compatible", Unknown => "unknown", BreaksWriters => "breaks-writers", BreaksReaders => "breaks-readers"
    }
);
axis!(
    /// Whether something happens, such as a rewrite of the table or a scan.
    Answer { No => "no", Unknown => "unknown", Yes => "yes" }
);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub data: Data,
    pub certainty: Certainty,
    pub availability: Availability,
    pub compatibility: Compatibility,
    /// All rows are written anew.
    pub rewrites: Answer,
    /// All rows are read.
    pub scans: Answer,
    /// An index is built from all rows.
    pub builds: Answer,
    /// Locks as the database names them, per table.
    pub locks: Vec<Lock>,
    /// In words, most important first.
    pub reasons: Vec<Reason>,
    /// What to count before: the query gives one row with one number, 0 where nothing is at stake.
    pub checks: Vec<RowCheck>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    pub table: QName,
    /// `ACCESS EXCLUSIVE`, `LOCK=SHARED`, `Sch-M`.
    pub mode: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// One sentence, with the user's names.
    pub text: String,
    /// The page of the manual that says so.
    pub source: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowCheck {
    /// `rows where "email" is NULL`
    pub looks_for: String,
    pub sql: String,
    /// What a count above 0 means: values are lost (`Loses`), or the step fails (`Keeps`).
    pub then: Data,
}

impl Facts {
    /// Nothing to say against it.
    pub fn harmless() -> Self {
        Facts::default()
    }
    pub fn tag(&self) -> Tag {
        if self.data == Data::Loses {
            Tag::Destructive
        } else if self.data == Data::Keeps
            && self.certainty == Certainty::Always
            && self.availability == Availability::Online
            && self.compatibility == Compatibility::Compatible
        {
            Tag::Safe
        } else {
            Tag::Caution
        }
    }
    pub fn loses(mut self) -> Self {
        self.data = self.data.max(Data::Loses);
        self
    }
    pub fn depends(mut self) -> Self {
        self.certainty = self.certainty.max(Certainty::Depends);
        self
    }
    pub fn availability(mut self, value: Availability) -> Self {
        self.availability = self.availability.max(value);
        self
    }
    pub fn compatibility(mut self, value: Compatibility) -> Self {
        self.compatibility = self.compatibility.max(value);
        self
    }
    pub fn rewrites(mut self, value: Answer) -> Self {
        self.rewrites = self.rewrites.max(value);
        self
    }
    pub fn scans(mut self, value: Answer) -> Self {
        self.scans = self.scans.max(value);
        self
    }
    pub fn builds(mut self, value: Answer) -> Self {
        self.builds = self.builds.max(value);
        self
    }
    pub fn lock(mut self, table: &QName, mode: &'static str) -> Self {
        let lock = Lock { table: table.clone(), mode };
        if !self.locks.contains(&lock) {
            self.locks.push(lock);
        }
        self
    }
    pub fn because(mut self, text: impl Into<String>, source: &'static str) -> Self {
        let reason = Reason { text: text.into(), source };
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
        self
    }
    pub fn check(mut self, looks_for: impl Into<String>, sql: impl Into<String>, then: Data) -> Self {
        self.checks.push(RowCheck { looks_for: looks_for.into(), sql: sql.into(), then });
        self
    }
    /// Both at once: the worse of each.
    pub fn and(mut self, other: Facts) -> Self {
        self.data = self.data.max(other.data);
        self.certainty = self.certainty.max(other.certainty);
        self.availability = self.availability.max(other.availability);
        self.compatibility = self.compatibility.max(other.compatibility);
        self.rewrites = self.rewrites.max(other.rewrites);
        self.scans = self.scans.max(other.scans);
        self.builds = self.builds.max(other.builds);
        for lock in other.locks {
            self = self.lock(&lock.table, lock.mode);
        }
        for reason in other.reasons {
            self = self.because(reason.text, reason.source);
        }
        self.checks.extend(other.checks);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_never_safe_and_loss_is_destructive() {
        assert_eq!(Facts::harmless().tag(), Tag::Safe);
        assert_eq!(Facts::harmless().availability(Availability::Unknown).tag(), Tag::Caution);
        assert_eq!(Facts::harmless().depends().tag(), Tag::Caution);
        assert_eq!(Facts::harmless().depends().and(Facts::harmless().loses()).tag(), Tag::Destructive);
    }
}
