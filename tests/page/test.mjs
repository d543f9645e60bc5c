// Opens pages of `parallax review --format html` in headless Chromium. PARALLAX names the program, CHROMIUM the browser;
// PICTURES a folder for screenshots, PAGE one more page to look at.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import puppeteer from "puppeteer-core";
import { cases } from "./schemas.mjs";

const browserPath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
  .find((path) => path && existsSync(path));
if (!browserPath) {
  console.error("No browser: apt-get install chromium, or name one: CHROMIUM=/path/to/chromium");
  process.exit(1);
}
const parallax = process.env.PARALLAX;
assert(parallax, "PARALLAX must name the program");
const pictures = process.env.PICTURES;
if (pictures) mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "parallax-page-"));

function page(name, { before, after }) {
  const project = join(folder, name);
  mkdirSync(join(project, "prisma"), { recursive: true });
  const git = (...args) => execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], { cwd: project, stdio: "pipe" });
  const schema = join(project, "prisma/schema.prisma");
  writeFileSync(schema, before);
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-qm", "before");
  git("checkout", "-q", "-b", "work");
  writeFileSync(schema, after);
  const file = join(project, "page.html");
  try {
    execFileSync(parallax, ["review", "--base", "main", "--format", "html", "-o", file], { cwd: project, stdio: "pipe" });
  } catch (error) {
    // Status 1 is a verdict; without a page it is a failure.
    if (!existsSync(file)) throw new Error(String(error.stderr));
  }
  return file;
}

/** Boxes that are seen and overlap. */
const overlaps = () => {
  const seen = [...document.querySelectorAll("#er .box:not(.off)")].map((box) => {
    const [x, y] = box.getAttribute("transform").match(/-?\d+/g).map(Number);
    const [w, h] = box.dataset.size.split(" ").map(Number);
    return { id: box.id, x, y, w, h };
  });
  const both = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  return { count: seen.length, pairs: seen.flatMap((a, at) => seen.slice(at + 1).filter((b) => both(a, b)).map((b) => `${a.id} ${b.id}`)) };
};

/** Texts that are wider than their box. */
const spills = () => [...document.querySelectorAll("#er .box:not(.off)")].flatMap((box) => {
  const outer = box.querySelector(".body").getBoundingClientRect();
  const texts = [...box.querySelectorAll("text")].filter((text) => text.getBoundingClientRect().width > 0);
  return texts.filter((text) => {
    const inner = text.getBoundingClientRect();
    return inner.left < outer.left - 1 || inner.right > outer.right + 1;
  }).map((text) => text.textContent);
});

