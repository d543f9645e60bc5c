// As much of the editor's interface as the extension and its client use, in memory: what they register can be called,
// what they show can be looked at.
"use strict";

const fs = require("node:fs");
const { pathToFileURL } = require("node:url");

// ---- Values

class Position {
  constructor(line, character) {
    this.line = line;
    this.character = character;
  }
  isBefore(other) {
    return this.line < other.line || (this.line === other.line && this.character < other.character);
  }
  isEqual(other) {
    return this.line === other.line && this.character === other.character;
  }
}

class Range {
  constructor(start, end, endLine, endCharacter) {
    this.start = typeof start === "number" ? new Position(start, end) : start;
    this.end = typeof start === "number" ? new Position(endLine, endCharacter) : end;
  }
}

class Uri {
  constructor(parts) {
    Object.assign(this, { scheme: "", authority: "", path: "", query: "", fragment: "" }, parts);
  }
  static from(parts) {
    return new Uri(parts);
  }
  static file(path) {
    return new Uri({ scheme: "file", path });
  }
  static parse(text) {
    const [, scheme, authority = "", path = "", query = "", fragment = ""] =
      /^([^:]+):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(text);
    return new Uri({ scheme, authority, path: decodeURIComponent(path), query, fragment });
  }
  get fsPath() {
    return this.path;
  }
  with(change) {
    return new Uri({ ...this, ...change });
  }
  toString() {
    if (this.scheme === "file") {
      return pathToFileURL(this.path).toString();
    }
    const query = this.query === "" ? "" : `?${encodeURIComponent(this.query)}`;
    return `${this.scheme}:${encodeURI(this.path)}${query}`;
  }
  toJSON() {
    return this.toString();
  }
}

class EventEmitter {
  constructor() {
    this.listeners = new Set();
    this.event = (listener, self) => {
      const bound = self === undefined ? listener : listener.bind(self);
      this.listeners.add(bound);
      return new Disposable(() => this.listeners.delete(bound));
    };
  }
  fire(event) {
    return Promise.all([...this.listeners].map((listener) => listener(event)));
  }
  dispose() {
    this.listeners.clear();
  }
}

class Disposable {
  constructor(dispose) {
    this.dispose = dispose;
  }
  static from(...all) {
    return new Disposable(() => all.forEach((one) => one.dispose()));
  }
}

class CancellationTokenSource {
  constructor() {
    this.emitter = new EventEmitter();
    this.token = { isCancellationRequested: false, onCancellationRequested: this.emitter.event };
  }
  cancel() {
    this.token.isCancellationRequested = true;
    this.emitter.fire();
  }
  dispose() {}
}

/** A class that keeps what it is made of. */
const record = (name, ...fields) =>
  ({
    [name]: class {
      constructor(...values) {
        fields.forEach((field, at) => {
          if (values[at] !== undefined) {
            this[field] = values[at];
          }
        });
      }
    },
  })[name];

class WorkspaceEdit {
  constructor() {
    this.changes = [];
  }
  set(uri, edits) {
    this.changes.push({ uri, edits: edits.map((edit) => (Array.isArray(edit) ? edit[0] : edit)) });
  }
  replace(uri, range, newText) {
    const known = this.changes.find((change) => change.uri.toString() === uri.toString() && !change.created);
    const change = known ?? { uri, edits: [] };
    if (known === undefined) {
      this.changes.push(change);
    }
    change.edits.push(new TextEdit(range, newText));
  }
  createFile(uri) {
    this.changes.push({ uri, created: true, edits: [] });
  }
}

class TextEdit {
  constructor(range, newText) {
    Object.assign(this, { range, newText });
  }
  static replace(range, text) {
    return new TextEdit(range, text);
  }
  static insert(at, text) {
    return new TextEdit(new Range(at, at), text);
  }
}

class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  append(part) {
    return new CodeActionKind(this.value === "" ? part : `${this.value}.${part}`);
  }
}
CodeActionKind.Empty = new CodeActionKind("");
for (const [name, value] of [
  ["QuickFix", "quickfix"],
  ["Refactor", "refactor"],
  ["RefactorExtract", "refactor.extract"],
  ["RefactorInline", "refactor.inline"],
  ["RefactorRewrite", "refactor.rewrite"],
  ["Source", "source"],
  ["SourceOrganizeImports", "source.organizeImports"],
]) {
  CodeActionKind[name] = new CodeActionKind(value);
}

class SymbolInformation {
  constructor(name, kind, container, range, uri) {
    Object.assign(this, { name, kind, containerName: container, location: { uri, range } });
  }
}

