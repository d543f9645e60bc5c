//! What actions promise: what is reported is gone, nothing else is touched, and no text makes them fail.

mod fixes;
mod laws;
mod refactorings;

use crate::actions::{Action, actions};
use crate::testing::at_cursor;
use crate::{Snapshot, SourceChange, Workspace};
use parallax_text::{Edit, Span, TextRange, apply_edits};

/// All files after a change: names and texts.
fn applied(snapshot: &Snapshot, change: &SourceChange) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = snapshot
        .sources()
        .files()
        .map(|(id, source)| {
            let mine = change.edits.iter().filter(|(file, _)| *file == id).map(|(_, edit)| edit.clone());
            (source.name.to_string(), apply_edits(&source.text, &mine.collect::<Vec<Edit>>()))
        })
        .collect();
    files.extend(change.new_files.iter().cloned());
    files
}

fn snapshot_of(files: &[(String, String)]) -> Snapshot {
    let mut workspace = Workspace::new();
    files.iter().for_each(|(name, text)| workspace.set(name, text.as_str()));
    workspace.snapshot()
}

/// Actions at the `$0` of a text.
fn at(text: &str) -> (Snapshot, Vec<Action>) {
    let (snapshot, position) = at_cursor(text);
    let range = TextRange { start: position.offset, end: position.offset };
    let actions = actions(&snapshot, Span { file: position.file, range });
    (snapshot, actions)
}

/// The files that the action of a title changes or makes, after it.
#[track_caller]
fn after(text: &str, title: &str) -> String {
    let (snapshot, actions) = at(text);
    let Some(action) = actions.iter().find(|action| action.title.contains(title)) else {
        let titles: Vec<&str> = actions.iter().map(|action| action.title.as_str()).collect();
        panic!("no action `{title}` among {titles:#?}");
    };
    let before: Vec<(String, String)> = snapshot
        .sources()
        .files()
        .map(|(_, source)| (source.name.to_string(), source.text.to_string()))
        .collect();
    let changed: Vec<(String, String)> =
        applied(&snapshot, &action.change).into_iter().filter(|file| !before.contains(file)).collect();
    match changed.as_slice() {
        [(name, text)] if name == "schema.prisma" => text.clone(),
        several => several.iter().map(|(name, text)| format!("//- {name}\n{text}")).collect(),
    }
}
