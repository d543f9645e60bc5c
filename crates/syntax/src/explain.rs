//! Words for what is wrong with a text, and the edit that mends it where that is plain. Knows no positions but those
//! it is given.

use crate::ast::{ObjectBlock, SyntaxError};
use crate::grammar::Rule as Node;
use crate::literal::BadEscape;
use crate::split::MAX_DEPTH;
use crate::tree::Members;
use crate::{KEYWORDS, rules};
use parallax_diagnostics::{Rule, did_you_mean};
use parallax_text::{Edit, TextRange};

fn error(
    rule: &'static Rule,
    range: TextRange,
    message: impl Into<String>,
    label: impl Into<String>,
) -> SyntaxError {
    SyntaxError { rule, range, message: message.into(), label: label.into(), help: None, fix: None }
}

impl SyntaxError {
    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
    fn fix(mut self, title: impl Into<String>, range: TextRange, text: impl Into<String>) -> Self {
        self.fix = Some((title.into(), vec![Edit { range, text: text.into() }]));
        self
    }
}

// ---- Outside of blocks

/// What is neither a block that we know nor a comment.
pub(crate) fn top_level(node: Node, text: &str, range: TextRange) -> SyntaxError {
    match node {
        Node::alias => error(&rules::TYPE_ALIAS, range, "a type cannot be given another name", "")
            .help("write the type and its attributes at each field that uses it"),
        Node::unknown_block => unknown_block(text, range),
        _ => line_outside(text.trim_end(), range),
    }
}

fn unknown_block(text: &str, range: TextRange) -> SyntaxError {
    let head = text.split(['\n', '\r']).next().unwrap_or_default();
    let head = head.split('{').next().unwrap_or_default().trim_end();
    let head_range = TextRange { start: range.start, end: range.start + head.len().max(1) as u32 };
    let words: Vec<&str> = head.split_whitespace().collect();
    let (message, label) = match words.as_slice() {
        [] => {
            ("this `{` belongs to no block".to_owned(), "keyword and name stand before it, on the same line")
        }
        [keyword] if KEYWORDS.contains(keyword) => {
            (format!("this `{keyword}` has no name"), "the name stands between keyword and `{`")
        }
        [keyword, ..] if KEYWORDS.contains(keyword) => {
            (format!("`{}` is no name", head[keyword.len()..].trim()), "one word, which begins with a letter")
        }
        [word, ..] => (format!("`{word}` is no kind of block"), "not read, up to the closing brace"),
    };
    let found = error(&rules::UNKNOWN_BLOCK, head_range, message, label);
    let Some(word) = words.first().filter(|word| !KEYWORDS.contains(word)) else {
        return found;
    };
    let of_prisma_8 = match *word {
        "namespace" => Some("models name their namespace with `@@schema(\"…\")`"),
        "native_enum" => Some("an `enum` is a type of the database, and `@map` says how it calls a value"),
        "types" => Some("write the type and its attributes at each field that uses it"),
        _ => None,
    };
    if let Some(here) = of_prisma_8 {
        return found.help(format!(
            "`{word}` is of Prisma 8, whose files begin with `{}`; Parallax does not read such blocks: {here}",
            crate::ast::Edition::HEADER
        ));
    }
    let start = range.start + head.find(word).unwrap_or(0) as u32;
    let word_range = TextRange { start, end: start + word.len() as u32 };
    match did_you_mean(word, KEYWORDS.iter().copied()) {
        Some(keyword) => found.help(format!("did you mean `{keyword}`?")).fix(
            format!("Replace by `{keyword}`"),
            word_range,
            keyword,
        ),
        None if words.len() == 1 => found.help(format!("a model is written `model {word} {{`")),
        None => found.help(format!("a block begins with {}", one_of(KEYWORDS))),
    }
}

/// A block that Prisma does not know, in a file that it reads.
pub(crate) fn beyond_prisma(object: &ObjectBlock, block: TextRange) -> SyntaxError {
    let range = TextRange { start: block.start, end: object.name.range.end };
    let message = format!("`{}` is no kind of block to Prisma", object.keyword.as_str());
    error(&rules::UNKNOWN_BLOCK, range, message, "not read, up to the closing brace")
        .help("move it to a file that ends in `.plx`, beside this one: such files use the whole language")
}

