/** Starts the language server and connects it with the editor. */

import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions, State, TransportKind } from "vscode-languageclient/node";
import { findServer } from "./binary";
import { compareWith } from "./compare";
import { Requests, SHOW_SQL_COMMAND, STATUS_NOTIFICATION, SqlParams, Status } from "./protocol";
import * as settings from "./settings";
import { Documents, PLAN_SCHEME, SQL_SCHEME, previewMigration, showSql } from "./sql";
import { StatusBar } from "./status";

let running: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const documents = new Documents();
  const session = new Session();
  running = session;
  const register = vscode.commands.registerCommand;
  context.subscriptions.push(
    session.status,
    session.output,
    vscode.workspace.registerTextDocumentContentProvider(SQL_SCHEME, documents),
    vscode.workspace.registerTextDocumentContentProvider(PLAN_SCHEME, documents),
    register(SHOW_SQL_COMMAND, (params: SqlParams) => session.ask((server) => showSql(server, documents, params))),
    register("parallax.showMySql", () => session.ofEditor((server, uri) => showSql(server, documents, { uri }))),
    register("parallax.previewMigration", () =>
      session.ofEditor((server, uri) => previewMigration(server, documents, uri)),
    ),
    register("parallax.compareWith", compareWith),
    register("parallax.restart", () => session.restart()),
    register("parallax.showOutput", () => session.output.show()),
    vscode.window.onDidChangeActiveTextEditor(() => session.status.show()),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("parallax.path")) {
        await session.restart();
      } else if (change.affectsConfiguration(settings.SECTION)) {
        await session.settingsChanged();
      }
    }),
  );
  await session.start();
}

export async function deactivate(): Promise<void> {
  await running?.stop();
  running = undefined;
}

/** One server at a time, and what is seen of it. */
class Session {
  readonly status = new StatusBar();
  readonly output = vscode.window.createOutputChannel("Parallax", { log: true });
  private client: LanguageClient | undefined;

  async start(): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    const found = findServer(settings.serverPath(), folder);
    if ("problem" in found) {
      this.status.setState("stopped", found.problem);
      void this.explain(found.problem);
      return;
    }
    this.status.setState("starting");
    const client = new LanguageClient("parallax", "Parallax", serverOptions(found.command), this.clientOptions());
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.client === client) {
        this.status.setState(newState === State.Running ? "running" : newState === State.Starting ? "starting" : "stopped");
      }
    });
    client.onNotification(STATUS_NOTIFICATION, (status: Status) => this.status.tell(status));
    try {
      await client.start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.status.setState("stopped", reason);
      void this.explain(`The server ${found.command} did not start: ${reason}`);
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    // A server that is gone already cannot be stopped.
    await client?.stop().catch(() => undefined);
    await client?.dispose().catch(() => undefined);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async settingsChanged(): Promise<void> {
    const options = settings.initializationOptions();
    await this.client?.sendNotification("workspace/didChangeConfiguration", { settings: { parallax: options } });
  }

  /** Does something with the server, and says so where there is none. */
  async ask(work: (requests: Requests) => Promise<void>): Promise<void> {
    if (this.client?.state !== State.Running) {
      void this.explain("The server of Parallax does not run.");
      return;
    }
    try {
      await work(this.client);
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  /** Does something with the schema that is looked at. */
  async ofEditor(work: (requests: Requests, uri: string) => Promise<void>): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== "prisma") {
      void vscode.window.showInformationMessage("Open a schema first.");
      return;
    }
    await this.ask((requests) => work(requests, document.uri.toString()));
  }

  private clientOptions(): LanguageClientOptions {
    return {
      documentSelector: [
        { scheme: "file", language: "prisma" },
        { scheme: "untitled", language: "prisma" },
      ],
      initializationOptions: () => settings.initializationOptions(),
      outputChannel: this.output,
      markdown: { supportHtml: false },
    };
  }

  private async explain(problem: string): Promise<void> {
    const open = "Open Settings";
    const again = "Try Again";
    const answer = await vscode.window.showErrorMessage(problem, open, again);
    if (answer === open) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "parallax.path");
    } else if (answer === again) {
      await this.restart();
    }
  }
}

function serverOptions(command: string): ServerOptions {
  return { command, args: ["lsp"], transport: TransportKind.stdio };
}
