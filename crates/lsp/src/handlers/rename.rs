//! Rename.

use super::{Answer, Refused};
use crate::convert::workspace_edit;
use crate::view::View;
use lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};
use parallax_ide::rename as renames;

pub(super) fn prepare(
    view: &View,
    params: TextDocumentPositionParams,
) -> Answer<Option<PrepareRenameResponse>> {
    let Some(position) = view.position(&params) else { return Ok(None) };
    let (range, placeholder) = renames::prepare(&view.snapshot, position).map_err(Refused::failed)?;
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder {
        range: view.range(position.file, range),
        placeholder,
    }))
}

pub(super) fn rename(view: &View, params: RenameParams) -> Answer<Option<WorkspaceEdit>> {
    let Some(position) = view.position(&params.text_document_position) else { return Ok(None) };
    let change = renames::rename(&view.snapshot, position, &params.new_name, view.settings.rename);
    Ok(workspace_edit(view, &change.map_err(Refused::failed)?))
}
