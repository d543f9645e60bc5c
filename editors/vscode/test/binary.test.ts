import assert from "node:assert/strict";
import * as path from "node:path";
import { test } from "node:test";
import { findServer } from "../src/binary";
import { SERVER, project } from "./support";

test("the setting comes before PATH", () => {
  assert.deepEqual(findServer(SERVER, undefined, { PATH: "" }), { command: SERVER });
  const relative = path.relative(path.dirname(SERVER), SERVER);
  assert.deepEqual(findServer(relative, path.dirname(SERVER), {}), { command: SERVER });
  assert.deepEqual(findServer("${workspaceFolder}/parallax", path.dirname(SERVER), {}), { command: SERVER });
});

test("PATH is searched without a setting", () => {
  const places = ["/nowhere", path.dirname(SERVER)].join(path.delimiter);
  assert.deepEqual(findServer("", undefined, { PATH: places }), { command: SERVER });
});

test("what cannot be found is explained", () => {
  const missing = findServer("", undefined, { PATH: "/nowhere" });
  assert.match("problem" in missing ? missing.problem : "", /not on PATH.*cargo install/s);
  const folder = project({ parallax: "no command" });
  const wrong = findServer(path.join(folder, "parallax"), undefined, {});
  assert.match("problem" in wrong ? wrong.problem : "", /`parallax\.path` names .* is no command/s);
});
