//! Reads plain values out of `prisma.config.ts` and its kin without running them: literals, `env("X")`,
//! `process.env.X`, and `path.join` of literals. What is computed stays [`Value::Opaque`].

/// A value of a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    /// The name of an environment variable.
    Env(String),
    Object(Vec<(String, Value)>),
    Opaque,
}

impl Value {
    /// The value at a path of keys; none where a key is missing.
    pub(crate) fn get(&self, path: &[&str]) -> Option<&Value> {
        match (path, self) {
            ([], value) => Some(value),
            ([key, rest @ ..], Value::Object(members)) => {
                members.iter().rev().find(|(name, _)| name == key)?.1.get(rest)
            }
            (_, Value::Text(_) | Value::Env(_) | Value::Opaque) => None,
        }
    }
}

/// What the file exports by default.
pub(crate) fn default_export(text: &str) -> Value {
    let tokens = tokenize(text);
    let root = tokens.windows(3).position(|window| match window {
        [Token::Word(a), Token::Word(b), _] => a == "export" && b == "default",
        _ => false,
    });
    let root = root.map(|at| at + 2).or_else(|| {
        let assigned = tokens.windows(4).position(|window| match window {
            [Token::Word(module), Token::Sign('.'), Token::Word(exports), Token::Sign('=')] => {
                module == "module" && exports == "exports"
            }
            _ => false,
        });
        assigned.map(|at| at + 4)
    });
    match root {
        Some(at) => Reader { tokens: &tokens, depth: 0 }.value(at),
        None => Value::Opaque,
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Sign(char),
}

fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '/' if after.starts_with('/') => after.find('\n').map_or("", |end| &after[end..]),
            '/' if after.starts_with('*') => after.find("*/").map_or("", |end| &after[end + 2..]),
            '/' if begins_expression(tokens.last()) => {
                tokens.push(Token::Sign('/'));
                skip_regex(after)
            }
            '"' | '\'' | '`' => {
                let (token, rest) = string(c, after);
                tokens.push(token);
                rest
            }
            c if c.is_alphanumeric() || c == '_' || c == '$' => {
                let part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
                let end = rest.find(|c| !part(c)).unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].to_owned()));
                &rest[end..]
            }
            c if c.is_whitespace() => after,
            c => {
                tokens.push(Token::Sign(c));
                after
            }
        };
    }
    tokens
}

/// Whether a slash behind this token begins a regular expression rather than dividing.
fn begins_expression(before: Option<&Token>) -> bool {
    match before {
        None => true,
        Some(Token::Sign(sign)) => !matches!(sign, ')' | ']' | '}'),
        Some(Token::Word(word)) => word == "return",
        Some(Token::Text(_)) => false,
    }
}

fn skip_regex(rest: &str) -> &str {
    let (mut escaped, mut class) = (false, false);
    for (at, c) in rest.char_indices() {
        match c {
            '\n' => return &rest[at..],
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => class = true,
            ']' => class = false,
            '/' if !class => return &rest[at + 1..],
            _ => {}
        }
    }
    ""
}

/// A string from behind its opening quote, and what follows. Templates with `${` are not literal.
fn string(quote: char, rest: &str) -> (Token, &str) {
    let mut text = String::new();
    let mut chars = rest.char_indices();
    let mut literal = true;
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => {
                let token = if literal { Token::Text(text) } else { Token::Sign('`') };
                return (token, &rest[at + c.len_utf8()..]);
            }
            '\n' if quote != '`' => return (Token::Sign(quote), &rest[at..]),
            '$' if quote == '`' && rest[at..].starts_with("${") => literal = false,
            '\\' => match chars.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, other)) => text.push(other),
                None => break,
            },
            c => text.push(c),
        }
    }
    (Token::Sign(quote), "")
}

struct Reader<'a> {
    tokens: &'a [Token],
    /// How many names were followed: they may go in circles.
    depth: usize,
}

const MAX_DEPTH: usize = 64;

