//! Symbols, folding, selections, semantic tokens.

use super::Answer;
use crate::view::View;
use lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, FoldingRange, FoldingRangeKind,
    FoldingRangeParams, SelectionRange, SelectionRangeParams, SemanticToken, SemanticTokenModifier,
    SemanticTokenType, SemanticTokens, SemanticTokensParams, SemanticTokensRangeParams,
    SemanticTokensRangeResult, SemanticTokensResult, SymbolInformation, SymbolKind as Kind,
};
use parallax_ide::Position;
use parallax_ide::outline::{self, Symbol, SymbolKind};
use parallax_ide::semantic::{self, Token, TokenKind};
use parallax_text::{FileId, Span, TextRange};

/// As many as a person looks through.
const MAX_SYMBOLS: usize = 200;

pub(super) fn symbols(view: &View, params: DocumentSymbolParams) -> Answer<Option<DocumentSymbolResponse>> {
    let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
    let found = outline::symbols(&view.snapshot, file);
    if view.editor.nested_symbols {
        let nested = found.into_iter().map(|symbol| nested(view, file, symbol)).collect();
        return Ok(Some(DocumentSymbolResponse::Nested(nested)));
    }
    let mut flat = Vec::new();
    for symbol in &found {
        let mut add = |symbol: &Symbol, container: Option<&str>| {
            let span = Span { file, range: symbol.full };
            flat.push(information(view, &symbol.name, symbol.kind, container, span));
        };
        add(symbol, None);
        symbol.children.iter().for_each(|child| add(child, Some(&symbol.name)));
    }
    Ok(Some(DocumentSymbolResponse::Flat(flat)))
}

#[expect(deprecated, reason = "the field has to be named to be left out")]
fn nested(view: &View, file: FileId, symbol: Symbol) -> DocumentSymbol {
    let children: Vec<_> = symbol.children.into_iter().map(|child| nested(view, file, child)).collect();
    DocumentSymbol {
        // An empty name is an error to some editors.
        name: if symbol.name.is_empty() { "?".to_owned() } else { symbol.name },
        detail: symbol.detail,
        kind: symbol_kind(symbol.kind),
        tags: None,
        deprecated: None,
        range: view.range(file, symbol.full),
        selection_range: view.range(file, symbol.selection),
        children: (!children.is_empty()).then_some(children),
    }
}

#[expect(deprecated, reason = "the field has to be named to be left out")]
fn information(
    view: &View,
    name: &str,
    kind: SymbolKind,
    container: Option<&str>,
    span: Span,
) -> SymbolInformation {
    SymbolInformation {
        name: name.to_owned(),
        kind: symbol_kind(kind),
        tags: None,
        deprecated: None,
        location: view.location(span),
        container_name: container.map(str::to_owned),
    }
}

pub(crate) fn workspace_symbols(view: &View, query: &str) -> Vec<SymbolInformation> {
    let found = outline::workspace_symbols(&view.snapshot, query, MAX_SYMBOLS);
    let found = found
        .iter()
        .map(|symbol| information(view, &symbol.name, symbol.kind, symbol.container.as_deref(), symbol.span));
    found.collect()
}

fn symbol_kind(kind: SymbolKind) -> Kind {
    match kind {
        SymbolKind::Model => Kind::CLASS,
        SymbolKind::View => Kind::INTERFACE,
        SymbolKind::CompositeType => Kind::STRUCT,
        SymbolKind::Enum => Kind::ENUM,
        SymbolKind::EnumValue => Kind::ENUM_MEMBER,
        SymbolKind::Field => Kind::FIELD,
        SymbolKind::Datasource => Kind::MODULE,
        SymbolKind::Generator | SymbolKind::Object => Kind::FUNCTION,
        SymbolKind::Property => Kind::PROPERTY,
    }
}

pub(super) fn folds(view: &View, params: FoldingRangeParams) -> Answer<Option<Vec<FoldingRange>>> {
    let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
    let found = outline::folds(&view.snapshot, file).into_iter().map(|fold| {
        let range = view.range(file, fold.range);
        FoldingRange {
            start_line: range.start.line,
            start_character: Some(range.start.character),
            end_line: range.end.line,
            end_character: Some(range.end.character),
            kind: Some(if fold.is_comment { FoldingRangeKind::Comment } else { FoldingRangeKind::Region }),
            collapsed_text: None,
        }
    });
    Ok(Some(found.collect()))
}

