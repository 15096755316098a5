// The HTML report of a real repository, in a real Chromium: it shows what the JSON says, filters and opens by mouse and keyboard,
// can be read by assistive technology, and prints.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Repository, accessibility, assertQuiet, githubToken, open, report, startBrowser, stopBrowser } from "./support.mjs";
import { makeShop } from "./stories.mjs";

let file, plan;

before(async () => {
  const shop = makeShop();
  ({ file, plan } = report([shop.path]));
  await startBrowser();
});
after(() => stopBrowser());

const rows = (page) => page.locator("#rows > li");
const titles = (page) => page.locator("#rows h3 button").allTextContents()  // a row out of sight has no innerText;
const count = (page) => page.locator("#count").innerText();

async function expand(page, i) {
  await rows(page).nth(i).locator("h3 button").click();
  return rows(page).nth(i).locator(".detail").innerText();
}

test("the plan of the story is what the page is judged by", () => {
  assert.ok(plan.leaks.length >= 5, `${plan.leaks.length} leaks`);
  assert.ok(new Set(plan.leaks.map((leak) => leak.exposure.furthest)).size >= 3);
});

test("the summary's numbers are the plan's", async () => {
  const tab = await open(file);
  const shares = Object.fromEntries(await tab.page.locator(".share").evaluateAll((all) => all.map((one) => [one.children[0].textContent, Number(one.children[1].textContent)])));
  const sum = plan.summary;
  assert.deepEqual(shares, {
    "Now": sum.by_urgency.now, "Soon": sum.by_urgency.soon, "Later": sum.by_urgency.later, "Done": sum.by_urgency.done,
    "Critical": sum.by_severity.critical, "High": sum.by_severity.high, "Medium": sum.by_severity.medium, "Low": sum.by_severity.low,
    "Yes: rotate": sum.by_left_machine.yes, "Not known": sum.by_left_machine.unknown, "No: history can be cleaned": sum.by_left_machine.no,
    "Open": sum.open, "Accepted for now": sum.accepted, "Rotated": sum.rotated,
  });
  assert.equal(await count(tab.page), `${plan.leaks.length} secrets`);
  const totals = await tab.page.locator("table.heat").first().locator(".total").allInnerTexts();
  assert.equal(totals.map(Number).reduce((a, b) => a + b), plan.leaks.length);
  await assertQuiet(tab);
  await tab.close();
});

