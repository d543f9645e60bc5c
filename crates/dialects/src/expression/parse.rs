//! Tokens to a tree, by binding powers.

use super::Spelling;
use super::tokens::{Token, tokens};
use super::tree::{Literal, Tree};

/// Deeper than anybody writes; servers that print more get no comparison.
const DEEPEST: usize = 150;

/// `None` for what is no expression, or one that is not understood.
pub fn parse(text: &str, spelling: &Spelling) -> Option<Tree> {
    let mut parser = Parser { tokens: tokens(text, spelling)?, at: 0, depth: 0, spelling };
    let tree = parser.expression(0)?;
    (parser.at == parser.tokens.len()).then_some(tree)
}

pub struct Parser<'s> {
    tokens: Vec<Token>,
    pub at: usize,
    depth: usize,
    pub spelling: &'s Spelling,
}

/// How tightly operators bind: those of PostgreSQL, with the bits of the others beneath its own operators.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE>
mod power {
    pub const OR: u8 = 10;
    pub const AND: u8 = 20;
    pub const NOT: u8 = 30;
    pub const IS: u8 = 40;
    pub const COMPARE: u8 = 50;
    pub const LIKE: u8 = 60;
    pub const OTHER: u8 = 70;
    pub const PLUS: u8 = 80;
    pub const TIMES: u8 = 90;
    pub const POWER: u8 = 100;
    pub const ZONE: u8 = 110;
    pub const COLLATE: u8 = 120;
    pub const SIGN: u8 = 130;
    pub const CAST: u8 = 140;
}