impl Reader<'_> {
    fn sign(&self, at: usize) -> Option<char> {
        match self.tokens.get(at) {
            Some(Token::Sign(sign)) => Some(*sign),
            _ => None,
        }
    }
    fn word(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// The value of the expression that begins at a token.
    fn value(&self, at: usize) -> Value {
        if self.depth > MAX_DEPTH {
            return Value::Opaque;
        }
        let inner = Reader { tokens: self.tokens, depth: self.depth + 1 };
        match self.tokens.get(at) {
            Some(Token::Text(text)) if self.ends(at + 1) => Value::Text(text.clone()),
            Some(Token::Sign('{')) => inner.object(at + 1),
            Some(Token::Sign('(')) => inner.value(at + 1),
            Some(Token::Word(_)) => inner.name(at),
            _ => Value::Opaque,
        }
    }

    /// Whether an expression ends here: nothing is added to it.
    fn ends(&self, at: usize) -> bool {
        match self.tokens.get(at) {
            None => true,
            Some(Token::Sign(sign)) => matches!(sign, ',' | '}' | ')' | ']' | ';'),
            Some(Token::Word(_)) => true,
            Some(Token::Text(_)) => false,
        }
    }

    /// A name, a call or an environment variable.
    fn name(&self, at: usize) -> Value {
        let mut path = vec![self.word(at).unwrap_or_default()];
        let mut next = at + 1;
        while self.sign(next) == Some('.')
            && let Some(word) = self.word(next + 1)
        {
            path.push(word);
            next += 2;
        }
        match (path.as_slice(), self.sign(next)) {
            (["process", "env", variable], _) => Value::Env((*variable).to_owned()),
            (["process", "env"], Some('[')) => match self.tokens.get(next + 1) {
                Some(Token::Text(variable)) => Value::Env(variable.clone()),
                _ => Value::Opaque,
            },
            ([.., "env"], Some('(')) => match self.tokens.get(next + 1) {
                Some(Token::Text(variable)) => Value::Env(variable.clone()),
                _ => Value::Opaque,
            },
            ([.., "join" | "resolve"], Some('(')) => self.joined(next + 1),
            // defineConfig(…) and other wrappers.
            ([_], Some('(')) => self.value(next + 1),
            ([name], _) => self.declared(name),
            _ => Value::Opaque,
        }
    }

    /// The arguments of `path.join`: literals, of which the folder of the file itself counts as nothing.
    fn joined(&self, mut at: usize) -> Value {
        let mut parts: Vec<&str> = Vec::new();
        loop {
            let start = at;
            while !matches!(self.sign(at), Some(',' | ')')) {
                if at >= self.tokens.len() {
                    return Value::Opaque;
                }
                // process.cwd()
                at += if self.sign(at) == Some('(') && self.sign(at + 1) == Some(')') { 2 } else { 1 };
            }
            match &self.tokens[start..at] {
                [] => {}
                [Token::Text(text)] => parts.push(text),
                [Token::Word(word)] if word == "__dirname" => {}
                [Token::Word(import), _, Token::Word(_), _, Token::Word(dirname)]
                    if import == "import" && dirname == "dirname" => {}
                [Token::Word(process), _, Token::Word(cwd), ..] if process == "process" && cwd == "cwd" => {}
                _ => return Value::Opaque,
            }
            if self.sign(at) == Some(')') {
                return Value::Text(parts.join("/"));
            }
            at += 1;
        }
    }

    /// What `const name = …` gives.
    fn declared(&self, name: &str) -> Value {
        let declared = self.tokens.windows(2).position(|window| match window {
            [Token::Word(keyword), Token::Word(declared)] => {
                matches!(keyword.as_str(), "const" | "let" | "var") && declared == name
            }
            _ => false,
        });
        let Some(at) = declared else { return Value::Opaque };
        let equals = (at + 2..self.tokens.len()).take(12).find(|at| self.sign(*at) == Some('='));
        equals.map_or(Value::Opaque, |equals| self.value(equals + 1))
    }

    fn object(&self, mut at: usize) -> Value {
        let mut members = Vec::new();
        loop {
            let key = match self.tokens.get(at) {
                Some(Token::Word(key)) | Some(Token::Text(key)) => Some(key.clone()),
                Some(Token::Sign('}')) | None => return Value::Object(members),
                Some(Token::Sign(_)) => None,
            };
            if let Some(key) = key {
                match self.sign(at + 1) {
                    Some(':') => members.push((key, self.value(at + 2))),
                    Some(',' | '}') => members.push((key.clone(), self.declared(&key))),
                    _ => {}
                }
            }
            at = self.behind_member(at);
        }
    }

    /// The start of the next member, or the brace that closes the object.
    fn behind_member(&self, mut at: usize) -> usize {
        let mut open = 0usize;
        while let Some(token) = self.tokens.get(at) {
            match token {
                Token::Sign('{' | '(' | '[') => open += 1,
                Token::Sign('}') if open == 0 => return at,
                Token::Sign('}' | ')' | ']') => open = open.saturating_sub(1),
                Token::Sign(',') if open == 0 => return at + 1,
                Token::Sign(_) | Token::Word(_) | Token::Text(_) => {}
            }
            at += 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Value {
        Value::Text(value.into())
    }

    #[test]
    fn literals_variables_and_wrappers_are_read() {
        let config = default_export(
            r#"
            import 'dotenv/config' // schema: "no"
            import { defineConfig, env } from "prisma/config"
            /* schema: "no" */
            export default defineConfig({
              schema: "prisma/schema.prisma",
              migrations: { path: 'db/migrations', seed: `tsx seed.ts` },
              datasource: { url: env("DATABASE_URL"), shadowDatabaseUrl: process.env.SHADOW! },
              async adapter() { return { schema: /[/"]/ } },
            } satisfies PrismaConfig)
            "#,
        );
        assert_eq!(config.get(&["schema"]), Some(&text("prisma/schema.prisma")));
        assert_eq!(config.get(&["migrations", "path"]), Some(&text("db/migrations")));
        assert_eq!(config.get(&["migrations", "seed"]), Some(&text("tsx seed.ts")));
        assert_eq!(config.get(&["datasource", "url"]), Some(&Value::Env("DATABASE_URL".into())));
        assert_eq!(config.get(&["datasource", "shadowDatabaseUrl"]), Some(&Value::Env("SHADOW".into())));
        assert_eq!(config.get(&["missing"]), None);
    }

    #[test]
    fn names_are_followed_and_paths_joined() {
        let config = default_export(
            r#"
            const schema = path.join(import.meta.dirname, "prisma", "schema");
            const config: PrismaConfig = { schema, tables: { external: ["a"] }, x: "a" + b };
            module.exports = config;
            "#,
        );
        assert_eq!(config.get(&["schema"]), Some(&text("prisma/schema")));
        assert_eq!(config.get(&["x"]), Some(&Value::Opaque));
    }

    #[test]
    fn what_is_computed_or_broken_is_opaque() {
        assert_eq!(default_export("export default a; const a = b; const b = a"), Value::Opaque);
        assert_eq!(
            default_export("export default { schema: `${x}/y` }").get(&["schema"]),
            Some(&Value::Opaque)
        );
        assert_eq!(default_export(""), Value::Opaque);
        assert_eq!(default_export("export default {"), Value::Object(vec![]));
    }
}
