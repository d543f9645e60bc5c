//! Where the cursor stands, told from the tokens around it: text that is being typed is rarely a tree.

use super::tokens::{Kind, Token, closer, lex, member};
use crate::{Position, Snapshot};
use parallax_syntax::ast::{BlockKind, ConfigKeyword, Placed};
use parallax_text::TextRange;

/// The place at the cursor, and what is there already.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) text: &'a str,
    pub(crate) cursor: usize,
    /// Absent between blocks.
    pub(crate) block: Option<&'a Placed>,
    /// The word at the cursor, or what stands in its quotes; may be empty.
    pub(crate) word: TextRange,
    pub(crate) quotes: Quotes,
    pub(crate) place: Place<'a>,
    tokens: Vec<Token>,
}

/// Whether the cursor stands in a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quotes {
    Outside,
    Closed,
    Open,
}

#[derive(Debug)]
pub(crate) enum Place<'a> {
    /// The first word between blocks.
    Top,
    /// The name of a property.
    Key,
    /// The value of a property.
    Value { key: &'a str, started: bool, frames: Vec<Frame<'a>> },
    /// The first word of a line in a block.
    Member,
    /// The type of a field.
    Type,
    /// Behind the type of a field, or the name of an enum's value; `sign` is where an `@` stands that is written.
    Attribute { sign: Option<usize> },
    /// An attribute of the block; `sign` is where its first `@` stands.
    BlockAttribute { sign: usize },
    /// Behind `@db.`
    Native { source: &'a str },
    /// In the parentheses of an attribute.
    Arguments { attribute: Attribute<'a>, frames: Vec<Frame<'a>> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    /// Without the `@`s, with dots.
    pub(crate) name: &'a str,
    pub(crate) block: bool,
}

/// An open bracket around the cursor.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) opener: u8,
    /// The word in front of a parenthesis.
    pub(crate) callee: &'a str,
    callee_start: usize,
    /// What stands between the commas.
    pub(crate) items: Vec<Item<'a>>,
    /// Index of the item at the cursor.
    pub(crate) current: usize,
    /// Where the cursor stands in that item.
    pub(crate) step: Step<'a>,
}

impl<'a> Frame<'a> {
    /// The items that the cursor is not in.
    pub(crate) fn others(&self) -> impl Iterator<Item = &Item<'a>> {
        self.items.iter().enumerate().filter(|(at, _)| *at != self.current).map(|(_, item)| item)
    }
    pub(crate) fn item(&self, name: &str) -> Option<&Item<'a>> {
        self.items.iter().find(|item| item.name == Some(name))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    /// At the beginning: a name or a value.
    Start,
    /// Behind the `:` of this name.
    Value(&'a str),
    /// Behind a path and its dot: `address.`
    Path(&'a str),
    /// In an inner bracket, or behind something that is complete.
    Done,
}

/// `name: value`, `value`, or nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(crate) name: Option<&'a str>,
    /// The first word or string of the value, with its dots and quotes; empty where there is none.
    pub(crate) value: &'a str,
    /// What stands at the first bracket of the value.
    pub(crate) inside: &'a str,
}

/// What is known of the field, or the value of an enum, that the line at the cursor declares.
#[derive(Debug, Default)]
pub(crate) struct Line<'a> {
    pub(crate) name: &'a str,
    pub(crate) ty: &'a str,
    pub(crate) list: bool,
    pub(crate) optional: bool,
    /// Without the `@`; the one at the cursor is not among them.
    pub(crate) attributes: Vec<&'a str>,
}

impl<'a> Context<'a> {
    /// Absent where nothing can be said: in comments, in names, behind what is complete.
    pub(crate) fn at(snapshot: &'a Snapshot, position: Position) -> Option<Self> {
        let text = snapshot.text(position.file);
        let cursor = position.offset as usize;
        if !text.is_char_boundary(cursor) {
            return None;
        }
        let blocks = &snapshot.ast(position.file).blocks;
        let next = blocks.partition_point(|placed| start(placed) < cursor);
        let end = blocks.get(next).map_or(text.len(), |placed| placed.offset as usize).max(cursor);
        let Some(placed) = next.checked_sub(1).and_then(|at| blocks.get(at)) else {
            return top(text, 0, cursor);
        };
        let from = start(placed);
        if matches!(placed.block.kind, BlockKind::Unknown) {
            return top(text, from, cursor);
        }
        let tokens = lex(text, from, end);
        let brace = tokens.iter().position(|token| token.is(b'{'))?;
        if cursor <= tokens[brace].start {
            return tokens
                .first()
                .filter(|keyword| cursor <= keyword.end)
                .and_then(|_| top(text, from, cursor));
        }
        let body = tokens.get(brace + 1..)?;
        let Some(line) = member(text, body, cursor) else {
            let after = body.iter().rfind(|token| token.end <= cursor && token.is(b'}'));
            return top(text, after.map_or(cursor, |token| token.end), cursor);
        };
        of_member(text, cursor, placed, body.get(line)?.to_vec())
    }

