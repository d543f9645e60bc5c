/** The settings of the section `parallax`. */

import * as vscode from "vscode";
import { InitializationOptions, SHOW_SQL_COMMAND } from "./protocol";

export const SECTION = "parallax";

export function serverPath(): string {
  return vscode.workspace.getConfiguration(SECTION).get<string>("path", "").trim();
}

export function base(): string {
  return vscode.workspace.getConfiguration(SECTION).get<string>("base", "").trim();
}

/** For this window and project, not for all. */
export async function setBase(value: string): Promise<void> {
  const isProject = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const where = isProject ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration(SECTION).update("base", value, where);
}

export function initializationOptions(): InitializationOptions {
  const settings = vscode.workspace.getConfiguration(SECTION);
  return {
    base: settings.get<string>("base", ""),
    target: settings.get<string>("target", ""),
    lens: settings.get<boolean>("lens.enabled", true),
    inlayHints: settings.get<boolean>("inlayHints.enabled", true),
    lint: settings.get<boolean | null>("lint.enabled", null),
    rename: settings.get<string>("rename", "schema"),
    clientCommands: [SHOW_SQL_COMMAND],
  };
}
