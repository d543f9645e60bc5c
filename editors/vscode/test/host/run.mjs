// Downloads VS Code, and runs `suite.ts` in it.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runTests } from "@vscode/test-electron";
import esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const extension = path.resolve(here, "../..");
const suite = path.join(extension, "out/host/suite.js");
await esbuild.build({
  entryPoints: [path.join(here, "suite.ts")],
  bundle: true,
  platform: "node",
  format: "cjs",
  outfile: suite,
  external: ["vscode"],
  logLevel: "warning",
});
await runTests({
  extensionDevelopmentPath: extension,
  extensionTestsPath: suite,
  launchArgs: [path.resolve(extension, "../../corpus"), "--disable-extensions"],
});
