//! Formatting, and what is shown inside of lines.

use super::Answer;
use crate::convert::{markdown, text_edits};
use crate::view::View;
use lsp_types::{
    DocumentFormattingParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, InlayHint,
    InlayHintLabel, InlayHintParams, InlayHintTooltip, TextEdit,
};
use parallax_ide::{formatting, inlay};
use parallax_text::{Edit, TextRange};

pub(super) fn format(view: &View, params: DocumentFormattingParams) -> Answer<Option<Vec<TextEdit>>> {
    let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
    Ok(Some(text_edits(view, file, &formatting::format(&view.snapshot, file))))
}

pub(super) fn format_range(
    view: &View,
    params: DocumentRangeFormattingParams,
) -> Answer<Option<Vec<TextEdit>>> {
    let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
    let range = view.lines(file).text_range(params.range);
    Ok(Some(text_edits(view, file, &formatting::format_range(&view.snapshot, file, range))))
}

pub(super) fn on_type(view: &View, params: DocumentOnTypeFormattingParams) -> Answer<Option<Vec<TextEdit>>> {
    let (Some(position), Some(typed)) =
        (view.position(&params.text_document_position), params.ch.chars().next())
    else {
        return Ok(None);
    };
    let edits = formatting::format_on_type(&view.snapshot, position, typed);
    Ok(Some(text_edits(view, position.file, &edits)))
}

pub(super) fn hints(view: &View, params: InlayHintParams) -> Answer<Option<Vec<InlayHint>>> {
    let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
    if !view.settings.inlay_hints {
        return Ok(Some(Vec::new()));
    }
    let range = view.lines(file).text_range(params.range);
    let found = inlay::hints(&view.snapshot, file, range).into_iter().map(|hint| {
        let at = TextRange { start: hint.offset, end: hint.offset };
        let edits = hint.insert.map(|text| text_edits(view, file, &[Edit { range: at, text }]));
        InlayHint {
            position: view.lines(file).position(hint.offset),
            label: InlayHintLabel::String(hint.label),
            kind: None,
            text_edits: edits,
            tooltip: Some(InlayHintTooltip::MarkupContent(markdown(hint.tooltip))),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        }
    });
    Ok(Some(found.collect()))
}