impl Parser<'_> {
    // -- tokens -----------------------------------------------------------------------------------------------------

    pub fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }
    pub fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }
    pub fn peek_word(&self, ahead: usize) -> Option<&str> {
        match self.tokens.get(self.at + ahead)? {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }
    pub fn eats_sign(&mut self, sign: &str) -> bool {
        let is = self.peek().is_some_and(|token| token.is_sign(sign));
        self.at += usize::from(is);
        is
    }
    pub fn eats(&mut self, word: &str) -> bool {
        let is = self.peek().is_some_and(|token| token.is_word(word));
        self.at += usize::from(is);
        is
    }
    pub fn wants(&mut self, sign: &str) -> Option<()> {
        self.eats_sign(sign).then_some(())
    }
    pub fn wants_word(&mut self, word: &str) -> Option<()> {
        self.eats(word).then_some(())
    }
    pub fn sign(&self) -> Option<&str> {
        match self.peek()? {
            Token::Sign(sign) => Some(sign),
            _ => None,
        }
    }
    /// Goes back where nothing came of it.
    pub fn attempt<T>(&mut self, of: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let at = self.at;
        let result = of(self);
        if result.is_none() {
            self.at = at;
        }
        result
    }

    // -- operators --------------------------------------------------------------------------------------------------

    /// An expression whose operators bind more tightly than `least`.
    pub fn expression(&mut self, least: u8) -> Option<Tree> {
        self.depth += 1;
        let tree = if self.depth > DEEPEST { None } else { self.operators(least) };
        self.depth -= 1;
        tree
    }

    fn operators(&mut self, least: u8) -> Option<Tree> {
        let mut left = self.prefix()?;
        // One level per turn: a long chain is a deep tree.
        for _ in 0..=DEEPEST {
            match self.infix(left, least)? {
                (tree, true) => left = tree,
                (tree, false) => return Some(tree),
            }
        }
        None
    }

    fn prefix(&mut self) -> Option<Tree> {
        // MySQL's binds more tightly than its word.
        if self.spelling.pipes_or && self.eats_sign("!") {
            return Some(Tree::Not(Box::new(self.expression(power::SIGN)?)));
        }
        if self.eats("not") || self.eats_sign("!") {
            return Some(Tree::Not(Box::new(self.expression(power::NOT)?)));
        }
        if self.eats_sign("-") {
            let of = self.expression(power::SIGN)?;
            return Some(match of {
                Tree::Literal(Literal { value, is_number: true, ty }) => {
                    let value = value.strip_prefix('-').map_or_else(|| format!("-{value}"), str::to_owned);
                    Tree::Literal(Literal { value, is_number: true, ty })
                }
                of => Tree::Unary { op: "-".to_owned(), of: Box::new(of) },
            });
        }
        if self.eats_sign("+") {
            return self.expression(power::SIGN);
        }
        for op in ["~", "@", "|/", "||/", "!!", "@-@", "#"] {
            if self.eats_sign(op) {
                let of = self.expression(power::OTHER)?;
                return Some(Tree::Unary { op: op.to_owned(), of: Box::new(of) });
            }
        }
        self.primary()
    }

    /// What stands to the right of `left`, and whether there was anything.
    fn infix(&mut self, left: Tree, least: u8) -> Option<(Tree, bool)> {
        if let Some(word) = self.peek_word(0).map(str::to_owned) {
            return self.word_infix(left, &word, least);
        }
        let Some(sign) = self.sign().map(str::to_owned) else { return Some((left, false)) };
        let boxed = |tree: Tree| Box::new(tree);
        match sign.as_str() {
            "::" if least < power::CAST => {
                self.at += 1;
                let ty = self.type_name()?;
                return Some((Tree::Cast { of: boxed(left), ty }, true));
            }
            "[" => return Some((self.subscript(left)?, true)),
            "." => {
                self.at += 1;
                let name = self.next()?.into_name()?;
                return Some((Tree::Field { of: boxed(left), name }, true));
            }
            ")" | "]" | "," | "(" | ":" | "::" | ";" => return Some((left, false)),
            _ => {}
        }
        let (op, binds) = self.operator(&sign)?;
        if binds <= least {
            return Some((left, false));
        }
        self.at += 1;
        if sign == "operator" {
            return None;
        }
        let right = if let Some(quantified) = self.quantified(&op, &left)? {
            return Some((quantified, true));
        } else {
            self.expression(binds)?
        };
        let tree = match op.as_str() {
            "and" => Tree::And(vec![left, right]),
            "or" => Tree::Or(vec![left, right]),
            _ => Tree::binary(op, left, right),
        };
        Some((tree, true))
    }

    /// The canonical spelling of an operator of signs, and how tightly it binds.
    fn operator(&self, sign: &str) -> Option<(String, u8)> {
        let own = |binds| Some((sign.to_owned(), binds));
        match sign {
            "=" | "<" | ">" | "<=" | ">=" | "<>" => own(power::COMPARE),
            "==" => Some(("=".to_owned(), power::COMPARE)),
            "!=" => Some(("<>".to_owned(), power::COMPARE)),
            "<=>" if self.spelling.double_quoted_text => {
                Some(("is not distinct from".to_owned(), power::COMPARE))
            }
            "+" | "-" => own(power::PLUS),
            "*" | "/" | "%" => own(power::TIMES),
            "^" => own(power::POWER),
            "||" if self.spelling.pipes_or => Some(("or".to_owned(), power::OR)),
            "&&" if self.spelling.pipes_or => Some(("and".to_owned(), power::AND)),
            "|" if self.spelling.any_case => own(power::OTHER + 2),
            "&" if self.spelling.any_case => own(power::OTHER + 4),
            "<<" | ">>" if self.spelling.any_case => own(power::OTHER + 6),
            sign if sign.chars().all(|c| "+-*/<>=~!@#%^&|`?".contains(c)) => own(power::OTHER),
            _ => None,
        }
    }

    /// `ANY (…)`, `ALL (…)` behind an operator.
    fn quantified(&mut self, op: &str, left: &Tree) -> Option<Option<Tree>> {
        let all = match self.peek_word(0) {
            Some("any" | "some") => false,
            Some("all") => true,
            _ => return Some(None),
        };
        self.at += 1;
        self.wants("(")?;
        let right = Box::new(self.expression(0)?);
        self.wants(")")?;
        Some(Some(Tree::Quantified { op: op.to_owned(), all, left: Box::new(left.clone()), right }))
    }

    fn word_infix(&mut self, left: Tree, word: &str, least: u8) -> Option<(Tree, bool)> {
        let none = |left| Some((left, false));
        let not = word == "not";
        let word = if not { self.peek_word(1).unwrap_or_default().to_owned() } else { word.to_owned() };
        let binds = match word.as_str() {
            "or" | "xor" => power::OR,
            "and" => power::AND,
            "is" | "isnull" | "notnull" => power::IS,
            // SQLite's `a NOT NULL`.
            "null" if not => power::IS,
            "in" | "between" | "like" | "ilike" | "similar" | "regexp" | "rlike" | "glob" | "match" => {
                power::LIKE
            }
            "div" | "mod" => power::TIMES,
            "at" => power::ZONE,
            "collate" => power::COLLATE,
            "operator" => power::OTHER,
            "overlaps" => power::OTHER,
            _ => return none(left),
        };
        if binds <= least {
            return none(left);
        }
        self.at += if not { 2 } else { 1 };
        Some((self.behind_word(left, &word, not, binds)?, true))
    }

    fn behind_word(&mut self, left: Tree, word: &str, not: bool, binds: u8) -> Option<Tree> {
        let is = |of: Tree, what: &str, not| Tree::Is { of: Box::new(of), what: what.to_owned(), not };
        Some(match word {
            "or" => Tree::Or(vec![left, self.expression(binds)?]),
            "and" => Tree::And(vec![left, self.expression(binds)?]),
            "isnull" => is(left, "NULL", false),
            "notnull" | "null" => is(left, "NULL", true),
            "is" => self.behind_is(left)?,
            "in" => {
                self.wants("(")?;
                let items = self.list(")")?;
                Tree::In { of: Box::new(left), items, not }
            }
            "between" => self.between(left, not)?,
            "like" | "ilike" | "similar" | "regexp" | "rlike" | "glob" | "match" => {
                self.pattern(left, word, not)?
            }
            "at" => {
                self.wants_word("time")?;
                self.wants_word("zone")?;
                Tree::call("timezone", vec![self.expression(binds)?, left])
            }
            "collate" => Tree::Collate { of: Box::new(left), collation: self.collation()? },
            "operator" => {
                self.wants("(")?;
                let op = self.qualified_operator()?;
                Tree::binary(op, left, self.expression(binds)?)
            }
            "mod" => Tree::binary("%", left, self.expression(binds)?),
            _ => Tree::binary(word, left, self.expression(binds)?),
        })
    }

    /// `pg_catalog.=)` of `OPERATOR(pg_catalog.=)`.
    fn qualified_operator(&mut self) -> Option<String> {
        while self.peek_word(0).is_some() {
            self.at += 1;
            self.wants(".")?;
        }
        let sign = self.sign()?.to_owned();
        self.at += 1;
        self.wants(")")?;
        Some(self.operator(&sign)?.0)
    }

    fn collation(&mut self) -> Option<String> {
        let mut name = self.next()?.into_name()?;
        while self.eats_sign(".") {
            name = self.next()?.into_name()?;
        }
        Some(name)
    }

    fn behind_is(&mut self, left: Tree) -> Option<Tree> {
        let not = self.eats("not");
        if self.eats("distinct") {
            self.wants_word("from")?;
            let op = if not { "is not distinct from" } else { "is distinct from" };
            return Some(Tree::binary(op, left, self.expression(power::IS)?));
        }
        let what = match self.next()? {
            Token::Word(word)
                if matches!(word.as_str(), "null" | "true" | "false" | "unknown" | "document") =>
            {
                word.to_uppercase()
            }
            _ => return None,
        };
        Some(Tree::Is { of: Box::new(left), what, not })
    }

    fn between(&mut self, left: Tree, not: bool) -> Option<Tree> {
        let symmetric = self.eats("symmetric");
        self.eats("asymmetric");
        let low = self.expression(power::COMPARE)?;
        self.wants_word("and")?;
        let high = self.expression(power::COMPARE)?;
        let within = |low: Tree, high: Tree| {
            let low = Tree::binary(if not { "<" } else { ">=" }, left.clone(), low);
            let high = Tree::binary(if not { ">" } else { "<=" }, left.clone(), high);
            if not { Tree::Or(vec![low, high]) } else { Tree::And(vec![low, high]) }
        };
        if !symmetric {
            return Some(within(low, high));
        }
        let both = vec![within(low.clone(), high.clone()), within(high, low)];
        Some(if not { Tree::And(both) } else { Tree::Or(both) })
    }

    /// LIKE and its kin, as the operators that they stand for.
    fn pattern(&mut self, left: Tree, word: &str, not: bool) -> Option<Tree> {
        if word == "similar" {
            self.wants_word("to")?;
        }
        let op = match (word, not) {
            ("like", false) => "~~",
            ("like", true) => "!~~",
            ("ilike", false) => "~~*",
            ("ilike", true) => "!~~*",
            ("similar", false) => "~",
            ("similar", true) => "!~",
            ("regexp" | "rlike", false) => "regexp",
            ("regexp" | "rlike", true) => "not regexp",
            (word, false) => word,
            (_, true) => return None,
        };
        if let Some(quantified) = self.quantified(op, &left)? {
            return Some(quantified);
        }
        let mut right = self.expression(power::LIKE)?;
        if word == "similar" {
            right = Tree::call("similar_to_escape", vec![right]);
        }
        if self.eats("escape") {
            let escape = self.expression(power::LIKE)?;
            let name = if word == "similar" { "similar_to_escape" } else { "like_escape" };
            right = Tree::call(name, vec![right, escape]);
        }
        Some(Tree::binary(op, left, right))
    }

    fn subscript(&mut self, of: Tree) -> Option<Tree> {
        self.wants("[")?;
        let bound = |parser: &mut Self| {
            let is_open = parser.sign().is_some_and(|sign| matches!(sign, ":" | "]"));
            if is_open { Some(None) } else { parser.expression(0).map(Some) }
        };
        let mut at = vec![bound(self)?];
        let slice = self.eats_sign(":");
        if slice {
            at.push(bound(self)?);
        }
        self.wants("]")?;
        Some(Tree::Subscript { of: Box::new(of), at, slice })
    }

    /// Comma-separated, up to the closing sign.
    pub fn list(&mut self, close: &str) -> Option<Vec<Tree>> {
        let mut items = Vec::new();
        if self.eats_sign(close) {
            return Some(items);
        }
        loop {
            items.push(self.expression(0)?);
            if !self.eats_sign(",") {
                self.wants(close)?;
                return Some(items);
            }
        }
    }

    // -- operands ---------------------------------------------------------------------------------------------------

    fn primary(&mut self) -> Option<Tree> {
        match self.next()? {
            Token::Text(text) => Some(self.adjacent(text)),
            Token::Number(number) => Some(Tree::number(number)),
            Token::Bits(letter, digits) => {
                let ty = if letter == 'b' { "bit" } else { "hex" };
                Some(Tree::Literal(Literal { value: digits, is_number: false, ty: Some(ty.to_owned()) }))
            }
            Token::Name(name) => self.name(vec![name]),
            Token::Word(word) => self.word(word),
            Token::Sign(sign) if sign == "(" => self.parentheses(),
            Token::Sign(sign) if sign == "[" && self.spelling.any_case => None,
            Token::Sign(sign) if sign == "*" => Some(Tree::Name(vec![sign])),
            Token::Sign(_) => None,
        }
    }

    /// Texts that follow each other are one.
    fn adjacent(&mut self, mut text: String) -> Tree {
        while let Some(Token::Text(more)) = self.peek() {
            text.push_str(more);
            self.at += 1;
        }
        Tree::text(text)
    }

    fn parentheses(&mut self) -> Option<Tree> {
        let mut items = self.list(")")?;
        match items.len() {
            0 => None,
            1 => items.pop(),
            _ => Some(Tree::Row(items)),
        }
    }

    fn word(&mut self, word: String) -> Option<Tree> {
        let opens = self.sign() == Some("(");
        match word.as_str() {
            "null" => return Some(Tree::Null),
            "true" => return Some(Tree::Bool(true)),
            "false" => return Some(Tree::Bool(false)),
            "case" => return self.case(),
            "array" if self.eats_sign("[") => return Some(Tree::Array(self.nested_list()?)),
            "row" if opens => {
                self.at += 1;
                return Some(Tree::Row(self.list(")")?));
            }
            "select" | "with" | "values" | "exists" | "over" | "filter" | "within" => return None,
            "binary" if self.spelling.double_quoted_text && !opens => {
                let of = Box::new(self.expression(power::SIGN)?);
                return Some(Tree::Cast { of, ty: "binary".to_owned() });
            }
            "interval" => {
                if let Some(tree) = self.attempt(Self::interval) {
                    return Some(tree);
                }
            }
            _ => {}
        }
        if let Some(tree) = self.special(&word) {
            return Some(tree);
        }
        // `DATE '2020-01-01'`
        if !opens && let Some(tree) = self.attempt(|parser| parser.typed_text(&word)) {
            return Some(tree);
        }
        self.name(vec![word])
    }

    /// Inner lists of a list of lists have no word of their own.
    fn nested_list(&mut self) -> Option<Vec<Tree>> {
        let mut items = Vec::new();
        if self.eats_sign("]") {
            return Some(items);
        }
        loop {
            if self.eats_sign("[") {
                items.push(Tree::Array(self.nested_list()?));
            } else {
                items.push(self.expression(0)?);
            }
            if !self.eats_sign(",") {
                self.wants("]")?;
                return Some(items);
            }
        }
    }

    fn typed_text(&mut self, _word: &str) -> Option<Tree> {
        self.at -= 1;
        let ty = self.type_name()?;
        match self.next()? {
            Token::Text(text) => Some(Tree::Cast { of: Box::new(Tree::text(text)), ty }),
            _ => None,
        }
    }

    /// `INTERVAL '1 day'`, `INTERVAL '1' DAY`, and MySQL's `INTERVAL 1 DAY`.
    fn interval(&mut self) -> Option<Tree> {
        let cast = |text: String| Tree::Cast { of: Box::new(Tree::text(text)), ty: "interval".to_owned() };
        let unit = |parser: &Self| {
            let units =
                ["year", "month", "week", "day", "hour", "minute", "second", "quarter", "microsecond"];
            parser.peek_word(0).filter(|word| units.contains(word)).map(str::to_owned)
        };
        if let Some(Token::Text(text)) = self.peek().cloned() {
            self.at += 1;
            return Some(match unit(self) {
                Some(unit) => {
                    self.at += 1;
                    cast(format!("{text} {unit}"))
                }
                None => cast(text),
            });
        }
        let amount = self.expression(power::PLUS)?;
        let unit = unit(self)?;
        self.at += 1;
        Some(match amount {
            Tree::Literal(literal) => cast(format!("{} {unit}", literal.value)),
            amount => Tree::call("interval", vec![amount, Tree::text(unit)]),
        })
    }

    fn case(&mut self) -> Option<Tree> {
        let of = match self.peek_word(0) {
            Some("when") => None,
            _ => Some(Box::new(self.expression(0)?)),
        };
        let mut arms = Vec::new();
        while self.eats("when") {
            let when = self.expression(0)?;
            self.wants_word("then")?;
            arms.push((when, self.expression(0)?));
        }
        let otherwise = if self.eats("else") { Some(Box::new(self.expression(0)?)) } else { None };
        self.wants_word("end")?;
        Some(Tree::Case { of, arms, otherwise })
    }

    /// A column or a call.
    fn name(&mut self, mut parts: Vec<String>) -> Option<Tree> {
        while self.eats_sign(".") {
            match self.next()? {
                Token::Sign(sign) if sign == "*" => parts.push(sign),
                token => parts.push(token.into_name()?),
            }
        }
        if self.eats_sign("(") {
            return self.call(parts);
        }
        Some(Tree::Name(parts))
    }

    fn call(&mut self, mut parts: Vec<String>) -> Option<Tree> {
        let name = parts.pop()?;
        let schema = parts.pop().filter(|schema| !matches!(schema.as_str(), "pg_catalog" | "public" | "dbo"));
        let name = schema.map_or_else(|| name.clone(), |schema| format!("{schema}.{name}"));
        let distinct = self.eats("distinct");
        let mut args = self.list(")")?;
        if distinct {
            args.insert(0, Tree::Name(vec!["distinct".to_owned()]));
        }
        // Windows, filters and orders are beyond it.
        let is_more = matches!(self.peek_word(0), Some("over" | "filter" | "within"));
        (!is_more).then_some(Tree::Call {
            name: if self.spelling.any_case { name.to_lowercase() } else { name },
            args,
        })
    }
}
