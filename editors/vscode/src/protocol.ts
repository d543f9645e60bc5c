/** What Parallax adds to the protocol. */

/** Asks for the SQL of the schema's changes. */
export const SQL_REQUEST = "parallax/sql";
/** Asks for the plan, for people to read. */
export const PLAN_REQUEST = "parallax/plan";
/** The server tells how a schema stands against its base. */
export const STATUS_NOTIFICATION = "parallax/status";
/** The command of a code lens; the client does it itself. */
export const SHOW_SQL_COMMAND = "parallax.showSql";

export interface SqlParams {
  /** Of any file of the schema. */
  uri: string;
  /** Indexes of the plan's steps; without them all. */
  steps?: number[];
}

export interface Sql {
  sql: string;
  title: string;
}

export interface Plan {
  markdown: string;
}

export interface Status {
  /** The schema's file or folder. */
  schema?: string | null;
  /** What it is compared with, in words. */
  base?: string | null;
  /** What the SQL is for. */
  target?: string | null;
  steps?: number | null;
  destructive?: number | null;
  caution?: number | null;
  /** Why there is no comparison. */
  message?: string | null;
}

/** What the server is told when it starts. */
export interface InitializationOptions {
  base: string;
  target: string;
  lens: boolean;
  inlayHints: boolean;
  lint: boolean | null;
  /** `schema`: the database keeps its names; `database`: it is renamed too. */
  rename: string;
  clientCommands: string[];
}

/** The part of a language client that the commands need. */
export interface Requests {
  sendRequest<R>(method: string, params: unknown): Promise<R>;
}
