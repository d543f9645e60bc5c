//! Completion and signature help.

use super::Answer;
use crate::convert::markdown;
use crate::view::View;
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionResponse,
    CompletionTextEdit, Documentation, InsertTextFormat, ParameterInformation, ParameterLabel, SignatureHelp,
    SignatureHelpParams, SignatureInformation, TextEdit,
};
use parallax_ide::Position;
use parallax_ide::completion::{self, Completion, CompletionKind};
use parallax_ide::signature;

pub(super) fn complete(view: &View, params: CompletionParams) -> Answer<Option<CompletionResponse>> {
    let Some(position) = view.position(&params.text_document_position) else { return Ok(None) };
    let found = completion::complete(&view.snapshot, position);
    Ok(Some(CompletionResponse::List(CompletionList {
        is_incomplete: found.is_incomplete,
        items: found.items.into_iter().map(|one| item(view, position, one)).collect(),
    })))
}

fn item(view: &View, position: Position, found: Completion) -> CompletionItem {
    let Completion { label, kind, detail, documentation, range, insert, is_snippet, rank } = found;
    let as_snippet = is_snippet && view.editor.snippets;
    let new_text = if is_snippet && !as_snippet { plain(&insert) } else { insert };
    CompletionItem {
        sort_text: Some(format!("{rank:03}{label}")),
        label,
        kind: Some(item_kind(kind)),
        detail,
        documentation: documentation.map(|text| Documentation::MarkupContent(markdown(text))),
        insert_text_format: Some(if as_snippet {
            InsertTextFormat::SNIPPET
        } else {
            InsertTextFormat::PLAIN_TEXT
        }),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit {
            range: view.range(position.file, range),
            new_text,
        })),
        ..CompletionItem::default()
    }
}

/// A snippet for editors that know none: what stands in its places, without the places.
fn plain(snippet: &str) -> String {
    let mut out = String::with_capacity(snippet.len());
    let mut rest = snippet.chars().peekable();
    let mut open = 0_u32;
    while let Some(char) = rest.next() {
        match char {
            '\\' => out.extend(rest.next()),
            '$' if rest.peek() == Some(&'{') => {
                while rest.next_if(|next| *next != ':' && *next != '}').is_some() {}
                if rest.next() == Some(':') {
                    open += 1;
                }
            }
            '$' if rest.peek().is_some_and(char::is_ascii_digit) => {
                while rest.next_if(char::is_ascii_digit).is_some() {}
            }
            '}' if open > 0 => open -= 1,
            char => out.push(char),
        }
    }
    out
}

fn item_kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Keyword => CompletionItemKind::KEYWORD,
        CompletionKind::Model => CompletionItemKind::CLASS,
        CompletionKind::Enum => CompletionItemKind::ENUM,
        CompletionKind::CompositeType => CompletionItemKind::STRUCT,
        CompletionKind::EnumValue => CompletionItemKind::ENUM_MEMBER,
        CompletionKind::Scalar | CompletionKind::NativeType => CompletionItemKind::TYPE_PARAMETER,
        CompletionKind::Field => CompletionItemKind::FIELD,
        CompletionKind::Attribute | CompletionKind::Argument | CompletionKind::Property => {
            CompletionItemKind::PROPERTY
        }
        CompletionKind::Function => CompletionItemKind::FUNCTION,
        CompletionKind::Value => CompletionItemKind::VALUE,
        CompletionKind::Variable => CompletionItemKind::CONSTANT,
        CompletionKind::Snippet => CompletionItemKind::SNIPPET,
    }
}

pub(super) fn signature(view: &View, params: SignatureHelpParams) -> Answer<Option<SignatureHelp>> {
    let Some(position) = view.position(&params.text_document_position_params) else { return Ok(None) };
    Ok(signature::signature(&view.snapshot, position).map(|found| {
        let parameters = found.parameters.into_iter().map(|parameter| ParameterInformation {
            label: ParameterLabel::Simple(parameter.label),
            documentation: Some(Documentation::MarkupContent(markdown(parameter.documentation))),
        });
        let signature = SignatureInformation {
            label: found.label,
            documentation: Some(Documentation::MarkupContent(markdown(found.documentation))),
            parameters: Some(parameters.collect()),
            active_parameter: found.active,
        };
        SignatureHelp {
            signatures: vec![signature],
            active_signature: Some(0),
            active_parameter: found.active,
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn snippets_become_plain_text() {
        assert_eq!(
            plain("@relation(fields: [$1], name: \"${2:x}\")$0"),
            "@relation(fields: [], name: \"x\")"
        );
        assert_eq!(plain("model ${1:Name} {\n\t$0\n}"), "model Name {\n\t\n}");
        assert_eq!(plain("\\$1 ${1}"), "$1 ");
    }
}
