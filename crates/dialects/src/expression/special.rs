//! Calls that are written with words between their arguments, and values that are called without parentheses.

use super::parse::Parser;
use super::tree::Tree;

/// Values without parentheses. What stands for the time of the transaction is one.
const VALUES: &[(&str, &str)] = &[
    ("current_timestamp", "now"),
    ("current_date", "current_date"),
    ("current_time", "current_time"),
    ("localtime", "localtime"),
    ("localtimestamp", "localtimestamp"),
    ("current_user", "current_user"),
    ("current_role", "current_user"),
    ("session_user", "session_user"),
    ("user", "current_user"),
    ("current_schema", "current_schema"),
    ("current_catalog", "current_catalog"),
];

impl Parser<'_> {
    /// Behind the word; none, and nothing read, where it is an ordinary name.
    pub fn special(&mut self, word: &str) -> Option<Tree> {
        let opens = self.peek().is_some_and(|token| token.is_sign("("));
        if let Some((_, name)) = VALUES.iter().find(|(own, _)| *own == word) {
            let args = if opens {
                self.eats_sign("(");
                self.list(")")?
            } else {
                Vec::new()
            };
            // USER() is who asked to MySQL, whatever account that leads to.
            let name = if word == "user" && self.spelling.pipes_or { "user" } else { name };
            return Some(Tree::call(name, args));
        }
        if word == "next" {
            return self.next_value();
        }
        if !opens {
            return None;
        }
        match word {
            "cast" | "try_cast" => self.within(Self::cast),
            "convert" => self.within(Self::convert),
            "extract" => self.within(Self::extract),
            "position" => self.within(Self::position),
            "substring" | "substr" | "overlay" => {
                let name = if word == "substr" { "substring" } else { word };
                self.within(|parser| parser.pieces(name))
            }
            "trim" => self.within(Self::trim),
            _ => None,
        }
    }

    /// What stands between parentheses, or nothing read.
    fn within(&mut self, of: impl FnOnce(&mut Self) -> Option<Tree>) -> Option<Tree> {
        self.wants("(")?;
        let tree = of(self)?;
        self.wants(")")?;
        Some(tree)
    }

    /// SQL Server's `NEXT VALUE FOR sequence`.
    fn next_value(&mut self) -> Option<Tree> {
        let said = [0, 1].map(|ahead| self.peek_word(ahead).map(str::to_owned));
        if said != ["value", "for"].map(|word| Some(word.to_owned())) {
            return None;
        }
        self.eats("value");
        self.eats("for");
        Some(Tree::call("next value", vec![self.expression(0)?]))
    }

    fn cast(&mut self) -> Option<Tree> {
        let of = Box::new(self.expression(0)?);
        self.wants_word("as")?;
        Some(Tree::Cast { of, ty: self.type_name()? })
    }

    /// SQL Server's `CONVERT([int], x)`, MySQL's `CONVERT(x USING utf8mb4)` and `CONVERT(x, char)`.
    fn convert(&mut self) -> Option<Tree> {
        if self.spelling.double_quoted_text {
            let of = Box::new(self.expression(0)?);
            if self.eats("using") {
                let ty = format!("using {}", self.type_name()?);
                return Some(Tree::Cast { of, ty });
            }
            self.wants(",")?;
            return Some(Tree::Cast { of, ty: self.type_name()? });
        }
        let ty = self.type_name()?;
        self.wants(",")?;
        let of = self.expression(0)?;
        if self.eats_sign(",") {
            let style = self.expression(0)?;
            return Some(Tree::call("convert", vec![Tree::text(ty), of, style]));
        }
        Some(Tree::Cast { of: Box::new(of), ty })
    }

    fn extract(&mut self) -> Option<Tree> {
        let field = match self.expression(0)? {
            Tree::Name(parts) => parts.join("."),
            Tree::Literal(literal) => literal.value,
            _ => return None,
        };
        self.wants_word("from")?;
        Some(Tree::call("extract", vec![Tree::text(field.to_lowercase()), self.expression(0)?]))
    }

    /// `POSITION(a IN b)` is `position(b, a)`.
    fn position(&mut self) -> Option<Tree> {
        // The word IN ends the first operand: it binds as tightly as LIKE.
        let first = self.expression(60)?;
        if self.eats("in") {
            return Some(Tree::call("position", vec![self.expression(0)?, first]));
        }
        self.wants(",")?;
        Some(Tree::call("position", vec![first, self.expression(0)?]))
    }

    /// `SUBSTRING(a FROM b FOR c)` and `OVERLAY(a PLACING b FROM c FOR d)`, also with commas.
    fn pieces(&mut self, name: &str) -> Option<Tree> {
        let mut args = vec![self.expression(0)?];
        loop {
            let goes_on =
                self.eats_sign(",") || ["placing", "from", "for"].into_iter().any(|word| self.eats(word));
            if !goes_on {
                return Some(Tree::call(name, args));
            }
            args.push(self.expression(0)?);
        }
    }

    fn trim(&mut self) -> Option<Tree> {
        let side = ["both", "leading", "trailing"].into_iter().find(|word| self.eats(word));
        let name = match side {
            Some("leading") => "ltrim",
            Some("trailing") => "rtrim",
            _ => "btrim",
        };
        let first = if self.peek().is_some_and(|token| token.is_word("from")) {
            None
        } else {
            Some(self.expression(0)?)
        };
        if self.eats("from") {
            let of = self.expression(0)?;
            return Some(Tree::call(name, std::iter::once(of).chain(first).collect()));
        }
        let mut args = vec![first?];
        if self.eats_sign(",") {
            args.push(self.expression(0)?);
        }
        Some(Tree::call(name, args))
    }
}
