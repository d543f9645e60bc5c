// Bundles the tests with a stand-in for the editor, and runs them. `PARALLAX` names the server; without it, the one that
// cargo built last.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../../..");
const out = path.resolve(here, "../out/test");

const built = ["release", "debug"]
  .map((profile) => path.join(root, "target", profile, process.platform === "win32" ? "parallax.exe" : "parallax"))
  .filter((file) => existsSync(file))
  .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
const server = process.env.PARALLAX ?? built[0];
if (server === undefined) {
  console.error("there is no server to test with: cargo build -p parallax-cli, or name it in PARALLAX");
  process.exit(1);
}

rmSync(out, { recursive: true, force: true });
await esbuild.build({
  entryPoints: readdirSync(here).filter((name) => name.endsWith(".test.ts")).map((name) => path.join(here, name)),
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  outdir: out,
  alias: { vscode: path.join(here, "stub/vscode.cjs") },
  external: ["vscode-oniguruma"],
  logLevel: "warning",
});
const tests = readdirSync(out).map((name) => path.join(out, name));
const run = spawnSync(process.execPath, ["--test", "--test-timeout=60000", "--test-reporter=spec", ...tests], {
  stdio: "inherit",
  env: { ...process.env, PARALLAX: path.resolve(server), PARALLAX_ROOT: root },
});
process.exit(run.status ?? 1);