test("each secret's row and part tell every field of the plan", async () => {
  const tab = await open(file);
  for (const [i, leak] of plan.leaks.entries()) {
    const row = await rows(tab.page).nth(i).locator(".row").textContent();
    for (const text of [String(leak.priority.rank), leak.severity, leak.description, leak.masked]) assert.ok(row.includes(text), `row ${i}: ${text} in ${row}`);
    const detail = await expand(tab.page, i);
    const told = [leak.fingerprint, leak.rule, leak.kind, leak.masked, `score ${leak.priority.score} of 100`, leak.left_machine.because, ...leak.checklist,
      leak.rotation.title, leak.rotation.replacement, ...leak.rotation.sources.map((url) => url.replace("https://", "")), ...leak.priority.why.map((factor) => factor.because), ...leak.decoded.map((fact) => fact.value)];
    for (const place of leak.occurrences) {
      if (place.path) told.push(place.path);
      if (place.commit) told.push(place.commit.slice(0, 10), place.author.name, place.date.slice(0, 10), place.summary);
    }
    for (const removal of leak.removed) told.push(removal.commit.slice(0, 10), removal.summary);
    for (const who of leak.committers) told.push(who.name, who.email);
    for (const list of Object.values(leak.exposure.refs)) told.push(...list.names.map((name) => name.replace(/^refs\/(heads|remotes|tags)\//, "")));
    told.push(...leak.in_head.paths);
    for (const text of told.filter(Boolean)) assert.ok(detail.includes(text), `secret ${i}: "${text}" is not in\n${detail}`);
    const links = await rows(tab.page).nth(i).locator("a").evaluateAll((all) => all.map((one) => one.href));
    assert.ok(links.every((href) => href.startsWith("https://")));
    assert.deepEqual(links, [leak.rotation.url, ...leak.rotation.sources].filter(Boolean).map((url) => new URL(url).href));
  }
  await assertQuiet(tab);
  await tab.close();
});

test("the timeline's table counts every secret that has a date, in its span", async () => {
  const tab = await open(file);
  await tab.page.locator("details.as-table summary").click();
  const cells = await tab.page.locator(".as-table tbody tr").evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  const dated = plan.leaks.filter((leak) => leak.occurrences.some((place) => place.date));
  assert.equal(cells.reduce((sum, row) => sum + Number(row[5]), 0), dated.length);
  assert.equal(Number(cells.at(-1)[6]), plan.leaks.filter((leak) => leak.in_head.now).length);
  const bars = await tab.page.locator("svg.timeline rect:not(.hit)").count();
  assert.ok(bars > 0);
  assert.match(await tab.page.locator("#time-words").innerText(), new RegExp(`^${dated.length} secrets came in`));
  await tab.close();
});

test("filters leave what they say, together, and can be cleared", async () => {
  const tab = await open(file);
  const { page } = tab;
  const expected = (test) => plan.leaks.filter(test).map((leak) => leak.description);
  await page.getByLabel("critical", { exact: true }).check();
  assert.deepEqual(await titles(page), expected((leak) => leak.severity === "critical"));
  await page.getByLabel("Furthest exposure").selectOption("pushed");
  assert.deepEqual(await titles(page), expected((leak) => leak.severity === "critical" && leak.exposure.furthest === "pushed"));
  await page.getByRole("button", { name: "Clear filters" }).click();
  assert.equal((await titles(page)).length, plan.leaks.length);
  for (const exposure of new Set(plan.leaks.map((leak) => leak.exposure.furthest))) {
    await page.getByLabel("Furthest exposure").selectOption(exposure);
    assert.deepEqual(await titles(page), expected((leak) => leak.exposure.furthest === exposure));
  }
  await page.getByLabel("Furthest exposure").selectOption("");
  const service = plan.leaks.find((leak) => leak.service).service;
  await page.getByLabel("Service", { exact: true }).selectOption(service);
  assert.deepEqual(await titles(page), expected((leak) => leak.service === service));
  await page.getByLabel("Service", { exact: true }).selectOption("");
  await page.getByLabel("open", { exact: true }).check();
  assert.deepEqual(await titles(page), expected((leak) => leak.state.name === "open"));
  await page.getByLabel("open", { exact: true }).uncheck();
  await page.getByLabel("Reach", { exact: true }).selectOption("head");
  assert.deepEqual(await titles(page), expected((leak) => leak.in_head.now));
  await page.getByRole("button", { name: "Clear filters" }).click();
  // A number of the summary, a cell of the table and a bar's row are filters too, and are taken back by a second press.
  const critical = page.locator(".share", { hasText: "Critical" });
  await critical.click();
  assert.equal(await critical.getAttribute("aria-pressed"), "true");
  assert.deepEqual(await titles(page), expected((leak) => leak.severity === "critical"));
  await critical.click();
  assert.equal((await titles(page)).length, plan.leaks.length);
  const cell = page.locator(".cell").first();
  const shown = Number(await cell.innerText());
  await cell.click();
  assert.equal((await titles(page)).length, shown);
  await cell.click();
  await page.locator("details.as-table summary").click();
  await page.locator(".as-table tbody button").first().click();
  assert.ok((await titles(page)).length < plan.leaks.length);
  await page.locator("#span").click();
  assert.equal((await titles(page)).length, plan.leaks.length);
  await assertQuiet(tab);
  await tab.close();
});

test("the search finds paths, commits, authors, rules and fingerprints, all words of it", async () => {
  const tab = await open(file);
  const { page } = tab;
  const leak = plan.leaks.find((one) => one.occurrences[0].path && one.occurrences[0].commit);
  const place = leak.occurrences[0];
  for (const text of [leak.fingerprint, place.path, place.commit, place.author.name.toUpperCase(), leak.rule, `${leak.rule} ${place.path}`]) {
    await page.getByLabel("Search").fill(text);
    await page.waitForFunction((all) => !document.getElementById("count").textContent.startsWith(`${all} `), plan.leaks.length);
    assert.ok((await titles(page)).includes(leak.description), text);
    assert.match(await count(page), /^\d+ of \d+ secrets$/);
    await page.getByLabel("Search").fill("");
    await page.waitForFunction((all) => document.getElementById("count").textContent === `${all} secrets`, plan.leaks.length);
  }
  await page.getByLabel("Search").fill("no such thing anywhere");
  await page.getByText("No secret meets these filters.").waitFor();
  await assertQuiet(tab);
  await tab.close();
});

test("everything can be done with the keyboard", async () => {
  const tab = await open(file);
  const { page } = tab;
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the secrets");
  await page.keyboard.press("Enter");
  // From the list's head on: the search box, then ... to the first secret, which Enter opens and a blank ticks.
  const focused = () => page.evaluate(() => { const e = document.activeElement; return { tag: e.tagName, id: e.id, inRow: e.closest("li.leak")?.id ?? "", ringed: getComputedStyle(e).outlineStyle !== "none" || e.closest(".pill") !== null }; });
  let seen = [];
  for (let i = 0; i < 40; ++i) {
    await page.keyboard.press("Tab");
    const now = await focused();
    assert.ok(now.ringed, `no focus ring on ${JSON.stringify(now)}`);
    seen.push(now);
    if (now.inRow) break;
  }
  assert.equal(seen[0].id, "filter-text");
  assert.ok(seen.some((one) => one.id === "filter-exposure"));
  assert.equal(seen.at(-1).inRow, "leak-0");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#leak-0 h3 button").getAttribute("aria-expanded"), "true");
  const box = page.locator("#leak-0 .check input").first();
  await page.keyboard.press("Tab");
  assert.ok(await box.evaluate((element) => element === document.activeElement));
  await page.keyboard.press("Space");
  assert.ok(await box.isChecked());
  assert.match(await page.locator("#leak-0 .steps-done").innerText(), /1\/\d+/);
  // The ticks are still there when the page comes again.
  await page.reload();
  await page.locator("#leak-0 h3 button").click();
  assert.ok(await page.locator("#leak-0 .check input").first().isChecked());
  assert.match(await page.locator("#ticked").innerText(), /^1 of \d+ steps ticked$/);
  // What is kept names no path and no secret.
  const kept = await page.evaluate(() => JSON.stringify(localStorage));
  assert.ok(!kept.includes("deploy") && kept.includes(plan.leaks[0].fingerprint));
  await assertQuiet(tab);
  await tab.close();
});

test("a link to a fingerprint opens that secret", async () => {
  const last = plan.leaks.at(-1);
  const tab = await open(file, { hash: "#" + last.fingerprint });
  assert.equal(await tab.page.locator("li.expanded").count(), 1);
  assert.ok((await tab.page.locator("li.expanded .detail").innerText()).includes(last.fingerprint));
  await tab.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe-core finds nothing in the ${colorScheme} theme, secrets open`, async () => {
    const tab = await open(file, { colorScheme });
    for (let i = 0; i < Math.min(3, plan.leaks.length); ++i) await expand(tab.page, i);
    await tab.page.locator("details.as-table summary").click();
    const found = await accessibility(tab.page);
    assert.deepEqual(found.all, []);
    assert.ok(found.passes > 20, `${found.passes} rules passed`);
    const ground = await tab.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(ground, colorScheme === "light" ? "rgb(246, 247, 249)" : "rgb(18, 21, 27)");
    await tab.close();
  });
}

test("the theme button goes round and is remembered", async () => {
  const tab = await open(file, { colorScheme: "light" });
  const { page } = tab;
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const button = page.getByRole("button", { name: "Theme" });
  await button.click();
  await button.click();
  assert.equal(await button.innerText(), "Theme: dark");
  assert.equal(await ground(), "rgb(18, 21, 27)");
  await page.reload();
  assert.equal(await ground(), "rgb(18, 21, 27)");
  await button.click();
  assert.equal(await ground(), "rgb(246, 247, 249)");
  await tab.close();
});

test("at 375 pixels nothing sticks out, and axe-core finds nothing", async () => {
  const tab = await open(file, { viewport: { width: 375, height: 800 } });
  await expand(tab.page, 0);
  assert.equal(await tab.page.evaluate(() => document.documentElement.scrollWidth), 375);
  assert.deepEqual((await accessibility(tab.page)).all, []);
  await tab.close();
});

test("on paper every secret has its part, and the tools are gone", async () => {
  const tab = await open(file, { colorScheme: "dark" });
  await tab.page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await tab.page.emulateMedia({ media: "print" });
  assert.equal(await tab.page.locator(".detail:visible").count(), plan.leaks.length);
  for (const hidden of [".filters", ".tools", "#more"]) assert.ok(!(await tab.page.locator(hidden).isVisible()), hidden);
  assert.equal(await tab.page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  await tab.page.emulateMedia({ media: "screen" });
  await tab.page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  assert.equal(await tab.page.locator(".detail").count(), 0);
  const pdf = await tab.page.pdf({ format: "A4" });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  assert.equal(await tab.page.locator(".detail").count(), 0);
  await assertQuiet(tab);
  await tab.close();
});

test("a secret of two repositories says so, and the list can be cut to one of them", async () => {
  const names = ["left", "right"];
  for (const name of names) {
    const repo = new Repository(name);
    repo.write("shared.env", `token = ${githubToken(77)}\n`);
    repo.write("own.env", `token = ${githubToken(name.length)}\n`);
    repo.commit("Secrets");
  }
  const both = report(names);
  assert.equal(both.plan.leaks.length, 3);
  const tab = await open(both.file);
  const { page } = tab;
  const shared = both.plan.leaks.find((leak) => leak.repositories.length === 2);
  const i = both.plan.leaks.indexOf(shared);
  assert.match(await rows(page).nth(i).locator(".row").textContent(), /in 2 repositories/);
  assert.match(await expand(page, i), /Repositories\s+left, right/);
  await page.getByLabel("Repository", { exact: true }).selectOption({ label: "left" });
  assert.equal((await titles(page)).length, 2);
  await page.getByLabel("Reach", { exact: true }).selectOption("shared");
  assert.equal((await titles(page)).length, 1);
  assert.deepEqual((await accessibility(page)).all, []);
  await assertQuiet(tab);
  await tab.close();
});

test("without scripts there is a plain list of every secret", async () => {
  const tab = await open(file, { javaScriptEnabled: false });
  const texts = await tab.page.locator("noscript tbody tr").allInnerTexts();
  assert.equal(texts.length, plan.leaks.length);
  plan.leaks.forEach((leak, i) => {
    for (const text of [leak.masked, leak.fingerprint, leak.description, leak.severity]) assert.ok(texts[i].includes(text), `${text} in ${texts[i]}`);
  });
  assert.ok(!(await tab.page.locator("#app").isVisible()));
  await tab.close();
});
