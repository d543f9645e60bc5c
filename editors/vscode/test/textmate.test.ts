/** The grammar for editors that know no language server against what the server says each word is. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { MessageConnection, StreamMessageReader, StreamMessageWriter, createMessageConnection } from "vscode-jsonrpc/node";
import { INITIAL, IGrammar, Registry, parseRawGrammar } from "vscode-textmate";
import { ROOT, SERVER } from "./support";

interface Word {
  line: number;
  start: number;
  end: number;
  kind: string;
}

/** What the server calls it, and the scope that the grammar gives it. */
const SCOPES: Record<string, RegExp> = {
  keyword: /^storage\.type\./,
  class: /^entity\.name\.type\./,
  struct: /^entity\.name\.type\./,
  enum: /^entity\.name\.type\./,
  type: /^support\.type\.(primitive|unsupported)\./,
  decorator: /^entity\.name\.function\.decorator\./,
  string: /^string\./,
  number: /^constant\.numeric\./,
  comment: /^comment\./,
  "comment.documentation": /^comment\..*documentation\./,
  parameter: /^variable\.parameter\./,
  enumMember: /^variable\.other\./,
};

let grammar: IGrammar;
let connection: MessageConnection;
let legend: { tokenTypes: string[]; tokenModifiers: string[] };
const server = spawn(SERVER, ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });

before(async () => {
  grammar = await loaded();
  connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  connection.listen();
  const answer: any = await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions: { base: "none" },
  });
  legend = answer.capabilities.semanticTokensProvider.legend;
  await connection.sendNotification("initialized", {});
});

after(() => {
  server.kill();
  connection.dispose();
});

async function loaded(): Promise<IGrammar> {
  // The bundle of the tests leaves this package where it is, beside its WebAssembly.
  const oniguruma = require("vscode-oniguruma");
  const wasm = fs.readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const file = path.join(ROOT, "editors/vscode/syntaxes/parallax.tmLanguage.json");
  const sql = { scopeName: "source.sql", patterns: [{ match: "\\bSELECT\\b", name: "keyword.other.sql" }], repository: {} };
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text: string) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) =>
      scope === "source.parallax" ? parseRawGrammar(fs.readFileSync(file, "utf8"), file) : (sql as any),
  });
  const found = await registry.loadGrammar("source.parallax");
  assert.ok(found);
  return found;
}

/** The innermost scope of every character, by line. */
function scopes(text: string): string[][] {
  let stack = INITIAL;
  return text.split(/\r?\n/).map((line) => {
    const result = grammar.tokenizeLine(line, stack);
    stack = result.ruleStack;
    const found: string[] = [];
    for (const token of result.tokens) {
      const scope = token.scopes.filter((scope) => !scope.startsWith("constant.character")).pop() ?? "";
      found.fill(scope, found.length, token.endIndex);
      for (let at = token.startIndex; at < token.endIndex; at++) {
        found[at] = scope;
      }
    }
    return found;
  });
}

async function words(name: string, text: string): Promise<Word[]> {
  const uri = pathToFileURL(path.join("/nowhere", name)).toString();
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "prisma", version: 1, text },
  });
  const { data }: { data: number[] } = await connection.sendRequest("textDocument/semanticTokens/full", {
    textDocument: { uri },
  });
  await connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  const found: Word[] = [];
  let [line, start] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0, type = 0, modifiers = 0] = data.slice(at, at + 5);
    start = down === 0 ? start + right : right;
    line += down;
    const isDocs = legend.tokenModifiers.some((name, bit) => name === "documentation" && modifiers & (1 << bit));
    const kind = legend.tokenTypes[type] + (isDocs ? ".documentation" : "");
    found.push({ line, start, end: start + length, kind });
  }
  return found;
}

/** Where the two do not agree, for people to read. */
async function differences(name: string, text: string): Promise<string[]> {
  const [painted, said] = [scopes(text), await words(name, text)];
  assert.ok(said.length > 50);
  const lines = text.split(/\r?\n/);
  const different: string[] = [];
  const tell = (line: number, start: number, end: number, message: string) =>
    different.push(`${name}:${line + 1}:${start + 1} \`${lines[line]?.slice(start, end)}\` ${message}`);
  const spoken = painted.map((line) => line.map(() => false));
  for (const { line, start, end, kind } of said) {
    spoken[line]?.fill(true, start, end);
    const scope = SCOPES[kind];
    const wrong = painted[line]?.slice(start, end).find((found) => scope !== undefined && !scope.test(found));
    if (wrong !== undefined) {
      tell(line, start, end, `is ${kind} and has the scope ${wrong}`);
    }
  }
  // What the grammar says and the server does not.
  const claims = /^(storage\.type|support\.type|entity\.name|string\.quoted\.double|comment)\./;
  painted.forEach((line, number) => {
    const at = line.findIndex((scope, column) => claims.test(scope) && !spoken[number]?.[column] && lines[number]?.[column]?.trim());
    if (at !== -1) {
      tell(number, at, line.length, `has the scope ${line[at]}, and the server says nothing`);
    }
  });
  return different;
}

const corpus = path.join(ROOT, "corpus");
for (const name of fs.readdirSync(corpus).filter((name) => name.endsWith(".prisma"))) {
  test(`the grammar and the server agree about ${name}`, async () => {
    assert.deepEqual(await differences(name, fs.readFileSync(path.join(corpus, name), "utf8")), []);
  });
}

const EVERYTHING = `// floating
/* of
   lines */
datasource db { // behind
  provider   = "postgresql" /* why */
  extensions = [hstore(schema: "x"), pg_trgm]
  url        = env("URL")
}

/// docs
model Ünïcode_Name {
  id       Int?[] @id @default(autoincrement()) @db.Integer // end
  name     String @default("a \\" b \\u00e9 // no comment") @map( "n" )
  shape    Unsupported("circle(1)")?
  when     DateTime @default(dbgenerated("now()"))
  no       Float    @default(-1.5)
  user     User     @relation(
    fields: [id], // inside
    references: [id], onDelete: Cascade,
  )
  userData Bytes

  @@index([name(ops: raw("x"), sort: Desc), id], type: Gin, where: { name: { not: null } })
  @@index([id], where: sql\`
    SELECT 1 -- \\\`model A {
  \`)
  @@map("m")
}

view Short {
  modelName String
  type      Kind
}

enum Kind {
  A @map("a") /// docs
  B
  @@schema("x")
}

type Kept {
  x Int
}

model User {
  id Int @id
}
`;

test("the grammar and the server agree about all that the language has", async () => {
  assert.deepEqual(await differences("everything.prisma", EVERYTHING), []);
  assert.deepEqual(await differences("crlf.prisma", EVERYTHING.replaceAll("\n", "\r\n")), []);
});

test("SQL in backticks has the scopes of SQL", () => {
  const painted = scopes(EVERYTHING);
  const line = EVERYTHING.split("\n").findIndex((line) => line.includes("SELECT"));
  assert.equal(painted[line]?.[4], "keyword.other.sql");
});

test("a bracket that nobody closed costs its block alone its colours", async () => {
  const text = "model A {\n  id Int @default(\n  b String\n}\n\nmodel B {\n  // x\n  c Int @default([1, {\n\nenum C {\n  D\n}\n";
  const painted = scopes(text);
  assert.equal(painted[5]?.[0], "storage.type.model.parallax");
  assert.equal(painted[9]?.[0], "storage.type.enum.parallax");
  assert.equal(painted[10]?.[2], "variable.other.enummember.parallax");
});