class MarkdownString {
  constructor(value = "") {
    this.value = value;
  }
  appendMarkdown(text) {
    this.value += text;
    return this;
  }
  appendCodeblock(text, language = "") {
    return this.appendMarkdown(`\n\`\`\`${language}\n${text}\n\`\`\`\n`);
  }
}

/** Names count from a number on. */
const names = (from, ...list) => Object.fromEntries(list.map((name, at) => [name, from + at]));

// ---- The editor

const state = {
  /** Of the settings, by the whole name. */
  settings: {},
  commands: new Map(),
  providers: new Map(),
  contents: new Map(),
  documents: [],
  diagnostics: new Map(),
  messages: [],
  shown: [],
  statusBar: undefined,
  executed: [],
  /** What is picked and typed next. */
  answers: [],
};

const events = {};
const event = (name) => (events[name] ??= new EventEmitter()).event;

class Document {
  constructor(uri, languageId, text, version = 1) {
    Object.assign(this, { uri, languageId, text, version, isClosed: false, isDirty: false, eol: 1 });
  }
  get fileName() {
    return this.uri.fsPath;
  }
  getText() {
    return this.text;
  }
  get lineCount() {
    return this.text.split("\n").length;
  }
}

const register = (kind) => (selector, provider) => {
  const entry = { selector, provider };
  state.providers.set(kind, [...(state.providers.get(kind) ?? []), entry]);
  return new Disposable(() => {
    state.providers.set(kind, (state.providers.get(kind) ?? []).filter((known) => known !== entry));
  });
};

const languages = {
  match: (selector, document) =>
    [selector].flat().some(
      (filter) =>
        (filter.language === undefined || filter.language === document.languageId) &&
        (filter.scheme === undefined || filter.scheme === document.uri.scheme),
    )
      ? 10
      : 0,
  createDiagnosticCollection: () => ({
    set: (uri, list) => {
      state.diagnostics.set(uri.toString(), list ?? []);
      void events.diagnostics?.fire(uri);
    },
    delete: (uri) => state.diagnostics.delete(uri.toString()),
    clear: () => state.diagnostics.clear(),
    dispose: () => state.diagnostics.clear(),
  }),
  setTextDocumentLanguage: async (document, language) => Object.assign(document, { languageId: language }),
};
for (const kind of [
  "CallHierarchyProvider", "CodeActionsProvider", "CodeLensProvider", "ColorProvider", "CompletionItemProvider",
  "DeclarationProvider", "DefinitionProvider", "DocumentFormattingEditProvider", "DocumentHighlightProvider",
  "DocumentLinkProvider", "DocumentRangeFormattingEditProvider", "DocumentRangeSemanticTokensProvider",
  "DocumentSemanticTokensProvider", "DocumentSymbolProvider", "FoldingRangeProvider", "HoverProvider",
  "ImplementationProvider", "InlayHintsProvider", "InlineValuesProvider", "LinkedEditingRangeProvider",
  "OnTypeFormattingEditProvider", "ReferenceProvider", "RenameProvider", "SelectionRangeProvider",
  "SignatureHelpProvider", "TypeDefinitionProvider", "TypeHierarchyProvider", "WorkspaceSymbolProvider",
]) {
  languages[`register${kind}`] =
    kind === "WorkspaceSymbolProvider" ? (provider) => register(kind)("*", provider) : register(kind);
}

const fullName = (section, key) => [section, key].filter((part) => part !== undefined && part !== "").join(".");