    pub(crate) fn prefix(&self) -> &'a str {
        self.text.get(self.word.start as usize..self.cursor).unwrap_or_default()
    }

    /// What follows the word on its line.
    pub(crate) fn rest_of_line(&self) -> &'a str {
        let rest = self.text.get(self.word.end as usize..).unwrap_or_default();
        rest.lines().next().unwrap_or_default()
    }

    /// What the line at the cursor declares.
    pub(crate) fn line(&self) -> Line<'a> {
        let tokens: Vec<Token> = significant(&self.tokens).collect();
        let mut line = Line::default();
        let mut rest = tokens.as_slice();
        if let [name, tail @ ..] = rest
            && name.is_word()
        {
            line.name = slice(self.text, name);
            rest = tail;
        }
        if let [ty, tail @ ..] = rest
            && ty.is_word()
        {
            line.ty = slice(self.text, ty);
            rest = tail;
        }
        let written = rest.iter().take_while(|token| !token.is(b'@'));
        line.list = written.clone().any(|token| token.is(b'['));
        line.optional = written.clone().any(|token| token.is(b'?'));
        let mut depth = 0_u32;
        for (at, token) in rest.iter().enumerate() {
            match token.kind {
                Kind::Sign(b'(' | b'[' | b'{') => depth += 1,
                Kind::Sign(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
                Kind::Sign(b'@') if depth == 0 => {
                    let path = path(self.text, &rest[at + 1..]);
                    let end = token.end + path.len();
                    let at_cursor = token.end <= self.cursor && self.cursor <= end;
                    if !path.is_empty() && !at_cursor {
                        line.attributes.push(path);
                    }
                }
                Kind::Word | Kind::Text { .. } | Kind::Comment { .. } | Kind::Newline | Kind::Sign(_) => {}
            }
        }
        line
    }
}

fn start(placed: &Placed) -> usize {
    placed.offset as usize + placed.block.range.start as usize
}

fn slice<'a>(text: &'a str, token: &Token) -> &'a str {
    text.get(token.start..token.end).unwrap_or_default()
}

fn significant(tokens: &[Token]) -> impl Iterator<Item = Token> {
    tokens.iter().filter(|token| !matches!(token.kind, Kind::Comment { .. } | Kind::Newline)).copied()
}

/// The word that `tokens` begin with, and what dots join to it.
fn path<'a>(text: &'a str, tokens: &[Token]) -> &'a str {
    let Some(first) = tokens.first().filter(|token| token.is_word()) else { return "" };
    let mut end = first.end;
    for token in tokens.get(1..).unwrap_or_default() {
        if token.start != end || !(token.is(b'.') || token.is_word()) {
            break;
        }
        end = token.end;
    }
    text.get(first.start..end).unwrap_or_default()
}

/// The same, read backwards: where the path begins that ends with `tokens`.
fn path_before(tokens: &[Token]) -> &[Token] {
    let mut from = tokens.len();
    while let Some(token) = from.checked_sub(1).and_then(|at| tokens.get(at)) {
        let joined = tokens.get(from).is_none_or(|next| next.start == token.end);
        if !joined || !(token.is_word() || token.is(b'.')) {
            break;
        }
        from -= 1;
    }
    tokens.get(from..).unwrap_or_default()
}

/// Between blocks: a keyword can stand where a line begins.
fn top(text: &str, from: usize, cursor: usize) -> Option<Context<'_>> {
    let tokens = lex(text, from, text.len().min(line_end(text, cursor)));
    if tokens.iter().any(|token| token.holds(cursor)) {
        return None;
    }
    let before: Vec<&Token> =
        tokens.iter().take_while(|token| token.end < cursor || token.start < cursor).collect();
    if before.iter().any(|token| token.is(b'{')) {
        return None;
    }
    let on_line = before.iter().rev().take_while(|token| token.kind != Kind::Newline);
    let (mut words, mut word) = (0, TextRange::new(cursor, cursor));
    for token in on_line {
        words += 1;
        if token.is_word() && token.end >= cursor {
            word = TextRange::new(token.start, token.end);
            words -= 1;
        }
    }
    (words == 0).then(|| Context {
        text,
        cursor,
        block: None,
        word,
        quotes: Quotes::Outside,
        place: Place::Top,
        tokens: Vec::new(),
    })
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find(['\n', '\r'])).map_or(text.len(), |length| at + length)
}