async function look(browser, name, file, width, theme) {
  const tab = await browser.newPage();
  const [requests, errors] = [[], []];
  tab.on("request", (request) => requests.push(request.url()));
  tab.on("console", (message) => { if (message.type() === "error" || message.type() === "warn") errors.push(message.text()); });
  tab.on("pageerror", (error) => errors.push(String(error)));
  await tab.setViewport({ width, height: width < 500 ? 844 : 900 });
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
  const start = performance.now();
  await tab.goto(pathToFileURL(file).href, { waitUntil: "load" });
  await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const opened = performance.now() - start;
  const place = `${name} at ${width} px, ${theme}`;

  assert.equal(await tab.evaluate(() => window.hacked), undefined, `${place}: a name ran as a script`);
  assert.equal(await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${place}: wider than the screen`);
  for (const scope of ["near", "all"]) {
    const { count, pairs } = await tab.evaluate(overlaps);
    assert.ok(count > 0, `${place}: no boxes`);
    assert.deepEqual(pairs, [], `${place}: boxes overlap`);
    assert.deepEqual(await tab.evaluate(spills), [], `${place}: text is wider than its box`);
    if (pictures) await shoot(tab, `${name}-${width}-${theme}-${scope}`);
    if (scope === "near" && !(await tab.$("#scope"))) break;
    if (scope === "near") await tab.click("#scope");
  }
  // Of the largest page once is enough: its elements are those of the others.
  const isLarge = statSync(file).size > 500_000;
  if (!isLarge || (width === 1280 && theme === "light")) await accessible(tab, place, isLarge);
  await keys(tab, place);
  const outside = requests.filter((url) => url !== pathToFileURL(file).href);
  assert.deepEqual(outside, [], `${place}: requests`);
  assert.deepEqual(errors, [], `${place}: the console`);
  await tab.close();
  return opened;
}

/** What is drawn of a large page is left out: it is an image to whoever listens, and takes minutes. */
async function accessible(tab, place, isLarge) {
  await tab.evaluate(axe.source);
  const { violations } = await tab.evaluate((large) => window.axe.run(large ? { exclude: [["#boxes"]] } : document, { resultTypes: ["violations"] }), isLarge);
  const told = violations.map((of) => `${of.id}: ${of.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
  assert.deepEqual(told, [], `${place}: axe`);
}

async function shoot(tab, name) {
  await tab.screenshot({ path: join(pictures, `${name}-top.png`) });
  await tab.evaluate(() => document.querySelector("#diagram").scrollIntoView({ behavior: "instant" }));
  await tab.screenshot({ path: join(pictures, `${name}-diagram.png`) });
}

/** The diagram, the search and the theme by keys alone. */
async function keys(tab, place) {
  const viewBox = () => tab.$eval("#er", (svg) => svg.getAttribute("viewBox"));
  await tab.reload({ waitUntil: "load" });
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.className), "skip", `${place}: the first stop skips`);
  await tab.focus("#view");
  await tab.keyboard.press("0");
  const fitted = await viewBox();
  for (const key of ["ArrowRight", "ArrowDown", "+", "-"]) {
    const before = await viewBox();
    await tab.keyboard.press(key);
    assert.notEqual(await viewBox(), before, `${place}: ${key}`);
  }
  await tab.keyboard.press("0");
  assert.equal(await viewBox(), fitted, `${place}: 0 fits`);
  const first = await tab.$eval("#er .box:not(.off)", (box) => box.dataset.n.slice(0, 6));
  await tab.keyboard.press("/");
  assert.equal(await tab.evaluate(() => document.activeElement.id), "q", `${place}: / searches`);
  await tab.keyboard.type(first);
  assert.ok(await tab.$("#er .box.hit"), `${place}: the search finds ${first}`);
  await tab.keyboard.press("Enter");
  if ((await tab.$$("#er .box")).length > 1) assert.notEqual(await viewBox(), fitted, `${place}: Enter goes there`);
  await tab.keyboard.press("Escape");
  assert.equal(await tab.$("#er .box.hit"), null, `${place}: Escape ends the search`);
  await tab.focus("#theme");
  await tab.keyboard.press("Enter");
  assert.equal(await tab.evaluate(() => document.documentElement.dataset.theme), "light", `${place}: the theme`);
  await tab.evaluate(() => localStorage.clear());
}

/** What the page says to somebody without scripts, and on paper. */
async function still(browser, name, file) {
  const tab = await browser.newPage();
  await tab.setJavaScriptEnabled(false);
  await tab.setViewport({ width: 1280, height: 900 });
  await tab.goto(pathToFileURL(file).href);
  const text = await tab.$eval("body", (body) => body.innerText);
  for (const word of ["Diagram", "Steps", "Before and after"]) assert.ok(text.includes(word), `${name}: ${word} without scripts`);
  assert.equal(await tab.$eval("#theme", (button) => button.offsetParent), null, `${name}: a button that does nothing`);
  if (pictures) await tab.screenshot({ path: join(pictures, `${name}-noscript.png`) });
  await tab.setJavaScriptEnabled(true);
  await tab.goto(pathToFileURL(file).href);
  const pdf = await tab.pdf({ format: "A4", landscape: true, printBackground: true });
  if (pictures) writeFileSync(join(pictures, `${name}.pdf`), pdf);
  assert.ok(pdf.length > 1000);
  await tab.close();
}

const browser = await puppeteer.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const files = Object.fromEntries(Object.entries(cases).map(([name, of]) => [name, page(name, of)]));
  if (process.env.PAGE) files.given = process.env.PAGE;
  for (const [name, file] of Object.entries(files).filter(([name]) => !process.env.ONLY || process.env.ONLY.split(",").includes(name))) {
    const times = [];
    for (const width of [1280, 390]) {
      for (const theme of ["light", "dark"]) times.push(await look(browser, name, file, width, theme));
    }
    await still(browser, name, file);
    const kilobytes = Math.round(readFileSync(file).length / 1024);
    console.log(`${name}: ${kilobytes} KiB, opens in ${times.map((time) => Math.round(time)).join(", ")} ms`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
