/** The item in the status bar: whether the server runs, and what the edits mean for the database. */

import * as vscode from "vscode";
import { Status } from "./protocol";

export type ServerState = "starting" | "running" | "stopped";

export class StatusBar implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private state: ServerState = "starting";
  private problem = "";
  /** By the schema they tell of. */
  private readonly told = new Map<string, Status>();

  constructor() {
    this.item = vscode.window.createStatusBarItem("parallax.status", vscode.StatusBarAlignment.Right, 90);
    this.item.name = "Parallax";
    this.show();
  }

  dispose(): void {
    this.item.dispose();
  }

  setState(state: ServerState, problem = ""): void {
    this.state = state;
    this.problem = problem;
    if (state !== "running") {
      this.told.clear();
    }
    this.show();
  }

  tell(status: Status): void {
    this.told.set(status.schema ?? "", status);
    this.show();
  }

  /** The item is there as long as a schema is looked at. */
  show(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== "prisma" && this.state !== "stopped") {
      this.item.hide();
      return;
    }
    const status = this.state === "running" ? this.of(document) : undefined;
    this.item.text = this.text(status);
    this.item.tooltip = this.tooltip(status);
    this.item.command = this.state === "stopped" ? "parallax.restart" : status?.steps ? "parallax.showMySql" : "parallax.compareWith";
    this.item.backgroundColor =
      this.state === "stopped"
        ? new vscode.ThemeColor("statusBarItem.errorBackground")
        : (status?.destructive ?? 0) > 0
          ? new vscode.ThemeColor("statusBarItem.warningBackground")
          : undefined;
    this.item.show();
  }

  /** That of the schema which holds the document. */
  private of(document: vscode.TextDocument | undefined): Status | undefined {
    const place = document?.uri.fsPath ?? "";
    let best: Status | undefined;
    for (const status of this.told.values()) {
      const schema = status.schema ?? "";
      const holds = place === schema || place.startsWith(schema.endsWith("/") ? schema : `${schema}/`);
      if (holds && schema.length >= (best?.schema ?? "").length) {
        best = status;
      }
    }
    return best ?? (this.told.size === 1 ? [...this.told.values()][0] : undefined);
  }

  private text(status: Status | undefined): string {
    switch (this.state) {
      case "starting":
        return "$(loading~spin) Parallax";
      case "stopped":
        return "$(error) Parallax";
      case "running":
        return `$(database) ${status === undefined ? "Parallax" : summary(status)}`;
    }
  }

  private tooltip(status: Status | undefined): string {
    if (this.state !== "running") {
      return this.problem || (this.state === "starting" ? "The server starts." : "The server has stopped. Click to start it.");
    }
    if (status === undefined) {
      return "Parallax: nothing is compared yet.";
    }
    const against = status.base ? `Compared with ${status.base}.` : "Compared with nothing. Click to choose.";
    const target = status.target ? `The SQL is for ${status.target}.` : "";
    return [against, target, status.message ?? ""].filter((line) => line !== "").join("\n");
  }
}

/** Such as `3 steps, 1 destructive`. */
export function summary(status: Status): string {
  if (status.steps === undefined || status.steps === null) {
    return "Parallax";
  }
  if (status.steps === 0) {
    return "no changes";
  }
  const counts = [`${status.steps} ${status.steps === 1 ? "step" : "steps"}`];
  if (status.destructive) {
    counts.push(`${status.destructive} destructive`);
  } else if (status.caution) {
    counts.push(`${status.caution} with caution`);
  }
  return counts.join(", ");
}