fn line_outside(text: &str, range: TextRange) -> SyntaxError {
    let found = |message: &str, label: &str| error(&rules::INVALID_LINE_OUTSIDE, range, message, label);
    let words: Vec<&str> = text.split_whitespace().collect();
    if text.starts_with('}') {
        return found("this `}` closes nothing", "")
            .help("the block above is closed already, or was never opened");
    }
    if text.starts_with("/*") {
        return found("this comment is never closed", "`*/` is missing");
    }
    if let [keyword, name] = words.as_slice()
        && KEYWORDS.contains(keyword)
        && !name.contains('{')
    {
        return found("`{` is missing", "it stands on this line").fix(
            "Add `{`",
            TextRange { start: range.end, end: range.end },
            " {",
        );
    }
    let unknown = found("this line belongs to no block", "");
    match words.first().and_then(|word| did_you_mean(word, KEYWORDS.iter().copied())) {
        Some(keyword) if words.first() != Some(&keyword) => {
            unknown.help(format!("did you mean `{keyword}`?"))
        }
        Some(_) | None => unknown.help(format!("a block begins with {}; a note with `//`", one_of(KEYWORDS))),
    }
}

fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

// ---- Blocks

pub(crate) fn joined_keyword(keyword: &str, name: &str, at: TextRange) -> SyntaxError {
    let message = format!("`{keyword}{name}` is read as `{keyword} {name}`");
    error(&rules::JOINED_KEYWORD, at, message, "a space belongs here").fix("Add the space", at, " ")
}

pub(crate) fn one_line(text: &str, range: TextRange) -> SyntaxError {
    let members = text.trim_start_matches('{').trim_end_matches('}').trim();
    let lines = if members.is_empty() { "{\n}".to_owned() } else { format!("{{\n  {members}\n}}") };
    error(&rules::ONE_LINE_BLOCK, range, "a block does not fit on one line", "")
        .help("what it holds begins on the next line, and `}` on one of its own")
        .fix("Break the lines", range, lines)
}

/// `end` is where the text of the block ends.
pub(crate) fn unclosed(head: &str, range: TextRange, end: usize) -> SyntaxError {
    let block = head.split('{').next().unwrap_or_default().trim();
    error(&rules::UNCLOSED_BLOCK, range, format!("`{block}` is never closed"), "opened here")
        .help("`}` stands on a line of its own")
        .fix("Add `}`", TextRange::new(end, end), "\n}")
}

pub(crate) fn ignored(members: Members, text: &str, range: TextRange) -> SyntaxError {
    let what = match members {
        Members::Fields if text.split_whitespace().count() > 1 => "this field is not read",
        Members::Fields | Members::Values | Members::Properties | Members::Settings => {
            "this text is not read"
        }
    };
    error(&rules::TEXT_AFTER_BRACE, range, what, "behind `{` on its line").help("move it to the next line")
}

// ---- Members

/// A line of a block that is no member.
pub(crate) fn member(members: Members, text: &str, range: TextRange) -> SyntaxError {
    let line = text.split(['\n', '\r']).next().unwrap_or_default().trim_end();
    let range = TextRange { start: range.start, end: range.start + line.len() as u32 };
    let found = |message: String| error(&rules::INVALID_MEMBER, range, message, "");
    if let Some((message, help)) = token(text, line) {
        return found(message).help(help);
    }
    if let Some(found) = separator(line, range) {
        return found;
    }
    let (what, shape) = match members {
        Members::Fields => ("neither a field nor an attribute", "a field is `name Type @attribute`"),
        Members::Values => ("neither a value nor an attribute", "values stand on a line each, one word"),
        Members::Properties => ("no setting", "a setting is `key = value`"),
        Members::Settings => ("neither a setting nor an attribute", "a setting is `key = value`"),
    };
    let help = match members {
        Members::Fields if line.starts_with('@') && !line.starts_with("@@") => {
            "an attribute of the model begins with `@@`; one of a field stands behind the field"
        }
        Members::Fields | Members::Values | Members::Settings
            if line.get(1..).is_some_and(|rest| rest.contains("@@")) =>
        {
            "an attribute that begins with `@@` stands on a line of its own"
        }
        Members::Properties if line.contains("@@") => "this block takes no attributes",
        Members::Fields | Members::Values | Members::Properties | Members::Settings => shape,
    };
    found(format!("this line is {what}")).help(help)
}

