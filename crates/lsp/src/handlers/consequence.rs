//! The SQL of an edit.

use super::{Answer, Refused};
use crate::uri;
use crate::view::View;
use lsp_server::{ErrorCode, Message, Notification, RequestId};
use lsp_types::request::Request;
use lsp_types::{CodeLens, CodeLensParams, Command, Uri};
use parallax_ide::consequence;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The command behind a lens, with `{uri, steps}` as its argument.
pub(crate) const SHOW_SQL: &str = "parallax.showSql";

/// `parallax/sql`: the SQL of some steps of the plan, or of all.
#[derive(Debug)]
pub(super) enum SqlRequest {}
impl Request for SqlRequest {
    type Params = SqlParams;
    type Result = Option<Sql>;
    const METHOD: &'static str = "parallax/sql";
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SqlParams {
    /// Of any file of the schema.
    pub(crate) uri: Uri,
    /// Indexes of the plan's steps; without them all.
    pub(crate) steps: Option<Vec<u32>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Sql {
    pub(crate) title: String,
    pub(crate) sql: String,
}

/// `parallax/plan`: the plan for people, in Markdown.
#[derive(Debug)]
pub(super) enum PlanRequest {}
impl Request for PlanRequest {
    type Params = SqlParams;
    type Result = Option<PlanPage>;
    const METHOD: &'static str = "parallax/plan";
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PlanPage {
    pub(crate) markdown: String,
}

pub(super) fn lenses(view: &View, params: CodeLensParams) -> Answer<Option<Vec<CodeLens>>> {
    let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
    if !view.settings.lens {
        return Ok(Some(Vec::new()));
    }
    let found = consequence::lenses(&view.snapshot, file).into_iter().map(|lens| CodeLens {
        range: view.range(file, lens.range),
        command: Some(Command {
            title: lens.title,
            command: SHOW_SQL.to_owned(),
            arguments: Some(vec![json!({ "uri": view.uri(file), "steps": lens.steps })]),
        }),
        data: None,
    });
    Ok(Some(found.collect()))
}

pub(super) fn sql(view: &View, params: SqlParams) -> Answer<Option<Sql>> {
    let sql = consequence::sql(&view.snapshot, params.steps.as_deref());
    Ok(sql.map(|sql| Sql { title: title(view), sql }))
}

fn title(view: &View) -> String {
    match view.snapshot.base() {
        Some(base) => format!("Changes since {}", base.label),
        None => "Changes".to_owned(),
    }
}

pub(super) fn plan(view: &View, _params: SqlParams) -> Answer<Option<PlanPage>> {
    Ok(consequence::markdown(&view.snapshot).map(|markdown| PlanPage { markdown }))
}

/// Shows the SQL in an editor that does not do so itself: as a document where it opens such, otherwise as the answer and
/// as a message. Gives the answer to the command, and what to ask of the editor.
pub(crate) fn show_sql(view: &View, argument: Value) -> Answer<(Value, Option<Message>)> {
    let params: SqlParams = serde_json::from_value(argument)
        .map_err(|error| Refused { code: ErrorCode::InvalidParams, message: error.to_string() })?;
    let Some(found) = sql(view, params)? else {
        return Err(Refused::failed("there is nothing to compare with, or the schema has errors"));
    };
    let shown = match written(view, &found) {
        Some(uri) => {
            let params = json!({ "uri": uri, "takeFocus": true });
            let id = RequestId::from("show-sql".to_owned());
            Message::Request(lsp_server::Request { id, method: "window/showDocument".to_owned(), params })
        }
        None => {
            let params = json!({ "type": 3, "message": found.sql });
            Message::Notification(Notification { method: "window/showMessage".to_owned(), params })
        }
    };
    Ok((super::to_value(found)?, Some(shown)))
}

/// A file among the system's temporary ones that holds the SQL, for editors that can open it.
fn written(view: &View, sql: &Sql) -> Option<Uri> {
    if !view.editor.show_document {
        return None;
    }
    let folder = std::env::temp_dir().join(format!("parallax-{}", std::process::id()));
    std::fs::create_dir_all(&folder).ok()?;
    let file = folder.join("changes.sql");
    std::fs::write(&file, format!("-- {}\n{}", sql.title, sql.sql)).ok()?;
    uri::of_path(&file)
}
