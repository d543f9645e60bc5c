//! What a person has set in the editor, and what the editor can do.

use lsp_types::{ClientCapabilities, PositionEncodingKind};
use parallax_ide::rename::RenameScope;
use serde_json::Value;
use std::path::PathBuf;

/// How positions count the characters of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16,
}

/// What the schema is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum BaseChoice {
    /// The last migration whose end is known, or else the schema at git `HEAD`.
    #[default]
    Auto,
    /// Nothing.
    None,
    /// The end of the last migration.
    Migrations,
    /// The schema at a revision.
    Git(String),
    /// A snapshot, or another schema.
    File(PathBuf),
}

impl BaseChoice {
    /// `auto`, `none`, `migrations`, `git:REV`, or a path.
    pub fn parse(text: &str) -> BaseChoice {
        match text.trim() {
            "" | "auto" => BaseChoice::Auto,
            "none" | "off" => BaseChoice::None,
            "migrations" => BaseChoice::Migrations,
            text => match text.strip_prefix("git:") {
                Some(revision) => BaseChoice::Git(revision.to_owned()),
                None => BaseChoice::File(text.into()),
            },
        }
    }
}

/// `initializationOptions`, and the section `parallax` of the configuration; absent keys keep what was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Comes before what `parallax.toml` says.
    pub(crate) base: Option<BaseChoice>,
    /// As in `--target`.
    pub(crate) target: Option<String>,
    pub(crate) lens: bool,
    pub(crate) inlay_hints: bool,
    pub(crate) rename: RenameScope,
    /// Commands that the client does itself.
    pub(crate) client_commands: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            base: None,
            target: None,
            lens: true,
            inlay_hints: true,
            rename: RenameScope::Schema,
            client_commands: Vec::new(),
        }
    }
}

impl Settings {
    /// Takes over what is said; what has the wrong form is passed over.
    pub(crate) fn update(&mut self, value: &Value) {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        // `parallax.lens` or `parallax.lens.enabled`, as editors group settings.
        let flag = |key: &str| {
            let found = value.get(key)?;
            found.as_bool().or_else(|| found.get("enabled")?.as_bool())
        };
        if let Some(base) = text("base") {
            self.base = (!base.trim().is_empty()).then(|| BaseChoice::parse(base));
        }
        if let Some(target) = text("target") {
            self.target = (!target.trim().is_empty()).then(|| target.trim().to_owned());
        }
        self.lens = flag("lens").unwrap_or(self.lens);
        self.inlay_hints = flag("inlayHints").unwrap_or(self.inlay_hints);
        match text("rename") {
            Some("database") => self.rename = RenameScope::Database,
            Some("schema") => self.rename = RenameScope::Schema,
            _ => {}
        }
        if let Some(commands) = value.get("clientCommands").and_then(Value::as_array) {
            self.client_commands = commands.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
    }

    pub(crate) fn is_clients(&self, command: &str) -> bool {
        self.client_commands.iter().any(|known| known == command)
    }
}

/// What the editor can do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Editor {
    pub(crate) encoding: Encoding,
    pub(crate) snippets: bool,
    pub(crate) document_changes: bool,
    pub(crate) create_files: bool,
    pub(crate) related_information: bool,
    pub(crate) refresh_lenses: bool,
    pub(crate) refresh_hints: bool,
    pub(crate) configuration: bool,
    pub(crate) watch_files: bool,
    pub(crate) show_document: bool,
    pub(crate) action_literals: bool,
    pub(crate) nested_symbols: bool,
    pub(crate) location_links: bool,
}

impl Editor {
    pub(crate) fn new(capabilities: &ClientCapabilities) -> Editor {
        let workspace = capabilities.workspace.as_ref();
        let document = capabilities.text_document.as_ref();
        let window = capabilities.window.as_ref();
        let encodings =
            capabilities.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let utf8 = encodings.is_some_and(|known| known.contains(&PositionEncodingKind::UTF8));
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let yes = |flag: Option<bool>| flag.unwrap_or(false);
        Editor {
            encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            snippets: yes(document.and_then(|document| {
                document.completion.as_ref()?.completion_item.as_ref()?.snippet_support
            })),
            document_changes: yes(edits.and_then(|edits| edits.document_changes)),
            create_files: edits
                .and_then(|edits| edits.resource_operations.as_ref())
                .is_some_and(|operations| operations.contains(&lsp_types::ResourceOperationKind::Create)),
            related_information: yes(
                document.and_then(|document| document.publish_diagnostics.as_ref()?.related_information)
            ),
            refresh_lenses: yes(workspace.and_then(|workspace| workspace.code_lens.as_ref()?.refresh_support)),
            refresh_hints: yes(workspace.and_then(|workspace| workspace.inlay_hint.as_ref()?.refresh_support)),
            configuration: yes(workspace.and_then(|workspace| workspace.configuration)),
            watch_files: yes(workspace
                .and_then(|workspace| workspace.did_change_watched_files.as_ref()?.dynamic_registration)),
            show_document: window
                .and_then(|window| window.show_document.as_ref())
                .is_some_and(|show| show.support),
            action_literals: document
                .and_then(|document| document.code_action.as_ref()?.code_action_literal_support.as_ref())
                .is_some(),
            nested_symbols: yes(document.and_then(|document| {
                document.document_symbol.as_ref()?.hierarchical_document_symbol_support
            })),
            location_links: yes(document.and_then(|document| document.definition.as_ref()?.link_support)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_are_taken_over_one_by_one() {
        let mut settings = Settings::default();
        settings.update(
            &json!({ "base": "git:main", "lens": false, "inlayHints": { "enabled": false }, "target": 5 }),
        );
        assert_eq!(settings.base, Some(BaseChoice::Git("main".into())));
        assert!(!settings.lens && !settings.inlay_hints && settings.target.is_none());
        settings.update(&json!({ "base": "", "rename": "database" }));
        assert_eq!((settings.base, settings.rename), (None, RenameScope::Database));
    }
}
