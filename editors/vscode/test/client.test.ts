import assert from "node:assert/strict";
import * as path from "node:path";
import { after, before, test } from "node:test";
import * as vscode from "vscode";
import { activate, deactivate } from "../src/extension";
import { SERVER, editor, project, until } from "./support";

const CONFIG = 'datasource db {\n  provider = "postgresql"\n}\n\n';
const USER = CONFIG + "model User {\n  id    Int    @id\n  email String @unique\n  posts Post[]\n}\n";
const POST = "model Post {\n  id       Int  @id\n  authorId Int\n  author   User @relation(fields: [authorId], references: [id])\n}\n";

const token = new vscode.CancellationTokenSource().token;
let folder = "";
let user: vscode.TextDocument & { text: string };
let post: vscode.TextDocument;

const at = (document: { text: string }, words: string) => {
  const before = document.text.slice(0, document.text.indexOf(words) + words.length).split("\n");
  return new vscode.Position(before.length - 1, before[before.length - 1]!.length);
};

before(async () => {
  folder = project({
    "schema/user.prisma": USER,
    "schema/post.prisma": POST,
    "base.prisma": USER.replace("  email String @unique\n", "  email String @unique\n  phone String?\n") + POST,
    "parallax.toml": 'schema = "schema"\n',
  });
  (vscode.workspace as any).workspaceFolders = [{ uri: vscode.Uri.file(folder), name: "project", index: 0 }];
  Object.assign(editor.state.settings, {
    "parallax.path": SERVER,
    "parallax.base": path.join(folder, "base.prisma"),
    "parallax.target": "postgresql@16",
  });
  const subscriptions: { dispose(): unknown }[] = [];
  await activate({ subscriptions } as unknown as vscode.ExtensionContext);
  user = await editor.open(path.join(folder, "schema/user.prisma"));
  post = await editor.open(path.join(folder, "schema/post.prisma"));
  await editor.open(path.join(folder, "schema/user.prisma")).then((again: typeof user) => {
    editor.state.documents.splice(editor.state.documents.indexOf(again), 1);
    (vscode.window as any).activeTextEditor = { document: user };
  });
});

after(async () => {
  await deactivate();
});

test("every command of the manifest is there", () => {
  const manifest = require("../package.json");
  for (const { command } of manifest.contributes.commands) {
    assert.ok(editor.state.commands.has(command), command);
  }
});

test("diagnostics come while the schema is edited, from all its files", async () => {
  await until("no errors", () => editor.diagnostics(user)?.every((found: vscode.Diagnostic) => found.severity !== 0));
  const text = user.text;
  await editor.edit(user, text.replace("String @unique", "Strin @unique"));
  const found = await until("the unknown type", () =>
    editor.diagnostics(user)?.find((found: vscode.Diagnostic) => found.severity === vscode.DiagnosticSeverity.Error),
  );
  assert.equal(user.text.split("\n")[found.range.start.line]?.includes("Strin"), true);
  await editor.edit(user, text);
  await until("no errors again", () => editor.diagnostics(user)?.every((found: vscode.Diagnostic) => found.severity !== 0));
});

test("completion knows the types and the models of other files", async () => {
  const text = user.text;
  await editor.edit(user, text.replace("  posts Post[]\n", "  posts Post[]\n  last  Po\n"));
  const provider = editor.provider("CompletionItemProvider");
  const found = await provider.provideCompletionItems(user, at(user, "  last  Po"), token, { triggerKind: 0 });
  const labels = (Array.isArray(found) ? found : found.items).map((item: any) => item.label.label ?? item.label);
  assert.ok(labels.includes("Post"), labels.join(" "));
  await editor.edit(user, text);
});

test("a rename goes over all files", async () => {
  const provider = editor.provider("RenameProvider");
  const edit = await provider.provideRenameEdits(user, at(user, "model Us"), "Person", token);
  const files = edit.changes.map((change: any) => path.basename(change.uri.fsPath)).sort();
  assert.deepEqual(files, ["post.prisma", "user.prisma"]);
  assert.match(JSON.stringify(edit.changes), /@@map/);
  await vscode.workspace.getConfiguration("parallax").update("rename", "database");
  const renamed = await provider.provideRenameEdits(user, at(user, "model Us"), "Person", token);
  assert.doesNotMatch(JSON.stringify(renamed.changes), /@@map/);
  await vscode.workspace.getConfiguration("parallax").update("rename", "schema");
});