fn of_member<'a>(text: &'a str, cursor: usize, block: &'a Placed, tokens: Vec<Token>) -> Option<Context<'a>> {
    let at_cursor = tokens.iter().find(|token| token.holds(cursor));
    let (word, quotes) = match at_cursor.map(|token| (token, token.kind)) {
        Some((token, Kind::Text { closed: true })) => {
            (TextRange::new(token.start + 1, token.end - 1), Quotes::Closed)
        }
        // What follows on the line may be meant to stand outside of the string.
        Some((token, Kind::Text { closed: false })) => {
            (TextRange::new(token.start + 1, cursor), Quotes::Open)
        }
        Some(_) => return None,
        None => (word_at(&tokens, cursor), Quotes::Outside),
    };
    let edge = if quotes == Quotes::Outside { word.start as usize } else { word.start as usize - 1 };
    let before: Vec<Token> = significant(&tokens).take_while(|token| token.end <= edge).collect();
    let frames = frames(text, &tokens, edge, cursor);
    let place = match &block.block.kind {
        BlockKind::Config(_) => in_config(text, &before, frames, quotes)?,
        BlockKind::Object(_) if before.first().is_some_and(|sign| sign.is(b'@')) => {
            in_block(text, &before, frames, edge, false, quotes)?
        }
        BlockKind::Object(_) => in_config(text, &before, frames, quotes)?,
        BlockKind::Model(_) | BlockKind::Enum(_) => {
            let of_enum = matches!(block.block.kind, BlockKind::Enum(_));
            in_block(text, &before, frames, edge, of_enum, quotes)?
        }
        BlockKind::Unknown => return None,
    };
    Some(Context { text, cursor, block: Some(block), word, quotes, place, tokens })
}

fn word_at(tokens: &[Token], cursor: usize) -> TextRange {
    let word = tokens.iter().find(|token| token.is_word() && token.start < cursor && cursor <= token.end);
    word.map_or(TextRange::new(cursor, cursor), |word| TextRange::new(word.start, word.end))
}

fn in_config<'a>(
    text: &'a str,
    before: &[Token],
    frames: Vec<Frame<'a>>,
    quotes: Quotes,
) -> Option<Place<'a>> {
    match before {
        [] if quotes == Quotes::Outside => Some(Place::Key),
        [key, equals, rest @ ..] if key.is_word() && equals.is(b'=') => {
            Some(Place::Value { key: slice(text, key), started: !rest.is_empty(), frames })
        }
        _ => None,
    }
}

fn in_block<'a>(
    text: &'a str,
    before: &[Token],
    frames: Vec<Frame<'a>>,
    edge: usize,
    of_enum: bool,
    quotes: Quotes,
) -> Option<Place<'a>> {
    if let Some(outer) = frames.first() {
        let attribute = attribute_of(before, outer)?;
        return Some(Place::Arguments { attribute, frames });
    }
    if quotes != Quotes::Outside {
        return None;
    }
    let apart = text.get(..edge).is_some_and(|text| text.ends_with(char::is_whitespace));
    match before {
        [] => Some(Place::Member),
        [first] if first.is(b'@') => Some(Place::BlockAttribute { sign: first.start }),
        [first, second] if first.is(b'@') && second.is(b'@') => {
            Some(Place::BlockAttribute { sign: first.start })
        }
        [first, ..] if first.is(b'@') => None,
        [.., last] if last.is(b'@') => Some(Place::Attribute { sign: Some(last.start) }),
        [rest @ .., dot] if dot.is(b'.') => {
            let source = path_before(rest);
            let sign = rest.len().checked_sub(source.len() + 1).and_then(|at| rest.get(at));
            match (source, sign) {
                ([source], Some(sign)) if sign.is(b'@') => {
                    Some(Place::Native { source: slice(text, source) })
                }
                _ => None,
            }
        }
        _ if !apart => None,
        [name] if name.is_word() && !of_enum => Some(Place::Type),
        [name, ..] if name.is_word() => Some(Place::Attribute { sign: None }),
        _ => None,
    }
}

/// The attribute whose parentheses are the outermost brackets around the cursor.
fn attribute_of<'a>(before: &[Token], outer: &Frame<'a>) -> Option<Attribute<'a>> {
    let end = outer.callee_start;
    let signs: Vec<&Token> = before.iter().take_while(|token| token.start < end).collect();
    let (last, block) = match signs.as_slice() {
        [.., first, second] if first.is(b'@') && second.is(b'@') => (second, true),
        [.., sign] if sign.is(b'@') => (sign, false),
        _ => return None,
    };
    (outer.opener == b'(' && !outer.callee.is_empty() && last.end == end)
        .then_some(Attribute { name: outer.callee, block })
}

