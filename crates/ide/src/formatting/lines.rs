//! From one text to another by edits that leave alone what is the same, so that cursors and folds stay where they are.

use parallax_text::{Edit, TextRange};

/// How many lines ahead two texts are searched for a line that they share.
const AHEAD: usize = 40;

/// Edits that turn `old` into `new`: apart from each other, in order, each within the lines that differ.
pub(crate) fn line_edits(old: &str, new: &str) -> Vec<Edit> {
    let (before, after) = (Lines::new(old), Lines::new(new));
    let (mut i, mut j) = (0, 0);
    let mut edits = Vec::new();
    while i < before.len() || j < after.len() {
        let (skip_old, skip_new) = match (i < before.len(), j < after.len()) {
            (true, true) if before.is_same(i, &after, j) => (1, 1),
            (true, true) => before.meet(i, &after, j),
            (_, _) => (before.len() - i, after.len() - j),
        };
        let (from, to) = (before.range(i, i + skip_old), after.range(j, j + skip_new));
        if old.get(from.clone()) != new.get(to.clone()) {
            edits.extend(trimmed(old, from, new.get(to).unwrap_or_default()));
        }
        (i, j) = (i + skip_old, j + skip_new);
    }
    edits
}

/// Without what is the same at both ends.
fn trimmed(old: &str, range: std::ops::Range<usize>, new: &str) -> Option<Edit> {
    let was = old.get(range.clone())?;
    let same = |(a, b): &(char, char)| a == b;
    let head: usize = was.chars().zip(new.chars()).take_while(same).map(|(a, _)| a.len_utf8()).sum();
    let (rest_was, rest_new) = (was.get(head..)?, new.get(head..)?);
    let tail: usize =
        rest_was.chars().rev().zip(rest_new.chars().rev()).take_while(same).map(|(a, _)| a.len_utf8()).sum();
    let text = rest_new.get(..rest_new.len() - tail)?.to_owned();
    Some(Edit { range: TextRange::new(range.start + head, range.end - tail), text })
}

/// The lines of a text, with what each is made of: its bytes without white space, in whatever order.
struct Lines {
    /// Where lines begin, and the end of the text.
    starts: Vec<usize>,
    keys: Vec<u64>,
}

impl Lines {
    fn new(text: &str) -> Self {
        let mut lines = Lines { starts: vec![0], keys: Vec::new() };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            at += line.len();
            lines.starts.push(at);
            lines.keys.push(key(line));
        }
        lines
    }
    fn len(&self) -> usize {
        self.keys.len()
    }
    fn range(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        self.starts[from]..self.starts[to]
    }
    fn is_same(&self, at: usize, other: &Lines, there: usize) -> bool {
        self.keys[at] == other.keys[there]
    }
    /// How many lines to pass in both until a line that they share, blank ones aside; to the ends where there is none
    /// near.
    fn meet(&self, at: usize, other: &Lines, there: usize) -> (usize, usize) {
        for distance in 1..=AHEAD {
            for mine in 0..=distance {
                let (i, j) = (at + mine, there + distance - mine);
                let both = i < self.len() && j < other.len();
                if both && self.keys[i] != 0 && self.is_same(i, other, j) {
                    return (mine, distance - mine);
                }
            }
        }
        (AHEAD.min(self.len() - at), AHEAD.min(other.len() - there))
    }
}

/// Zero for blank lines.
fn key(line: &str) -> u64 {
    let bytes = line.bytes().filter(|byte| !byte.is_ascii_whitespace());
    // The order of attributes may change: the sum does not depend on it.
    bytes.fold(0, |sum, byte| {
        sum.wrapping_add((u64::from(byte) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(byte.into()))
    })
}