const workspace = {
  get textDocuments() {
    return state.documents;
  },
  notebookDocuments: [],
  workspaceFolders: undefined,
  isTrusted: true,
  getConfiguration: (section) => ({
    get: (key, otherwise) => {
      const name = fullName(section, key);
      if (name in state.settings) {
        return state.settings[name];
      }
      const below = Object.entries(state.settings).filter(([known]) => known.startsWith(`${name}.`));
      return below.length === 0
        ? otherwise
        : Object.fromEntries(below.map(([known, value]) => [known.slice(name.length + 1), value]));
    },
    update: async (key, value) => {
      const name = fullName(section, key);
      state.settings[name] = value;
      const affectsConfiguration = (asked) => name === asked || name.startsWith(`${asked}.`);
      await events.onDidChangeConfiguration?.fire({ affectsConfiguration });
    },
  }),
  getWorkspaceFolder: () => workspace.workspaceFolders?.[0],
  asRelativePath: (uri) => {
    const root = workspace.workspaceFolders?.[0]?.uri.fsPath;
    const path = uri.fsPath ?? uri;
    return root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
  },
  createFileSystemWatcher: () => ({
    onDidCreate: event("fileCreated"),
    onDidChange: event("fileChanged"),
    onDidDelete: event("fileDeleted"),
    dispose: () => undefined,
  }),
  registerTextDocumentContentProvider: (scheme, provider) => {
    state.contents.set(scheme, provider);
    return new Disposable(() => state.contents.delete(scheme));
  },
  openTextDocument: async (uri) => {
    const known = state.documents.find((document) => document.uri.toString() === uri.toString());
    if (known !== undefined) {
      known.text = state.contents.get(uri.scheme)?.provideTextDocumentContent(uri) ?? known.text;
      return known;
    }
    const provider = state.contents.get(uri.scheme);
    const text = provider === undefined ? fs.readFileSync(uri.fsPath, "utf8") : provider.provideTextDocumentContent(uri);
    const document = new Document(uri, provider === undefined ? "prisma" : "plaintext", text);
    state.documents.push(document);
    await events.onDidOpenTextDocument?.fire(document);
    return document;
  },
  applyEdit: async () => true,
  fs: { stat: async () => ({ type: 1 }) },
};
for (const name of [
  "onDidChangeConfiguration", "onDidChangeNotebookDocument", "onDidChangeTextDocument", "onDidChangeWorkspaceFolders",
  "onDidCloseNotebookDocument", "onDidCloseTextDocument", "onDidCreateFiles", "onDidDeleteFiles",
  "onDidOpenNotebookDocument", "onDidOpenTextDocument", "onDidRenameFiles", "onDidSaveNotebookDocument",
  "onDidSaveTextDocument", "onWillCreateFiles", "onWillDeleteFiles", "onWillRenameFiles", "onWillSaveTextDocument",
]) {
  workspace[name] = event(name);
}

const message = (level) => async (text, ...buttons) => {
  state.messages.push({ level, text, buttons });
  return undefined;
};
const silent = () => undefined;

const window = {
  activeTextEditor: undefined,
  tabGroups: { all: [], activeTabGroup: { tabs: [] }, onDidChangeTabs: event("onDidChangeTabs"), close: silent },
  visibleTextEditors: [],
  onDidChangeActiveTextEditor: event("onDidChangeActiveTextEditor"),
  showInformationMessage: message("information"),
  showWarningMessage: message("warning"),
  showErrorMessage: message("error"),
  showQuickPick: async (items) => {
    const answer = state.answers.shift();
    return items.find((item) => item.label.includes(answer));
  },
  showInputBox: async () => state.answers.shift(),
  showOpenDialog: async () => [Uri.file(state.answers.shift())],
  showTextDocument: async (document, options) => {
    state.shown.push({ document, options });
    return { document };
  },
  createOutputChannel: () => ({
    name: "Parallax", append: silent, appendLine: silent, clear: silent, show: silent, hide: silent, replace: silent,
    trace: silent, debug: silent, info: silent, warn: silent, error: silent, dispose: silent,
  }),
  createStatusBarItem: () => {
    state.statusBar = {
      text: "", isShown: false, dispose: silent,
      show() {
        this.isShown = true;
      },
      hide() {
        this.isShown = false;
      },
    };
    return state.statusBar;
  },
  withProgress: async (_options, work) => work({ report: silent }, new CancellationTokenSource().token),
};

const commands = {
  registerCommand: (name, work) => {
    state.commands.set(name, work);
    return new Disposable(() => state.commands.delete(name));
  },
  executeCommand: async (name, ...values) => {
    state.executed.push([name, ...values]);
    return state.commands.get(name)?.(...values);
  },
};

// ---- For tests alone

const editor = {
  state,
  /** Opens a document in front of everything else. */
  async open(path, text = fs.readFileSync(path, "utf8")) {
    const document = new Document(Uri.file(path), "prisma", text);
    state.documents.push(document);
    window.activeTextEditor = { document };
    await events.onDidOpenTextDocument?.fire(document);
    await events.onDidChangeActiveTextEditor?.fire(window.activeTextEditor);
    return document;
  },
  /** Types instead of the whole text. */
  async edit(document, text) {
    const lines = document.text.split("\n");
    const range = new Range(0, 0, lines.length - 1, lines[lines.length - 1].length);
    document.text = text;
    document.version += 1;
    const contentChanges = [{ range, text }];
    await events.onDidChangeTextDocument?.fire({ document, contentChanges });
  },
  provider(kind) {
    const entries = state.providers.get(kind) ?? [];
    return entries[entries.length - 1]?.provider;
  },
  diagnostics: (document) => state.diagnostics.get(document.uri.toString()),
};

