//! Requests about a schema: what each asks of `parallax_ide`, and how it is answered.

mod actions;
mod completion;
mod consequence;
mod outline;
mod places;
mod rename;
mod text;

pub(crate) use actions::KINDS as ACTION_KINDS;
pub(crate) use consequence::{SHOW_SQL, show_sql};
pub(crate) use outline::{TOKEN_MODIFIERS, token_types, workspace_symbols};

use crate::view::View;
use lsp_server::ErrorCode;
use lsp_types::request::{self as requests, Request};
use serde_json::Value;

/// Why a request has no answer.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) code: ErrorCode,
    pub(crate) message: String,
}

impl Refused {
    pub(crate) fn failed(message: impl Into<String>) -> Refused {
        Refused { code: ErrorCode::RequestFailed, message: message.into() }
    }
}

pub(crate) type Answer<T> = Result<T, Refused>;
pub(crate) type Handler = fn(&View, Value) -> Answer<Value>;

/// Where a request is answered.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answering {
    /// At once: somebody is typing.
    Now(Handler),
    /// In turn, beside the typing.
    InTurn(Handler),
}

/// The answer to a request about one document; absent for methods that nobody here knows.
pub(crate) fn handler(method: &str) -> Option<Answering> {
    use Answering::{InTurn, Now};
    Some(match method {
        "textDocument/completion" => Now(|v, p| run::<requests::Completion>(v, p, completion::complete)),
        "textDocument/signatureHelp" => {
            Now(|v, p| run::<requests::SignatureHelpRequest>(v, p, completion::signature))
        }
        "textDocument/documentHighlight" => {
            Now(|v, p| run::<requests::DocumentHighlightRequest>(v, p, places::highlights))
        }
        "textDocument/onTypeFormatting" => Now(|v, p| run::<requests::OnTypeFormatting>(v, p, text::on_type)),
        "textDocument/hover" => InTurn(|v, p| run::<requests::HoverRequest>(v, p, places::hover)),
        "textDocument/definition" => InTurn(|v, p| run::<requests::GotoDefinition>(v, p, places::definition)),
        "textDocument/declaration" => {
            InTurn(|v, p| run::<requests::GotoDeclaration>(v, p, places::definition))
        }
        "textDocument/typeDefinition" => {
            InTurn(|v, p| run::<requests::GotoTypeDefinition>(v, p, places::definition))
        }
        "textDocument/references" => InTurn(|v, p| run::<requests::References>(v, p, places::references)),
        "textDocument/prepareRename" => {
            InTurn(|v, p| run::<requests::PrepareRenameRequest>(v, p, rename::prepare))
        }
        "textDocument/rename" => InTurn(|v, p| run::<requests::Rename>(v, p, rename::rename)),
        "textDocument/formatting" => InTurn(|v, p| run::<requests::Formatting>(v, p, text::format)),
        "textDocument/rangeFormatting" => {
            InTurn(|v, p| run::<requests::RangeFormatting>(v, p, text::format_range))
        }
        "textDocument/documentSymbol" => {
            InTurn(|v, p| run::<requests::DocumentSymbolRequest>(v, p, outline::symbols))
        }
        "textDocument/foldingRange" => {
            InTurn(|v, p| run::<requests::FoldingRangeRequest>(v, p, outline::folds))
        }
        "textDocument/selectionRange" => {
            InTurn(|v, p| run::<requests::SelectionRangeRequest>(v, p, outline::selections))
        }
        "textDocument/semanticTokens/full" => {
            InTurn(|v, p| run::<requests::SemanticTokensFullRequest>(v, p, outline::tokens))
        }
        "textDocument/semanticTokens/range" => {
            InTurn(|v, p| run::<requests::SemanticTokensRangeRequest>(v, p, outline::tokens_in))
        }
        "textDocument/inlayHint" => InTurn(|v, p| run::<requests::InlayHintRequest>(v, p, text::hints)),
        "textDocument/codeAction" => {
            InTurn(|v, p| run::<requests::CodeActionRequest>(v, p, actions::actions))
        }
        "textDocument/codeLens" => InTurn(|v, p| run::<requests::CodeLensRequest>(v, p, consequence::lenses)),
        "parallax/sql" => InTurn(|v, p| run::<consequence::SqlRequest>(v, p, consequence::sql)),
        "parallax/plan" => InTurn(|v, p| run::<consequence::PlanRequest>(v, p, consequence::plan)),
        _ => return None,
    })
}

fn run<R: Request>(
    view: &View,
    params: Value,
    answer: fn(&View, R::Params) -> Answer<R::Result>,
) -> Answer<Value> {
    let params = serde_json::from_value(params).map_err(|error| Refused {
        code: ErrorCode::InvalidParams,
        message: format!("{} cannot be read: {error}", R::METHOD),
    })?;
    to_value(answer(view, params)?)
}

pub(crate) fn to_value(answer: impl serde::Serialize) -> Answer<Value> {
    serde_json::to_value(answer)
        .map_err(|error| Refused { code: ErrorCode::InternalError, message: error.to_string() })
}
