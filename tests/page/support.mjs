// What the page's tests share: a real Chromium with every trap set, real repositories, and the real program.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const modules = createRequire(path.join(process.env.LEAKSIEVE_PAGE_MODULES, "package.json"));
const { chromium } = modules("playwright-core");
const axeSource = fs.readFileSync(modules.resolve("axe-core/axe.min.js"), "utf8");

export const program = process.env.LEAKSIEVE_PROGRAM;
const kNow = "2026-11-26";

export const folder = fs.mkdtempSync(path.join(os.tmpdir(), "leaksieve-page-"));
process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));

// --- Chromium ---------------------------------------------------------------------------------------------------------------

let browser = null;
export async function startBrowser() {
  browser = await chromium.launch({
    executablePath: process.env.LEAKSIEVE_CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"],
  });
}
export const stopBrowser = () => browser.close();

// Opens a file with traps set: `trouble` collects whatever a page that runs nothing and loads nothing never does.
export async function open(file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(120000);  // a machine that does much else is slow, not wrong
  const page = await context.newPage();
  const trouble = [];
  page.on("console", (message) => trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { trouble.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("popup", () => trouble.push("popup"));
  page.on("framenavigated", (frame) => { if (frame !== page.mainFrame()) trouble.push(`frame: ${frame.url()}`); });
  const url = pathToFileURL(file).href + (options.hash || "");
  page.on("request", (request) => { if (request.url().split("#")[0] !== url.split("#")[0]) trouble.push(`request: ${request.url()}`); });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
  });
  await page.goto(url);
  return { page, trouble, close: () => context.close() };
}

// Nothing ran, nothing was loaded, the policy had nothing to forbid.
export async function assertQuiet({ page, trouble }) {
  const seen = await page.evaluate(() => ({ pwned: window.__pwned, violations: window.violations, globals: Object.keys(window).filter((key) => key.startsWith("__pwn")) }));
  assert.equal(seen.pwned, undefined, "a text of the repository ran");
  assert.deepEqual(seen.globals, []);
  assert.deepEqual(seen.violations, []);
  assert.deepEqual(trouble, []);
}

// axe-core's findings of the two upper grades (and, in `all`, every one), as "id: selector".
export async function accessibility(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const told = result.violations.flatMap((violation) => violation.nodes.map((node) => ({ impact: violation.impact, text: `${violation.id}: ${node.target.join(" ")} ${node.failureSummary}` })));
  return { passes: result.passes.length, all: told.map((one) => one.text), grave: told.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => one.text) };
}

// --- The program ------------------------------------------------------------------------------------------------------------

// Runs `leaksieve report` with both formats on the same input; gives the page's file and the plan.
export function report(args, { input } = {}) {
  const file = path.join(folder, `${fs.readdirSync(folder).length}.html`);
  const run = (more) => {
    const result = spawnSync(program, ["report", "--now", kNow, ...more, ...args], { input, cwd: folder, maxBuffer: 1 << 30, env: gitEnvironment() });
    assert.ok([0, 1, 3].includes(result.status), `leaksieve report ended with ${result.status}: ${result.stderr}`);
    return result.stdout;
  };
  run(["--format", "html", "--output", file]);
  return { file, html: fs.readFileSync(file, "utf8"), plan: JSON.parse(run(["--format", "json"])) };
}

// --- Repositories -----------------------------------------------------------------------------------------------------------

function gitEnvironment(extra = {}) {
  return { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", LC_ALL: "C", TZ: "UTC", ...extra };
}

export class Repository {
  constructor(name, day = Date.UTC(2020, 0, 1) / 1000) {
    this.path = path.join(folder, name);
    this.day = day;
    fs.mkdirSync(this.path);
    this.git("init", "-q", "-b", "main");
  }
  // `who` is [name, email]; each command is some weeks later than the last one.
  run(args, who = ["Ann Author", "ann@example.org"], input = undefined) {
    this.day += 17 * 86400;
    const people = {};
    for (const role of ["AUTHOR", "COMMITTER"]) Object.assign(people, { [`GIT_${role}_NAME`]: who[0], [`GIT_${role}_EMAIL`]: who[1], [`GIT_${role}_DATE`]: `${this.day} +0000` });
    return execFileSync("git", args, { cwd: this.path, env: gitEnvironment(people), input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] }).trim();
  }
  git(...args) { return this.run(args); }
  write(name, text) {
    const file = Buffer.concat([Buffer.from(this.path + "/"), Buffer.from(name)]);
    fs.mkdirSync(Buffer.from(file.subarray(0, file.lastIndexOf(0x2f))), { recursive: true });
    fs.writeFileSync(file, text);
  }
  commit(message, who) {
    this.run(["add", "-A"], who);
    return this.run(["-c", "i18n.commitEncoding=UTF-8", "commit", "-q", "--allow-empty", "-F", "-"], who, message);
  }
}

// --- Made-up secrets, put together here so that no file holds a whole one ---------------------------------------------------

const kLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export function letters(seed, count, alphabet = kLetters) {
  let state = (seed * 2654435761 + 12345) >>> 0, text = "";
  for (let i = 0; i < count; ++i) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += alphabet[Math.floor((state / 4294967296) * alphabet.length)];
  }
  return text;
}

function crc32(text) {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

export function githubToken(seed) {
  const body = letters(seed, 30);
  let rest = crc32(body), tail = "";
  for (let i = 0; i < 6; ++i) { tail = kLetters[rest % 62] + tail; rest = Math.floor(rest / 62); }
  return "gh" + "p_" + body + tail;
}

export const awsKey = (seed) => "AK" + "IA" + letters(seed, 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
export const stripeKey = (seed) => "sk_" + "live_" + letters(seed, 24);
