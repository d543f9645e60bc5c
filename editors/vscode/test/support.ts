/** What tests share: the server, the editor's stand-in, schemas on disk. */

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";

export const SERVER = process.env["PARALLAX"] ?? "parallax";
export const ROOT = process.env["PARALLAX_ROOT"] ?? ".";

// The stand-in has more than the editor's types tell.
export const editor = (vscode as unknown as { editor: any }).editor;

/** A folder with files, and a way to be rid of it. */
export function project(files: Record<string, string>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parallax-vscode-"));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Waits for something that a server does when it is ready. */
export async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`nothing came: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
