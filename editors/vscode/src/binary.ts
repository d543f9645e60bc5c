/** Finds the `parallax` command. */

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

export type Found = { command: string } | { problem: string };

export const HOW_TO_INSTALL =
  "Install it with `cargo install parallax-cli` (or from a release of Parallax), or name its place in the setting `parallax.path`.";

/** By the setting where there is one, otherwise on `PATH`. */
export function findServer(setting: string, folder?: string, environment: NodeJS.ProcessEnv = process.env): Found {
  if (setting !== "") {
    const command = resolved(setting, folder);
    return isExecutable(command)
      ? { command }
      : { problem: `The setting \`parallax.path\` names \`${setting}\`, which is no command. ${HOW_TO_INSTALL}` };
  }
  const windows = process.platform === "win32";
  const names = windows ? ["parallax.exe", "parallax.cmd"] : ["parallax"];
  const onPath = environment["PATH"] ?? environment["Path"] ?? "";
  for (const place of onPath.split(path.delimiter).filter((place) => place !== "")) {
    for (const name of names) {
      const command = path.join(place, name);
      if (isExecutable(command)) {
        return { command };
      }
    }
  }
  return { problem: `The command \`parallax\` is not on PATH. ${HOW_TO_INSTALL}` };
}

/** `~` is the home folder, and paths count from the folder of the project. */
function resolved(setting: string, folder?: string): string {
  const home = setting === "~" || setting.startsWith("~/") ? os.homedir() + setting.slice(1) : setting;
  const here = home.replace("${workspaceFolder}", folder ?? ".");
  return path.isAbsolute(here) ? here : path.resolve(folder ?? ".", here);
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
