/** In a real VS Code: the extension starts, and the server answers through it. */

import assert from "node:assert/strict";
import * as path from "node:path";
import * as vscode from "vscode";

export async function run(): Promise<void> {
  const server = process.env["PARALLAX"];
  if (server !== undefined) {
    await vscode.workspace.getConfiguration("parallax").update("path", server, vscode.ConfigurationTarget.Global);
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const document = await vscode.workspace.openTextDocument(path.join(folder, "webshop.prisma"));
  await vscode.window.showTextDocument(document);
  assert.equal(document.languageId, "prisma");
  const symbols = await answered(() =>
    vscode.commands.executeCommand<vscode.DocumentSymbol[]>("vscode.executeDocumentSymbolProvider", document.uri),
  );
  assert.ok(symbols.some((symbol) => symbol.name === "db"));
  const commands = await vscode.commands.getCommands(true);
  assert.ok(commands.includes("parallax.showMySql"));
}

/** Asks until the server has started. */
async function answered<T>(ask: () => Thenable<T[] | undefined>): Promise<T[]> {
  for (let tries = 0; tries < 100; tries++) {
    const found = await ask();
    if (found !== undefined && found.length > 0) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the server does not answer");
}
