//! How big tables are, and how fast servers work on them: what an estimate of a plan rests on. The queries are data of
//! the dialects; here is what comes of their answers.

use crate::{Query, Row, Scope, Target};
use parallax_ir::{Availability, QName};
use std::collections::BTreeMap;
use std::fmt;

/// What is known of one table. Absent: the server does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TableSize {
    /// As the catalog believes; it may be some way off.
    pub rows: Option<u64>,
    /// Of the rows, without what is kept apart and without indexes.
    pub bytes: Option<u64>,
    /// Of long values that are kept apart from their rows (TOAST, LOB pages). 0 where they count as bytes of the rows.
    pub apart_bytes: Option<u64>,
    pub index_bytes: Option<u64>,
}

/// By the names that the model of the database has for them.
pub type Sizes = BTreeMap<QName, TableSize>;

/// Between how much and how much a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub slow: u64,
    pub fast: u64,
}

impl Rate {
    pub const fn new(slow: u64, fast: u64) -> Rate {
        Rate { slow, fast }
    }
}

/// What work is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    Bytes,
    Rows,
}

/// Work that takes as long as a table is big.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effort {
    /// All rows are read.
    Scan,
    /// All rows are looked up in another table.
    LookUp,
    /// An index is built.
    Build,
    /// An index is built while others write.
    BuildOnline,
    /// All rows and all indexes are written anew.
    Rewrite,
    /// Rows get other values.
    Update,
}

impl Effort {
    pub const ALL: [Effort; 6] =
        [Effort::Scan, Effort::LookUp, Effort::Build, Effort::BuildOnline, Effort::Rewrite, Effort::Update];
    /// As settings name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Effort::Scan => "scan",
            Effort::LookUp => "look_up",
            Effort::Build => "build",
            Effort::BuildOnline => "build_online",
            Effort::Rewrite => "rewrite",
            Effort::Update => "update",
        }
    }
    pub fn unit(self) -> Unit {
        match self {
            Effort::Scan | Effort::Rewrite => Unit::Bytes,
            Effort::LookUp | Effort::Build | Effort::BuildOnline | Effort::Update => Unit::Rows,
        }
    }
}

/// How fast a server is at each kind of work. The defaults span from a small shared machine, on which they were measured,
/// to a good one; nothing that a plan does depends on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    pub scan: Rate,
    pub look_up: Rate,
    pub build: Rate,
    pub build_online: Rate,
    pub rewrite: Rate,
    pub update: Rate,
}

impl Rates {
    pub fn of(&self, effort: Effort) -> Rate {
        match effort {
            Effort::Scan => self.scan,
            Effort::LookUp => self.look_up,
            Effort::Build => self.build,
            Effort::BuildOnline => self.build_online,
            Effort::Rewrite => self.rewrite,
            Effort::Update => self.update,
        }
    }

    /// `scan` and `200MB..1GB`, or `build` and `500k`. What is wrong, in words.
    pub fn set(&mut self, effort: &str, text: &str) -> Result<(), String> {
        let known = Effort::ALL.into_iter().find(|known| known.as_str() == effort);
        let Some(known) = known else {
            let all: Vec<&str> = Effort::ALL.iter().map(|known| known.as_str()).collect();
            return Err(format!("`{effort}` is no kind of work; there are {}", all.join(", ")));
        };
        let rate = rate(text, known.unit())?;
        *match known {
            Effort::Scan => &mut self.scan,
            Effort::LookUp => &mut self.look_up,
            Effort::Build => &mut self.build,
            Effort::BuildOnline => &mut self.build_online,
            Effort::Rewrite => &mut self.rewrite,
            Effort::Update => &mut self.update,
        } = rate;
        Ok(())
    }
}

fn rate(text: &str, unit: Unit) -> Result<Rate, String> {
    let (slow, fast) = text.split_once("..").unwrap_or((text, text));
    let example = match unit {
        Unit::Bytes => "bytes a second: `200MB`, `50MB..1GB`",
        Unit::Rows => "rows a second: `500k`, `200k..1M`",
    };
    match (amount(slow.trim(), unit), amount(fast.trim(), unit)) {
        (Some(slow), Some(fast)) if slow > 0 && slow <= fast => Ok(Rate { slow, fast }),
        _ => Err(format!("`{text}` is no rate; write {example}")),
    }
}

/// `1_500`, `500k`, `200MB`: a whole number with a unit.
fn amount(text: &str, unit: Unit) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
    let (number, ending) = text.split_at(end);
    let ending = ending.trim();
    let scale = match unit {
        Unit::Bytes => ending.strip_suffix('B').or(ending.is_empty().then_some(""))?,
        Unit::Rows => ending,
    };
    let factor: u64 = match scale {
        "" => 1,
        "k" => 1_000,
        "M" => 1_000_000,
        "G" => 1_000_000_000,
        _ => return None,
    };
    number.replace('_', "").parse::<u64>().ok()?.checked_mul(factor)
}

/// What an estimate asks of a dialect.
#[derive(Debug, Clone, Copy)]
pub struct Sizing {
    pub rates: Rates,
    /// Bytes of an entry of an index, in a page that is filled as usual: of the smallest there is, and besides the values of
    /// one that shares nothing with others.
    pub index_entry: (u64, u64),
    /// What a lock keeps others from while it is held, by the name that facts give it.
    pub keeps_from: fn(mode: &str) -> Availability,
    /// How sizes are asked for, the best way first; the first that the server answers counts. Each is some queries whose
    /// rows together are the answer: namespace, table, rows, bytes of the rows, bytes apart from them, bytes of indexes;
    /// NULL where nothing is known.
    pub ways: fn(&Scope, &Target, &[QName]) -> Vec<Vec<Query>>,
}

/// What a row of such a query says.
pub fn size_of(row: &Row, scope: &Scope) -> Option<(QName, TableSize)> {
    let name = scope.qualify(row.text(0)?, row.name(1)?);
    let number = |at: usize| row.number(at).and_then(|number| u64::try_from(number).ok());
    let (rows, bytes, apart_bytes, index_bytes) = (number(2), number(3), number(4), number(5));
    Some((name, TableSize { rows, bytes, apart_bytes, index_bytes }))
}

impl fmt::Display for Effort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_written_as_people_write_them() {
        let one = Rate::new(1, 1);
        let mut rates =
            Rates { scan: one, look_up: one, build: one, build_online: one, rewrite: one, update: one };
        rates.set("scan", "200MB..1GB").unwrap();
        rates.set("build", "500k").unwrap();
        rates.set("update", "1_500 .. 2M").unwrap();
        assert_eq!(rates.scan, Rate::new(200_000_000, 1_000_000_000));
        assert_eq!(rates.build, Rate::new(500_000, 500_000));
        assert_eq!(rates.update, Rate::new(1_500, 2_000_000));
        for (effort, text) in
            [("scan", "fast"), ("scan", "2GB..1GB"), ("scan", "0"), ("build", "1MB"), ("walk", "1k")]
        {
            let wrong = rates.set(effort, text).unwrap_err();
            assert!(wrong.contains('`'), "{wrong}");
        }
    }
}
