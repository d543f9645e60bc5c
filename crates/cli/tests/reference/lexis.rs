//! The tokens of the grammar as regular expressions of Oniguruma, which TextMate grammars are made of.

use pest_meta::ast::{Expr, Rule};
use pest_meta::parser;
use std::collections::HashMap;

/// The rules of `grammar/parallax.pest` by name.
pub struct Grammar(HashMap<String, Expr>);

impl Grammar {
    pub fn read() -> Self {
        let text = include_str!("../../../../grammar/parallax.pest");
        let pairs =
            parser::parse(parser::Rule::grammar_rules, text).expect("the grammar that is compiled in");
        let rules = parser::consume_rules(pairs).expect("the grammar that is compiled in");
        Grammar(rules.into_iter().map(|Rule { name, expr, .. }| (name, expr)).collect())
    }

    /// What a rule matches. Rules that hold themselves have no regular expression.
    pub fn regex(&self, rule: &str) -> String {
        self.expr(self.rule(rule), 0)
    }

    /// The words that a rule is a choice of.
    pub fn words(&self, rule: &str) -> Vec<String> {
        let of = |expr: &Expr| match expr {
            Expr::Str(word) => word.clone(),
            other => panic!("{rule} is more than words: {other:?}"),
        };
        choices(self.rule(rule)).into_iter().map(of).collect()
    }

    /// The alternatives of a rule that is a choice, as regular expressions.
    pub fn alternatives(&self, rule: &str) -> Vec<String> {
        choices(self.rule(rule)).into_iter().map(|expr| self.expr(expr, 0)).collect()
    }

    /// How each alternative of a rule begins and ends, where both are fixed texts.
    pub fn edges(&self, rule: &str) -> Vec<(String, String)> {
        let edge = |expr: Option<&&Expr>| match expr {
            Some(Expr::Str(text)) => Some(escape(text)),
            _ => None,
        };
        choices(self.rule(rule))
            .into_iter()
            .filter_map(|alternative| {
                let parts = sequence(alternative);
                Some((edge(parts.first())?, edge(parts.last())?))
            })
            .collect()
    }

    fn rule(&self, name: &str) -> &Expr {
        self.0.get(name).unwrap_or_else(|| panic!("the grammar has no rule `{name}`"))
    }

    fn expr(&self, expr: &Expr, depth: usize) -> String {
        assert!(depth < 64, "a rule that holds itself");
        let part = |expr: &Expr| self.expr(expr, depth + 1);
        if let Some(class) = self.class(expr) {
            return if class == r"\p{L}" || class == r"\p{Zs}" { class } else { format!("[{class}]") };
        }
        match expr {
            Expr::Str(text) => escape(text),
            Expr::Insens(text) => format!("(?i:{})", escape(text)),
            Expr::Ident(name) => match builtin(name) {
                Some(regex) => regex.to_owned(),
                None => part(self.rule(name)),
            },
            Expr::Seq(..) => sequence(expr).into_iter().map(part).collect(),
            Expr::Choice(..) => {
                format!("(?:{})", choices(expr).into_iter().map(part).collect::<Vec<_>>().join("|"))
            }
            Expr::PosPred(inner) => format!("(?={})", part(inner)),
            Expr::NegPred(inner) => format!("(?!{})", part(inner)),
            Expr::Opt(inner) => format!("{}?", atom(&part(inner))),
            Expr::Rep(inner) => format!("{}*", atom(&part(inner))),
            Expr::RepOnce(inner) => format!("{}+", atom(&part(inner))),
            other => panic!("no regular expression for {other:?}"),
        }
    }

    /// What stands between `[` and `]`, where one character of a set is asked for.
    fn class(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Range(from, to) if from == to => Some(in_class(from)),
            Expr::Range(from, to) => Some(format!("{}-{}", in_class(from), in_class(to))),
            Expr::Ident(name) => match name.as_str() {
                "LETTER" => Some(r"\p{L}".to_owned()),
                "SPACE_SEPARATOR" => Some(r"\p{Zs}".to_owned()),
                "ASCII_DIGIT" => Some("0-9".to_owned()),
                _ if builtin(name).is_some() => None,
                _ => self.class(self.rule(name)),
            },
            Expr::Choice(..) => choices(expr)
                .into_iter()
                .map(|expr| match expr {
                    Expr::Str(text) if text.chars().count() == 1 => Some(in_class(text)),
                    other => self.class(other),
                })
                .collect(),
            _ => None,
        }
    }
}

fn builtin(name: &str) -> Option<&'static str> {
    match name {
        "ANY" => Some(r"[\s\S]"),
        "SOI" => Some(r"\A"),
        "EOI" => Some(r"\z"),
        _ => None,
    }
}

fn choices(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Choice(first, second) => [choices(first), choices(second)].concat(),
        other => vec![other],
    }
}

fn sequence(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Seq(first, second) => [sequence(first), sequence(second)].concat(),
        other => vec![other],
    }
}

/// In a group where a repetition would otherwise take its last character alone.
fn atom(regex: &str) -> String {
    let is_class = regex.starts_with('[') && regex.find(']') == Some(regex.len() - 1);
    let is_group = regex.starts_with("(?:") && regex.find(')') == Some(regex.len() - 1);
    if regex.chars().count() == 1 || regex.starts_with(r"\p{") || is_class || is_group {
        regex.to_owned()
    } else {
        format!("(?:{regex})")
    }
}

pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for char in text.chars() {
        match char {
            '\n' => out.push_str(r"\n"),
            '\r' => out.push_str(r"\r"),
            '\t' => out.push_str(r"\t"),
            char if r"\.^$|?*+()[]{}".contains(char) => {
                out.push('\\');
                out.push(char);
            }
            char => out.push(char),
        }
    }
    out
}

fn in_class(text: &str) -> String {
    let char = text.chars().next().unwrap_or_default();
    match char {
        '-' | '\\' | ']' | '[' | '^' => format!("\\{char}"),
        '\n' => r"\n".to_owned(),
        '\r' => r"\r".to_owned(),
        '\t' => r"\t".to_owned(),
        ' '..='~' => char.to_string(),
        other => format!("\\x{{{:X}}}", u32::from(other)),
    }
}
