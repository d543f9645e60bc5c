//! What somebody types, as edits of one text: a field, another type, an index, a field less, a model, a relation, and
//! everything back again.

/// A letter typed, or some deleted. Offsets in bytes; the texts are ASCII.
#[derive(Debug, Clone)]
pub struct Keystroke {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

impl Keystroke {
    pub fn is_letter(&self) -> bool {
        self.start == self.end && self.text.bytes().all(|byte| byte.is_ascii_alphabetic())
    }
}

/// Types and remembers what the text is then.
struct Typist {
    text: String,
    keystrokes: Vec<Keystroke>,
}

impl Typist {
    /// Behind a text that comes after another one.
    fn behind(&self, block: &str, what: &str) -> usize {
        let block = self.text.find(block).unwrap_or(0);
        self.text[block..].find(what).map_or(self.text.len(), |at| block + at + what.len())
    }
    fn press(&mut self, start: usize, end: usize, text: &str) {
        self.text.replace_range(start..end, text);
        self.keystrokes.push(Keystroke { start, end, text: text.to_owned() });
    }
    /// Letter by letter.
    fn type_at(&mut self, at: usize, text: &str) {
        for (letter, at) in text.chars().zip(at..) {
            self.press(at, at, letter.encode_utf8(&mut [0; 4]));
        }
    }
    /// Backwards from a place, letter by letter.
    fn delete_before(&mut self, at: usize, letters: usize) {
        for at in (at - letters..at).rev() {
            self.press(at, at + 1, "");
        }
    }
}

/// A round of typing in a schema of [`large`](parallax_testkit::generate::large); the text is the same at its end.
pub fn round(text: &str, models: usize, round: usize) -> Vec<Keystroke> {
    let mut typist = Typist { text: text.to_owned(), keystrokes: Vec::new() };
    let at = (models / 2 + round * 7) % (models - 2) + 1;
    let block = format!("model Model{at} {{");
    let note = "  note String?\n";

    let field = "  phone String?\n";
    let place = typist.behind(&block, note);
    typist.type_at(place, field);

    let count = typist.behind(&block, "count BigInt");
    typist.delete_before(count, "BigInt".len());
    typist.type_at(count - "BigInt".len(), "Int");

    let index = "  @@index([code, phone])\n";
    let last = typist.behind(&block, "@@index([title])\n");
    typist.type_at(last, index);

    let gone = typist.behind(&block, note);
    typist.press(gone - note.len(), gone, "");

    let fresh = format!(
        "\nmodel Fresh {{\n  id Int @id\n  owner Model{at}? @relation(fields: [ownerId], references: [id])\n  ownerId Int?\n}}\n"
    );
    let end = typist.text.len();
    typist.type_at(end, &fresh);
    let back = "  fresh Fresh[]\n";
    let place = typist.behind(&block, "title String\n");
    typist.type_at(place, back);

    // And back, the long way round where somebody would hold the key down.
    typist.delete_before(place + back.len(), back.len());
    typist.press(end, end + fresh.len(), "");
    typist.press(gone - note.len(), gone - note.len(), note);
    let last = typist.behind(&block, "@@index([title])\n");
    typist.press(last, last + index.len(), "");
    let count = typist.behind(&block, "count Int");
    typist.press(count - "Int".len(), count, "BigInt");
    let place = typist.behind(&block, note);
    typist.delete_before(place + field.len(), field.len());
    assert!(typist.text == text, "a round leaves the text as it was");
    typist.keystrokes
}
