//! The TextMate grammar: tokens and keywords of the pest grammar, and the words of the tables. Scopes are those that
//! colour themes know.

use super::lexis::{Grammar, escape};
use parallax_dialect::{Action, Scalar};
use parallax_schema::attributes::ATTRIBUTES;
use serde_json::{Value, json};

pub fn grammar() -> String {
    let writer = Writer::new();
    let value = json!({
        "information_for_contributors": [
            "Generated from grammar/parallax.pest and the tables in the code; `cargo xtask gen` writes it anew."
        ],
        "name": "Prisma schema",
        "scopeName": "source.parallax",
        "fileTypes": ["prisma", "plx"],
        "patterns": [{ "include": "#comment" }, { "include": "#models" }, { "include": "#enums" },
            { "include": "#configs" }, { "include": "#objects" }],
        "repository": writer.repository(),
    });
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

/// Regular expressions of the tokens.
struct Writer {
    grammar: Grammar,
    ws: String,
    ident: String,
    path: String,
    header: String,
}

impl Writer {
    fn new() -> Self {
        let grammar = Grammar::read();
        let rule = |name| grammar.regex(name);
        Writer { ws: rule("ws"), ident: rule("ident"), path: rule("path"), header: rule("header"), grammar }
    }

    fn repository(&self) -> Value {
        json!({
            "models": self.blocks("model_keyword", "entity.name.type.model",
                &["#block-attribute", "#field", "#attribute"]),
            "enums": self.blocks("enum_keyword", "entity.name.type.enum",
                &["#block-attribute", "#enum-value", "#attribute"]),
            "configs": self.blocks("config_keyword", "entity.name.section", &["#property", "#expression"]),
            "objects": self.blocks("object_keyword", "entity.name.type.object",
                &["#block-attribute", "#property", "#expression"]),
            "field": self.field(),
            "enum-value": {
                "match": format!("^({}*)({})", self.ws, self.ident),
                "captures": { "2": { "name": scope("variable.other.enummember") } },
            },
            "property": self.property(),
            "block-attribute": self.attribute("@@", true),
            "attribute": self.attribute("@", false),
            "arguments": self.brackets("(", ")", "group", &["#argument-name", "#expression"]),
            "argument-name": {
                "match": format!("({}){}*(:)", self.ident, self.ws),
                "captures": {
                    "1": { "name": scope("variable.parameter") },
                    "2": { "name": scope("punctuation.separator.key-value") },
                },
            },
            "expression": { "patterns": [
                { "include": "#comment" }, { "include": "#string" }, { "include": "#sql" }, { "include": "#ticked" },
                { "include": "#call" }, { "include": "#number" }, { "include": "#constant" }, { "include": "#word" },
                { "include": "#arguments" }, { "include": "#array" }, { "include": "#object" },
            ] },
            "array": self.brackets("[", "]", "array", &["#expression"]),
            "object": self.brackets("{", "}", "object", &["#argument-name", "#expression"]),
            "call": self.call(),
            "number": {
                "match": format!(r"(?:{}|\b[0-9]+(?:\.[0-9]+)?)(?![\p{{L}}0-9_-])", self.grammar.regex("negative")),
                "name": scope("constant.numeric"),
            },
            "constant": self.constants(),
            "word": { "match": self.path, "name": scope("variable.other") },
            "string": {
                "match": self.grammar.regex("string"),
                "name": scope("string.quoted.double"),
                "captures": { "0": { "patterns": [{ "include": "#escape" }] } },
            },
            "escape": {
                "match": r#"\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})"#,
                "name": scope("constant.character.escape"),
            },
            "sql": self.ticked(&format!("(sql){}*", self.ws), Some("source.sql")),
            "ticked": self.ticked(&format!("({}){}*", self.path, self.ws), None),
            "comment": self.comments(),
        })
    }

    /// Keyword, name, and the members between the braces.
    fn blocks(&self, keywords: &str, name: &str, members: &[&str]) -> Value {
        let of_keyword = |keyword: &String| {
            let head = format!("^({0}*)({1})({0}*)({2}){0}*", self.ws, escape(keyword), self.ident);
            let kind = scope(&format!("storage.type.{keyword}"));
            let captures = json!({
                "2": { "name": kind },
                "4": { "name": scope(name) },
                "5": { "name": scope("punctuation.section.block.begin") },
                "6": { "name": scope("punctuation.section.block.end") },
            });
            let one_line = json!({
                "match": format!(r"{head}(\{{)(?:(?!//|/\*)[^}}\n])*(\}}){}*$", self.ws),
                "captures": captures,
            });
            let lines = json!({
                "begin": format!(r"{head}(\{{)"),
                "beginCaptures": captures,
                // A block that nobody closed ends where the next one begins.
                "end": format!(r"^{0}*(\}})|(?=^{0}*{1})", self.ws, self.header),
                "endCaptures": { "1": { "name": scope("punctuation.section.block.end") } },
                "name": scope(&format!("meta.block.{keyword}")),
                "patterns": includes(&[&["#comment"], members].concat()),
            });
            [one_line, lines]
        };
        let patterns: Vec<Value> = self.grammar.words(keywords).iter().flat_map(of_keyword).collect();
        json!({ "patterns": patterns })
    }

    fn field(&self) -> Value {
        let scalars: Vec<&str> = Scalar::ALL.iter().map(|scalar| scalar.as_str()).collect();
        json!({
            "match": format!(r"^({0}*)({1})(?:(?:{0}|:)+(\[?){0}*({1}))?", self.ws, self.ident),
            "captures": {
                "2": { "name": scope("variable.other.member") },
                "4": { "patterns": [
                    self.words(&scalars, "support.type.primitive"),
                    self.words(&["Unsupported"], "support.type.unsupported"),
                    { "match": self.ident, "name": scope("entity.name.type") },
                ] },
            },
        })
    }

    fn property(&self) -> Value {
        let properties =
            [parallax_schema::DATASOURCE_PROPERTIES, parallax_schema::GENERATOR_PROPERTIES].concat();
        let mut names: Vec<&str> = properties.iter().map(|property| property.name).collect();
        names.sort_unstable();
        names.dedup();
        json!({
            "match": format!("^({0}*)({1}){0}*(=)", self.ws, self.ident),
            "captures": {
                "2": { "patterns": [
                    self.words(&names, "support.type.property-name"),
                    { "match": self.ident, "name": scope("variable.other.property") },
                ] },
                "3": { "name": scope("keyword.operator.assignment") },
            },
        })
    }

    /// Known ones, column types, and those that nobody knows.
    fn attribute(&self, signs: &str, block: bool) -> Value {
        let mut names: Vec<&str> =
            ATTRIBUTES.iter().filter(|spec| spec.block == block).map(|spec| spec.name).collect();
        names.sort_unstable();
        let known = format!("{signs}{}*(?:{})(?!{})", self.ws, names.join("|"), self.more());
        let native = format!(r"{signs}{}*{}\.(?:{})?", self.ws, self.ident, self.ident);
        let mut patterns = vec![json!({ "match": known, "name": scope("entity.name.function.decorator") })];
        if !block {
            let name = scope("entity.name.function.decorator.native");
            patterns.push(json!({ "match": native, "name": name }));
        }
        let unknown = format!("{signs}{}*(?:{})?", self.ws, self.path);
        patterns.push(json!({ "match": unknown, "name": scope("entity.name.function.decorator.unknown") }));
        patterns.push(json!({ "include": "#arguments" }));
        json!({ "patterns": patterns })
    }

    fn call(&self) -> Value {
        let mut known: Vec<&str> = parallax_schema::default_functions().chain(["env", "raw"]).collect();
        known.sort_unstable();
        json!({
            "match": format!(r"({})(?={}*\()", self.path, self.ws),
            "captures": { "1": { "patterns": [
                self.words(&known, "support.function"),
                { "match": self.path, "name": scope("entity.name.function") },
            ] } },
        })
    }

    /// Words with a meaning of their own: actions, directions, methods of indexes.
    fn constants(&self) -> Value {
        let directions = parallax_schema::words::DIRECTIONS.iter().map(|(word, _)| *word);
        let methods = parallax_dialects::LANGUAGES.iter().flat_map(|language| language.index_methods);
        let mut words: Vec<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
        words.extend(directions.chain(methods.map(|method| method.name)));
        words.sort_unstable();
        words.dedup();
        json!({ "patterns": [
            self.words(&["true", "false", "null"], "constant.language"),
            self.words(&words, "support.constant"),
        ] })
    }

    fn brackets(&self, open: &str, close: &str, kind: &str, inner: &[&str]) -> Value {
        let begin = json!({ "0": { "name": scope(&format!("punctuation.section.{kind}.begin")) } });
        let end = json!({ "0": { "name": scope(&format!("punctuation.section.{kind}.end")) } });
        // A bracket that nobody closed ends with its block.
        let stop = if close == "}" { self.header.clone() } else { format!(r"(?:\}}|{})", self.header) };
        json!({
            "begin": escape(open),
            "beginCaptures": begin,
            "end": format!("{}|(?=^{}*{stop})", escape(close), self.ws),
            "endCaptures": end,
            "patterns": includes(inner),
        })
    }

    fn ticked(&self, tag: &str, language: Option<&str>) -> Value {
        let name = match language {
            Some(_) => "meta.embedded.block.sql".to_owned(),
            None => scope("string.quoted.other"),
        };
        let inner: Vec<Value> = language.into_iter().map(|language| json!({ "include": language })).collect();
        let escape = json!({ "match": r"\\[\s\S]", "name": scope("constant.character.escape") });
        let captures = |name: &str| json!({ "name": scope(name) });
        let patterns = [vec![escape], inner].concat();
        json!({
            "begin": format!("{tag}(`)"),
            "beginCaptures": {
                "1": captures("entity.name.function.tagged-template"),
                "2": captures("punctuation.definition.string.begin"),
            },
            "end": format!("`|(?=^{}*{})", self.ws, self.header),
            "endCaptures": { "0": captures("punctuation.definition.string.end") },
            "contentName": name,
            "patterns": patterns,
        })
    }

    fn comments(&self) -> Value {
        let edges = self.grammar.edges("comment");
        let mut patterns = Vec::new();
        for (open, close) in &edges {
            patterns.push(json!({
                "begin": format!(r"{open}\*(?!/)"),
                "end": close,
                "name": scope("comment.block.documentation"),
            }));
            patterns.push(json!({ "begin": open, "end": close, "name": scope("comment.block") }));
        }
        // Those that end with their line.
        let line = self.grammar.alternatives("comment").into_iter().next().unwrap_or_default();
        let documentation = line.replacen("//", "///", 1);
        patterns.push(json!({ "match": documentation, "name": scope("comment.line.documentation") }));
        patterns.push(json!({ "match": line, "name": scope("comment.line.double-slash") }));
        json!({ "patterns": patterns })
    }

    /// Whole words.
    fn words(&self, words: &[&str], name: &str) -> Value {
        let more = self.more();
        json!({ "match": format!("(?<!{more})(?:{})(?!{more})", words.join("|")), "name": scope(name) })
    }

    /// What would make a word a longer one.
    fn more(&self) -> &'static str {
        r"[\p{L}0-9_.-]"
    }
}

fn scope(name: &str) -> String {
    format!("{name}.parallax")
}

fn includes(names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| json!({ "include": name })).collect()
}
