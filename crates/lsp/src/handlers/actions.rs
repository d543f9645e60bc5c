//! Code actions.

use super::Answer;
use crate::convert::{diagnostic, workspace_edit};
use crate::view::View;
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
    CodeActionTriggerKind,
};
use parallax_diagnostics::Diagnostic;
use parallax_ide::actions::{self, Action, ActionKind};
use parallax_ide::consequence;
use parallax_text::Span;

/// What there is.
pub(crate) const KINDS: [CodeActionKind; 5] = [
    CodeActionKind::QUICKFIX,
    CodeActionKind::REFACTOR,
    CodeActionKind::REFACTOR_EXTRACT,
    CodeActionKind::REFACTOR_REWRITE,
    CodeActionKind::SOURCE,
];

fn action_kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::Refactor => CodeActionKind::REFACTOR,
        ActionKind::Extract => CodeActionKind::REFACTOR_EXTRACT,
        ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
        ActionKind::Source => CodeActionKind::SOURCE,
    }
}

pub(super) fn actions(view: &View, params: CodeActionParams) -> Answer<Option<CodeActionResponse>> {
    let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
    // Without literals an action is a command, and commands would need another round.
    if !view.editor.action_literals {
        return Ok(None);
    }
    let selection = Span { file, range: view.lines(file).text_range(params.range) };
    let wanted = |kind: &CodeActionKind| match &params.context.only {
        None => true,
        Some(only) => only.iter().any(|asked| is_below(kind.as_str(), asked.as_str())),
    };
    let mut found = actions::actions(&view.snapshot, selection);
    // Editors ask at each move of the cursor by themselves; what takes the whole file waits for a person.
    let by_a_person = params.context.trigger_kind == Some(CodeActionTriggerKind::INVOKED);
    if by_a_person || params.context.only.is_some() && wanted(&CodeActionKind::SOURCE) {
        found.extend(actions::source_actions(&view.snapshot, file));
    }
    let found = found.into_iter();
    let found = found.chain(consequence::actions(&view.snapshot, selection));
    let offered =
        found.filter(|action| wanted(&action_kind(action.kind))).filter_map(|found| action(view, found));
    Ok(Some(offered.map(CodeActionOrCommand::CodeAction).collect()))
}

/// Kinds are paths with dots: who asks for `refactor` gets `refactor.extract`.
fn is_below(kind: &str, asked: &str) -> bool {
    asked.is_empty() || kind.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn action(view: &View, found: Action) -> Option<CodeAction> {
    let fixed = found.fixes.and_then(|(code, span)| {
        let is_it = |known: &&Diagnostic| known.rule.code == code && known.span() == Some(span);
        let known = view.snapshot.diagnostics().chain(view.snapshot.lint()).find(is_it).cloned();
        let told = || consequence::diagnostics(&view.snapshot).into_iter().find(|known| is_it(&known));
        known.or_else(told).map(|known| vec![diagnostic(view, &known)])
    });
    Some(CodeAction {
        edit: Some(workspace_edit(view, &found.change)?),
        title: found.title,
        kind: Some(action_kind(found.kind)),
        diagnostics: fixed,
        is_preferred: found.is_preferred.then_some(true),
        ..CodeAction::default()
    })
}

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn kinds_hold_what_is_below_them() {
        assert!(is_below("refactor.extract", "refactor") && is_below("quickfix", "quickfix"));
        assert!(!is_below("refactor", "refactor.extract") && !is_below("refactoring", "refactor"));
    }
}
