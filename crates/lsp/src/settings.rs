//! What a person has set in the editor, and what the editor can do.

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
    /// What the lint finds; without a word, where the project has set it up.
    pub(crate) lint: Option<bool>,
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
            lint: None,
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
        self.lint = flag("lint").or(self.lint);
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
    /// It can be asked for the texts of more files: SQL that a schema names.
    pub(crate) sync_files: bool,
    pub(crate) show_document: bool,
    pub(crate) action_literals: bool,
    pub(crate) nested_symbols: bool,
    pub(crate) location_links: bool,
}

impl Editor {
    /// By the `capabilities` of a client. Read key by key: what has an odd form is taken as absent, so that a client
    /// with one mistake still gets a server.
    pub(crate) fn new(capabilities: &Value) -> Editor {
        let find = |path: &str| capabilities.pointer(path);
        let yes = |path: &str| find(path).and_then(Value::as_bool).unwrap_or(false);
        let holds = |path: &str, wanted: &str| {
            find(path).and_then(Value::as_array).is_some_and(|list| list.iter().any(|one| one == wanted))
        };
        let utf8 = holds("/general/positionEncodings", "utf-8");
        Editor {
            encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            snippets: yes("/textDocument/completion/completionItem/snippetSupport"),
            document_changes: yes("/workspace/workspaceEdit/documentChanges"),
            create_files: holds("/workspace/workspaceEdit/resourceOperations", "create"),
            related_information: yes("/textDocument/publishDiagnostics/relatedInformation"),
            refresh_lenses: yes("/workspace/codeLens/refreshSupport"),
            refresh_hints: yes("/workspace/inlayHint/refreshSupport"),
            configuration: yes("/workspace/configuration"),
            watch_files: yes("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            sync_files: yes("/textDocument/synchronization/dynamicRegistration"),
            show_document: yes("/window/showDocument/support"),
            action_literals: find("/textDocument/codeAction/codeActionLiteralSupport")
                .is_some_and(Value::is_object),
            nested_symbols: yes("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            location_links: yes("/textDocument/definition/linkSupport"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_an_editor_says_in_an_odd_form_it_cannot_do() {
        let editor = Editor::new(&json!({
            "general": { "positionEncodings": ["utf-16", "utf-8"] },
            "workspace": "none",
            "textDocument": { "semanticTokens": 5, "definition": { "linkSupport": true }, "completion": null },
        }));
        assert_eq!(editor.encoding, Encoding::Utf8);
        assert!(editor.location_links && !editor.snippets && !editor.configuration);
    }

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
