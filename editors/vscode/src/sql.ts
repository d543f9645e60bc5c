/** The SQL of changes as a document that nobody can edit. */

import * as vscode from "vscode";
import { PLAN_REQUEST, Plan, Requests, SQL_REQUEST, Sql, SqlParams } from "./protocol";

export const SQL_SCHEME = "parallax-sql";
export const PLAN_SCHEME = "parallax-plan";

const NOTHING =
  "There is nothing to compare with, or the schema has errors. “Parallax: Compare With…” chooses what it is compared with.";

/** Holds what the virtual documents show, by their address. */
export class Documents implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  put(uri: vscode.Uri, text: string): void {
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
  }
}

/** Shows the SQL of some steps, or of all. */
export async function showSql(requests: Requests, documents: Documents, params: SqlParams): Promise<void> {
  const found = await requests.sendRequest<Sql | null>(SQL_REQUEST, params);
  if (found === null || found === undefined) {
    void vscode.window.showInformationMessage(NOTHING);
    return;
  }
  const uri = vscode.Uri.from({ scheme: SQL_SCHEME, path: `/${fileName(found.title)}.sql`, query: schemaKey(params.uri) });
  const empty = found.sql.trim() === "" ? "-- There is nothing to do.\n" : "";
  documents.put(uri, `-- ${found.title}\n\n${found.sql}${empty}`);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.languages.setTextDocumentLanguage(document, "sql");
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}

/** Shows the whole plan in the preview for Markdown. */
export async function previewMigration(requests: Requests, documents: Documents, uri: string): Promise<void> {
  const found = await requests.sendRequest<Plan | null>(PLAN_REQUEST, { uri });
  if (found === null || found === undefined) {
    void vscode.window.showInformationMessage(NOTHING);
    return;
  }
  const page = vscode.Uri.from({ scheme: PLAN_SCHEME, path: "/Migration.md", query: schemaKey(uri) });
  documents.put(page, found.markdown);
  await vscode.commands.executeCommand("markdown.showPreviewToSide", page);
}

/** A title that is the name of a tab. */
function fileName(title: string): string {
  return title.replace(/[\\/:*?"<>|\r\n]+/g, " ").trim() || "Changes";
}

/** Documents of different schemas are different documents. */
function schemaKey(uri: string): string {
  return uri.slice(0, uri.lastIndexOf("/") + 1);
}