/// What is wrong with the tokens of a line, rather than with their order.
fn token(text: &str, line: &str) -> Option<(String, &'static str)> {
    if depth(text) > MAX_DEPTH {
        return Some(("brackets nest too deeply".into(), "no attribute needs more than a few levels"));
    }
    let outside: String = text.split(['\n', '\r']).map(without_strings).collect();
    if outside.contains('"') {
        return Some((
            "a string is not closed".into(),
            "a string ends on its line; a quote in it is written `\\\"`",
        ));
    }
    if outside.contains("/*") && !text.contains("*/") {
        return Some(("a comment is not closed".into(), "it ends with `*/`"));
    }
    if outside.contains("/*") {
        return Some(("a comment stands in the way".into(), "comments stand at the end of a line, or above"));
    }
    if outside.contains('\'') {
        return Some(("`'` begins no string".into(), "strings stand in double quotes"));
    }
    if line.starts_with('_') {
        return Some(("names begin with a letter".into(), "to keep the name in the database, use `@map`"));
    }
    let count =
        |brackets: [char; 2]| outside.matches(brackets[0]).count().cmp(&outside.matches(brackets[1]).count());
    let brackets = [['(', ')'], ['[', ']'], ['{', '}']];
    let [open, close] = brackets.into_iter().find(|brackets| count(*brackets).is_ne())?;
    let missing = if count([open, close]).is_gt() { close } else { open };
    Some((format!("`{missing}` is missing"), "brackets come in pairs"))
}

fn separator(line: &str, range: TextRange) -> Option<SyntaxError> {
    let last = line.chars().next_back().filter(|last| matches!(last, ',' | ';'))?;
    let place = TextRange { start: range.end - 1, end: range.end };
    let message = format!("lines do not end with `{last}`");
    Some(error(&rules::INVALID_MEMBER, place, message, "").fix("Remove it", place, ""))
}

/// How deep the brackets of a text nest.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// A line without its strings and what follows `//`.
fn without_strings(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('"') {
        out.push_str(&rest[..at]);
        let body = &rest[at + 1..];
        let Some(end) = string_end(body) else {
            rest = &rest[at..];
            break;
        };
        rest = &body[end..];
    }
    out.push_str(rest);
    match out.find("//") {
        Some(at) => out[..at].to_owned(),
        None => out,
    }
}

fn string_end(body: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

pub(crate) fn incomplete_field(name: &str, range: TextRange) -> SyntaxError {
    error(&rules::INCOMPLETE_FIELD, range, format!("the field `{name}` has no type"), "")
        .help(format!("a field is a name and a type, such as `{name} String`"))
}

pub(crate) fn colon(name: &str, range: TextRange) -> SyntaxError {
    let message = format!("no colon stands between `{name}` and its type");
    error(&rules::LEGACY_SYNTAX, range, message, "remove it").fix("Remove the colon", range, "")
}

pub(crate) fn legacy_type(range: TextRange, why: &str, written: String) -> SyntaxError {
    error(&rules::LEGACY_SYNTAX, range, why, format!("write `{written}`")).fix(
        format!("Replace by `{written}`"),
        range,
        written,
    )
}

pub(crate) fn bad_arity(text: &str, range: TextRange) -> SyntaxError {
    error(&rules::INVALID_MEMBER, range, format!("`{text}` is no type"), "")
        .help("a type ends in `?` where the value may be absent, in `[]` where it is a list, or in neither")
}

pub(crate) fn bad_path(text: &str, range: TextRange) -> SyntaxError {
    error(&rules::INVALID_MEMBER, range, format!("`{text}` is no name"), "").help("names begin with a letter")
}

pub(crate) fn stray_tick(range: TextRange) -> SyntaxError {
    error(&rules::INVALID_MEMBER, range, "this text in backticks has no tag", "")
        .help("it stands right behind one word, such as sql`…`, and nothing else follows")
}

pub(crate) fn not_unsupported(message: String, range: TextRange) -> SyntaxError {
    error(&rules::INVALID_MEMBER, range, message, "")
        .help("only `Unsupported(\"…\")` does; the type of a column is chosen with an attribute such as `@db.VarChar(80)`")
}

pub(crate) fn bad_argument_name(text: &str, range: TextRange) -> SyntaxError {
    error(
        &rules::INVALID_MEMBER,
        range,
        format!("`{text}` cannot name an argument"),
        "one word stands before `:`",
    )
}

pub(crate) fn neither_number_nor_name(text: &str, range: TextRange) -> SyntaxError {
    error(&rules::INVALID_MEMBER, range, format!("`{text}` is neither a number nor a name"), "")
        .help("names begin with a letter; numbers are digits, and perhaps `.` and more digits")
}

pub(crate) fn bad_escape(escape: &BadEscape, text: &str, range: TextRange) -> SyntaxError {
    if escape.unicode {
        return error(&rules::BAD_ESCAPE, range, format!("`{text}` is no character"), "").help(
            "`\\u` takes four hexadecimal digits; a character beyond U+FFFF takes two such escapes, one behind the other",
        );
    }
    error(&rules::BAD_ESCAPE, range, format!("`{text}` means nothing in a string"), "")
        .help("a backslash itself is written `\\\\`, as in `C:\\\\data`")
        .fix("Double the backslash", TextRange { start: range.start, end: range.start }, "\\")
}