/// The brackets around the cursor, outermost first.
fn frames<'a>(text: &'a str, tokens: &[Token], edge: usize, cursor: usize) -> Vec<Frame<'a>> {
    let mut open: Vec<usize> = Vec::new();
    for (at, token) in tokens.iter().enumerate().take_while(|(_, token)| token.end <= edge) {
        match token.kind {
            Kind::Sign(b'(' | b'[' | b'{') => open.push(at),
            Kind::Sign(sign @ (b')' | b']' | b'}')) => {
                let opener =
                    |at: &usize| matches!(tokens[*at].kind, Kind::Sign(opener) if closer(opener) == sign);
                // One that closes nothing is taken for a slip.
                if let Some(depth) = open.iter().rposition(opener) {
                    open.truncate(depth);
                }
            }
            Kind::Word | Kind::Text { .. } | Kind::Comment { .. } | Kind::Newline | Kind::Sign(_) => {}
        }
    }
    open.iter().map(|at| frame(text, tokens, *at, edge, cursor)).collect()
}

fn frame<'a>(text: &'a str, tokens: &[Token], open: usize, edge: usize, cursor: usize) -> Frame<'a> {
    let opener = match tokens[open].kind {
        Kind::Sign(sign) => sign,
        Kind::Word | Kind::Text { .. } | Kind::Comment { .. } | Kind::Newline => b'(',
    };
    let callee = path_before(&tokens[..open]);
    let (callee_start, callee) = match (callee.first(), callee.last()) {
        (Some(first), Some(last)) if last.end == tokens[open].start => {
            (first.start, text.get(first.start..last.end).unwrap_or_default())
        }
        _ => (tokens[open].start, ""),
    };
    let mut items: Vec<Vec<Token>> = vec![Vec::new()];
    let (mut depth, mut current) = (0_usize, 0);
    for token in significant(&tokens[open + 1..]) {
        match token.kind {
            Kind::Sign(b'(' | b'[' | b'{') => depth += 1,
            Kind::Sign(b')' | b']' | b'}') if depth == 0 => break,
            Kind::Sign(b')' | b']' | b'}') => depth -= 1,
            Kind::Sign(b',') if depth == 0 => {
                if token.end <= cursor {
                    current += 1;
                }
                items.push(Vec::new());
                continue;
            }
            Kind::Word | Kind::Text { .. } | Kind::Comment { .. } | Kind::Newline | Kind::Sign(_) => {}
        }
        if let Some(item) = items.last_mut() {
            item.push(token);
        }
    }
    let step = items.get(current).map_or(Step::Start, |item| step(text, item, edge));
    let items = items.iter().map(|tokens| item(text, tokens)).collect();
    Frame { opener, callee, callee_start, items, current, step }
}

fn step<'a>(text: &'a str, item: &[Token], edge: usize) -> Step<'a> {
    let before: Vec<Token> = item.iter().take_while(|token| token.end <= edge).copied().collect();
    match before.as_slice() {
        [] => Step::Start,
        [name, colon] if name.is_word() && colon.is(b':') => Step::Value(slice(text, name)),
        [.., dot] if dot.is(b'.') && dot.end == edge && path_before(&before).len() == before.len() => {
            Step::Path(path(text, &before).trim_end_matches('.'))
        }
        _ => Step::Done,
    }
}

fn item<'a>(text: &'a str, tokens: &[Token]) -> Item<'a> {
    let (name, value) = match tokens {
        [name, colon, value @ ..] if name.is_word() && colon.is(b':') => (Some(slice(text, name)), value),
        value => (None, value),
    };
    let first = match value.first() {
        Some(token) if token.is_word() => path(text, value),
        Some(token) if matches!(token.kind, Kind::Text { .. }) => slice(text, token),
        Some(_) | None => "",
    };
    let opener = value.iter().find(|token| matches!(token.kind, Kind::Sign(b'(' | b'[' | b'{')));
    let inside = match (opener, value.last()) {
        (Some(opener), Some(last)) if opener.end <= last.end => &text[opener.end..last.end],
        _ => "",
    };
    Item { name, value: first, inside }
}

/// Which of the blocks of settings it is.
pub(crate) fn config_keyword(placed: &Placed) -> Option<ConfigKeyword> {
    match &placed.block.kind {
        BlockKind::Config(config) => Some(config.keyword),
        BlockKind::Model(_) | BlockKind::Enum(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
    }
}