module.exports = {
  editor,
  version: "1.91.0",
  env: { appName: "Test", language: "en", openExternal: async () => true },
  workspace, window, commands, languages,
  Position, Range, Uri, EventEmitter, Disposable, CancellationTokenSource, WorkspaceEdit, TextEdit, CodeActionKind,
  SymbolInformation, MarkdownString,
  CancellationError: class CancellationError extends Error {},
  CallHierarchyIncomingCall: record("CallHierarchyIncomingCall"),
  CallHierarchyItem: record("CallHierarchyItem"),
  CallHierarchyOutgoingCall: record("CallHierarchyOutgoingCall"),
  CodeAction: record("CodeAction", "title", "kind"),
  CodeLens: record("CodeLens", "range", "command"),
  Color: record("Color"),
  ColorInformation: record("ColorInformation"),
  ColorPresentation: record("ColorPresentation"),
  CompletionItem: record("CompletionItem", "label", "kind"),
  CompletionList: record("CompletionList", "items", "isIncomplete"),
  Diagnostic: record("Diagnostic", "range", "message", "severity"),
  DiagnosticRelatedInformation: record("DiagnosticRelatedInformation", "location", "message"),
  DocumentHighlight: record("DocumentHighlight", "range", "kind"),
  DocumentLink: record("DocumentLink", "range", "target"),
  DocumentSymbol: record("DocumentSymbol", "name", "detail", "kind", "range", "selectionRange"),
  FoldingRange: record("FoldingRange", "start", "end", "kind"),
  Hover: record("Hover", "contents", "range"),
  InlayHint: record("InlayHint", "position", "label", "kind"),
  InlayHintLabelPart: record("InlayHintLabelPart", "value"),
  LinkedEditingRanges: record("LinkedEditingRanges", "ranges"),
  Location: record("Location", "uri", "range"),
  ParameterInformation: record("ParameterInformation", "label", "documentation"),
  RelativePattern: record("RelativePattern", "base", "pattern"),
  SelectionRange: record("SelectionRange", "range", "parent"),
  SemanticTokens: record("SemanticTokens", "data", "resultId"),
  SemanticTokensEdit: record("SemanticTokensEdit"),
  SemanticTokensEdits: record("SemanticTokensEdits"),
  SemanticTokensLegend: record("SemanticTokensLegend", "tokenTypes", "tokenModifiers"),
  SignatureHelp: record("SignatureHelp"),
  SignatureInformation: record("SignatureInformation", "label", "documentation"),
  SnippetString: record("SnippetString", "value"),
  TabInputCustom: record("TabInputCustom"),
  TabInputText: record("TabInputText"),
  TabInputTextDiff: record("TabInputTextDiff"),
  ThemeColor: record("ThemeColor", "id"),
  TypeHierarchyItem: record("TypeHierarchyItem"),
  CodeActionTriggerKind: names(1, "Invoke", "Automatic"),
  CompletionItemKind: names(
    0, "Text", "Method", "Function", "Constructor", "Field", "Variable", "Class", "Interface", "Module", "Property",
    "Unit", "Value", "Enum", "Keyword", "Snippet", "Color", "File", "Reference", "Folder", "EnumMember", "Constant",
    "Struct", "Event", "Operator", "TypeParameter",
  ),
  CompletionItemTag: names(1, "Deprecated"),
  CompletionTriggerKind: names(0, "Invoke", "TriggerCharacter", "TriggerForIncompleteCompletions"),
  ConfigurationTarget: names(1, "Global", "Workspace", "WorkspaceFolder"),
  DiagnosticSeverity: names(0, "Error", "Warning", "Information", "Hint"),
  DiagnosticTag: names(1, "Unnecessary", "Deprecated"),
  DocumentHighlightKind: names(0, "Text", "Read", "Write"),
  FileType: names(0, "Unknown", "File", "Directory"),
  FoldingRangeKind: names(1, "Comment", "Imports", "Region"),
  InlayHintKind: names(1, "Type", "Parameter"),
  NotebookCellKind: names(1, "Markup", "Code"),
  ProgressLocation: { SourceControl: 1, Window: 10, Notification: 15 },
  SignatureHelpTriggerKind: names(1, "Invoke", "TriggerCharacter", "ContentChange"),
  StatusBarAlignment: names(1, "Left", "Right"),
  SymbolKind: { TypeParameter: 25 },
  SymbolTag: names(1, "Deprecated"),
  TextDocumentSaveReason: names(1, "Manual", "AfterDelay", "FocusOut"),
  ViewColumn: { Active: -1, Beside: -2 },
};
