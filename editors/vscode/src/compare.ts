/** The choice of what the schema is compared with. */

import * as vscode from "vscode";
import * as settings from "./settings";

interface Choice extends vscode.QuickPickItem {
  /** The value of `parallax.base`, or the question that leads to it. */
  value: () => Promise<string | undefined>;
}

const CHOICES: Choice[] = [
  {
    label: "$(wand) The last migration, or else git HEAD",
    description: "auto",
    value: async () => "auto",
  },
  { label: "$(history) The last migration", description: "migrations", value: async () => "migrations" },
  { label: "$(git-commit) A git revision…", description: "git:REVISION", value: askRevision },
  { label: "$(file) A snapshot or another schema…", description: "a path", value: askFile },
  { label: "$(circle-slash) Nothing", description: "none", value: async () => "none" },
];

/** True where something was chosen. */
export async function compareWith(): Promise<boolean> {
  const now = settings.base();
  const picked = await vscode.window.showQuickPick(CHOICES, {
    title: "Compare the schema with",
    placeHolder: now === "" ? "now: as parallax.toml says, or else auto" : `now: ${now}`,
  });
  const value = await picked?.value();
  if (value === undefined) {
    return false;
  }
  await settings.setBase(value);
  return true;
}

async function askRevision(): Promise<string | undefined> {
  const revision = await vscode.window.showInputBox({
    title: "Compare with the schema at a git revision",
    prompt: "A branch, a tag or a commit",
    value: "main",
    validateInput: (text) => (text.trim() === "" || /\s/.test(text.trim()) ? "a revision is one word" : undefined),
  });
  return revision === undefined ? undefined : `git:${revision.trim()}`;
}

async function askFile(): Promise<string | undefined> {
  const files = await vscode.window.showOpenDialog({
    title: "Compare with a snapshot or a schema",
    canSelectFiles: true,
    canSelectFolders: true,
    canSelectMany: false,
    filters: { "Snapshots and schemas": ["json", "prisma", "plx"] },
  });
  const file = files?.[0];
  return file === undefined ? undefined : vscode.workspace.asRelativePath(file, false);
}