test("hover, symbols, folds and formatting are served", async () => {
  const hover = await editor.provider("HoverProvider").provideHover(user, at(user, "  ema"), token);
  assert.ok(JSON.stringify(hover.contents).includes("email"));
  const symbols = await editor.provider("DocumentSymbolProvider").provideDocumentSymbols(user, token);
  assert.deepEqual(symbols.map((symbol: any) => symbol.name), ["db", "User"]);
  const folds = await editor.provider("FoldingRangeProvider").provideFoldingRanges(post, {}, token);
  assert.equal(folds.length, 1);
  const text = user.text;
  await editor.edit(user, text.replace("id    Int", "id Int"));
  const options = { tabSize: 2, insertSpaces: true };
  const edits = await editor
    .provider("DocumentFormattingEditProvider")
    .provideDocumentFormattingEdits(user, options, token);
  assert.ok(edits.length > 0);
  await editor.edit(user, text);
});

test("a lens tells what a change means, and its command shows the SQL in a document of its own", async () => {
  await until("a plan", () => editor.state.statusBar.text.includes("destructive"));
  const lenses: vscode.CodeLens[] = await editor.provider("CodeLensProvider").provideCodeLenses(user, token);
  assert.equal(lenses.length, 1, JSON.stringify(lenses));
  const command = lenses[0]!.command!;
  assert.equal(command.command, "parallax.showSql");
  assert.match(command.title, /destructive: drops column phone/);
  await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
  const { document } = editor.state.shown.pop();
  assert.equal(document.uri.scheme, "parallax-sql");
  assert.equal(document.languageId, "sql");
  assert.match(document.text, /ALTER TABLE "User"\s+DROP COLUMN "phone"/);
});

test("the SQL and the plan of the whole schema can be asked for", async () => {
  await vscode.commands.executeCommand("parallax.showMySql");
  assert.match(editor.state.shown.pop().document.text, /DROP COLUMN "phone"/);
  await vscode.commands.executeCommand("parallax.previewMigration");
  const [name, page] = editor.state.executed.pop();
  assert.equal(name, "markdown.showPreviewToSide");
  const markdown = editor.state.contents.get("parallax-plan").provideTextDocumentContent(page);
  assert.match(markdown, /phone/);
});

test("the status bar counts the steps and names the base", async () => {
  const item = editor.state.statusBar;
  await until("the count", () => item.text.includes("1 step, 1 destructive"));
  assert.match(item.tooltip, /base\.prisma/);
  assert.equal(item.command, "parallax.showMySql");
});

test("what the schema is compared with can be chosen", async () => {
  editor.state.answers.push("Nothing");
  await vscode.commands.executeCommand("parallax.compareWith");
  assert.equal(editor.state.settings["parallax.base"], "none");
  await until("no plan", () => !editor.state.statusBar.text.includes("step"));
  editor.state.answers.push("git revision", "main");
  await vscode.commands.executeCommand("parallax.compareWith");
  assert.equal(editor.state.settings["parallax.base"], "git:main");
  editor.state.answers.push("snapshot", path.join(folder, "base.prisma"));
  await vscode.commands.executeCommand("parallax.compareWith");
  assert.equal(editor.state.settings["parallax.base"], "base.prisma");
  await until("the plan again", () => editor.state.statusBar.text.includes("1 destructive"));
});

test("the server can be restarted, and a path that is none is explained", async () => {
  await vscode.commands.executeCommand("parallax.restart");
  await until("diagnostics of the new server", () => editor.state.statusBar.text.includes("1 destructive"));
  await vscode.workspace.getConfiguration("parallax").update("path", "/nowhere/parallax");
  assert.match(editor.state.messages.pop().text, /`parallax\.path` names `\/nowhere\/parallax`/);
  assert.equal(editor.state.statusBar.text, "$(error) Parallax");
  await vscode.commands.executeCommand("parallax.showMySql");
  assert.match(editor.state.messages.pop().text, /does not run/);
  await vscode.workspace.getConfiguration("parallax").update("path", SERVER);
  await until("the server again", () => editor.state.statusBar.text.includes("$(database)"));
});
