//! Hover, definitions, references.

use super::Answer;
use crate::convert::markdown;
use crate::view::View;
use lsp_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, GotoDefinitionParams,
    GotoDefinitionResponse, Hover, HoverContents, HoverParams, Location, LocationLink, ReferenceParams,
};
use parallax_ide::{hover as hovers, navigation};

pub(super) fn hover(view: &View, params: HoverParams) -> Answer<Option<Hover>> {
    let Some(position) = view.position(&params.text_document_position_params) else { return Ok(None) };
    Ok(hovers::hover(&view.snapshot, position).map(|found| Hover {
        range: Some(view.range(position.file, found.range)),
        contents: HoverContents::Markup(markdown(found.markdown)),
    }))
}

pub(super) fn definition(
    view: &View,
    params: GotoDefinitionParams,
) -> Answer<Option<GotoDefinitionResponse>> {
    let Some(position) = view.position(&params.text_document_position_params) else { return Ok(None) };
    let found = navigation::definition(&view.snapshot, position);
    if found.is_empty() {
        return Ok(None);
    }
    if !view.editor.location_links {
        let places: Vec<Location> = found.iter().map(|target| view.location(target.name)).collect();
        return Ok(Some(GotoDefinitionResponse::Array(places)));
    }
    let links = found.iter().map(|target| LocationLink {
        origin_selection_range: None,
        target_uri: view.uri(target.full.file).clone(),
        target_range: view.range(target.full.file, target.full.range),
        target_selection_range: view.range(target.name.file, target.name.range),
    });
    Ok(Some(GotoDefinitionResponse::Link(links.collect())))
}

pub(super) fn references(view: &View, params: ReferenceParams) -> Answer<Option<Vec<Location>>> {
    let Some(position) = view.position(&params.text_document_position) else { return Ok(None) };
    let found = navigation::references(&view.snapshot, position, params.context.include_declaration);
    Ok(Some(found.into_iter().map(|span| view.location(span)).collect()))
}

pub(super) fn highlights(
    view: &View,
    params: DocumentHighlightParams,
) -> Answer<Option<Vec<DocumentHighlight>>> {
    let Some(position) = view.position(&params.text_document_position_params) else { return Ok(None) };
    let found = navigation::highlights(&view.snapshot, position).into_iter();
    let found = found.map(|(range, is_declaration)| DocumentHighlight {
        range: view.range(position.file, range),
        kind: Some(if is_declaration { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ }),
    });
    Ok(Some(found.collect()))
}
