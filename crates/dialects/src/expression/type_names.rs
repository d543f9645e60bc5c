//! Names of types, as they stand behind `CAST(… AS` and `::`.

use super::parse::Parser;
use super::tokens::Token;

impl Parser<'_> {
    /// A type, in its canonical spelling.
    pub fn type_name(&mut self) -> Option<String> {
        let mut name = match self.next()? {
            Token::Word(word) => self.type_words(word),
            // Other names would have to be told in quotes.
            Token::Name(name) if name.chars().all(|c| c.is_alphanumeric() || c == '_') => name,
            _ => return None,
        };
        while self.eats_sign(".") {
            let schema = std::mem::replace(&mut name, self.next()?.into_name()?);
            if !matches!(schema.as_str(), "pg_catalog" | "public") {
                name = format!("{schema}.{name}");
            }
        }
        let mut args = String::new();
        if self.sign() == Some("(") {
            args = self.type_args()?;
        }
        if matches!(name.as_str(), "timestamp" | "time")
            && matches!(self.peek_word(0), Some("with" | "without"))
        {
            let word = self.peek_word(0)?.to_owned();
            self.at += 1;
            self.wants_word("time")?;
            self.wants_word("zone")?;
            name = format!("{name} {word} time zone");
        }
        if self.eats("charset") || self.peek_word(0) == Some("character") && self.peek_word(1) == Some("set")
        {
            self.eats("character");
            self.eats("set");
            // A text that compares byte by byte is another type.
            if self.next()?.into_name()? == "binary" {
                name = "binary".to_owned();
            }
        }
        let mut lists = 0;
        while self.sign() == Some("[") && self.attempt(Self::brackets).is_some() {
            lists += 1;
        }
        Some(super::types::canonical(&name, &args, lists))
    }

    fn brackets(&mut self) -> Option<()> {
        self.wants("[")?;
        if matches!(self.peek(), Some(Token::Number(_))) {
            self.at += 1;
        }
        self.wants("]")
    }

    /// The further words of a type of several.
    fn type_words(&mut self, first: String) -> String {
        let follows: &[&str] = match first.as_str() {
            "double" => &["precision"],
            "character" | "char" | "bit" | "national" => &["varying", "character", "char"],
            "signed" | "unsigned" => &["integer", "int"],
            _ => &[],
        };
        match self.peek_word(0) {
            Some(word) if follows.contains(&word) => {
                let whole = format!("{first} {word}");
                self.at += 1;
                whole
            }
            _ => first,
        }
    }

    fn type_args(&mut self) -> Option<String> {
        self.wants("(")?;
        let mut args = Vec::new();
        loop {
            args.push(match self.next()? {
                Token::Number(number) => number,
                Token::Word(word) | Token::Name(word) => word,
                Token::Text(text) => format!("'{text}'"),
                _ => return None,
            });
            if !self.eats_sign(",") {
                self.wants(")")?;
                return Some(format!("({})", args.join(",")));
            }
        }
    }
}