pub(super) fn selections(view: &View, params: SelectionRangeParams) -> Answer<Option<Vec<SelectionRange>>> {
    let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
    let selection = |position: &lsp_types::Position| {
        let offset = view.lines(file).offset(*position);
        let ranges = outline::selections(&view.snapshot, Position { file, offset });
        let here = TextRange { start: offset, end: offset };
        let outermost = None;
        let chain = ranges.iter().rev().fold(outermost, |parent, range| {
            Some(Box::new(SelectionRange { range: view.range(file, *range), parent }))
        });
        // One answer is due for each position.
        chain.map_or(SelectionRange { range: view.range(file, here), parent: None }, |chain| *chain)
    };
    Ok(Some(params.positions.iter().map(selection).collect()))
}

/// By [`TokenKind`].
pub(crate) fn token_types() -> Vec<SemanticTokenType> {
    TokenKind::ALL.map(token_type).to_vec()
}

fn token_type(kind: TokenKind) -> SemanticTokenType {
    match kind {
        TokenKind::Keyword => SemanticTokenType::KEYWORD,
        TokenKind::Model => SemanticTokenType::CLASS,
        TokenKind::Enum => SemanticTokenType::ENUM,
        TokenKind::CompositeType => SemanticTokenType::STRUCT,
        TokenKind::Scalar => SemanticTokenType::TYPE,
        TokenKind::Field => SemanticTokenType::PROPERTY,
        TokenKind::EnumValue => SemanticTokenType::ENUM_MEMBER,
        TokenKind::Attribute => SemanticTokenType::DECORATOR,
        TokenKind::Argument => SemanticTokenType::PARAMETER,
        TokenKind::Function => SemanticTokenType::FUNCTION,
        TokenKind::Property => SemanticTokenType::VARIABLE,
        TokenKind::String => SemanticTokenType::STRING,
        TokenKind::Number => SemanticTokenType::NUMBER,
        TokenKind::Constant => SemanticTokenType::MACRO,
        TokenKind::Comment | TokenKind::DocComment => SemanticTokenType::COMMENT,
    }
}

const DECLARATION: u32 = 1;
const IGNORED: u32 = 1 << 1;
const DOCUMENTATION: u32 = 1 << 2;

/// The bits above, in order.
pub(crate) const TOKEN_MODIFIERS: [SemanticTokenModifier; 3] = [
    SemanticTokenModifier::DECLARATION,
    SemanticTokenModifier::DEPRECATED,
    SemanticTokenModifier::DOCUMENTATION,
];

pub(super) fn tokens(view: &View, params: SemanticTokensParams) -> Answer<Option<SemanticTokensResult>> {
    let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
    let found = semantic::tokens(&view.snapshot, file, None);
    Ok(Some(SemanticTokensResult::Tokens(encode(view, file, &found))))
}

pub(super) fn tokens_in(
    view: &View,
    params: SemanticTokensRangeParams,
) -> Answer<Option<SemanticTokensRangeResult>> {
    let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
    let range = view.lines(file).text_range(params.range);
    let found = semantic::tokens(&view.snapshot, file, Some(range));
    Ok(Some(SemanticTokensRangeResult::Tokens(encode(view, file, &found))))
}

/// Each token relative to the one before it.
fn encode(view: &View, file: FileId, tokens: &[Token]) -> SemanticTokens {
    let lines = view.lines(file);
    let mut before = lsp_types::Position::default();
    let mut data = Vec::with_capacity(tokens.len());
    for token in tokens {
        let range = lines.range(token.range);
        if range.start.line != range.end.line {
            continue;
        }
        let delta_line = range.start.line - before.line;
        let delta_start =
            if delta_line == 0 { range.start.character - before.character } else { range.start.character };
        let flag = |set: bool, bit: u32| if set { bit } else { 0 };
        data.push(SemanticToken {
            delta_line,
            delta_start,
            length: range.end.character - range.start.character,
            token_type: token.kind as u32,
            token_modifiers_bitset: flag(token.declaration, DECLARATION)
                | flag(token.ignored, IGNORED)
                | flag(token.kind == TokenKind::DocComment, DOCUMENTATION),
        });
        before = range.start;
    }
    SemanticTokens { result_id: None, data }
}
