// Nothing of a repository can run in the page, load something, or look like something that it is not.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { assertQuiet, folder, open, report, startBrowser, stopBrowser } from "./support.mjs";
import { kHostile, makeHostile } from "./stories.mjs";

let file, html, plan;

before(async () => {
  const { repo } = makeHostile();
  ({ file, html, plan } = report([repo.path]));
  await startBrowser();
});
after(() => stopBrowser());

// As dom.js shows it: hidden characters by their number.
const kHidden = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufe00-\ufe0f\ufeff]/gu;
const shown = (text) => text.replace(kHidden, (c) => "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0"));

test("git kept the hostile names, so that the other tests mean something", () => {
  const paths = plan.leaks.flatMap((leak) => leak.occurrences.map((place) => place.path || ""));
  for (const text of kHostile) {
    const part = text.replaceAll("/", "\u2215");
    assert.ok(paths.includes(`${part}/${part}.txt`), JSON.stringify(text));
  }
  assert.ok(plan.leaks.some((leak) => leak.occurrences.some((place) => place.path_bytes_hex)), "a path that is not UTF-8");
  const authors = plan.leaks.flatMap((leak) => leak.occurrences.map((place) => (place.author ? place.author.name + place.author.email : "")));
  assert.ok(authors.some((who) => who.includes("<script>")), "an author with markup");
});

test("the file has two scripts, and its text cannot end them or begin others", () => {
  assert.equal(html.match(/<script/gi).length, 2);
  assert.equal(html.match(/<\/script/gi).length, 2);
  assert.equal(html.match(/<!--/g), null);
  assert.equal(html.match(/<(img|svg|iframe|object|embed|link|base|form [^i])/gi), null);
  assert.ok(!/[\u202a-\u202e\u2066-\u2069\u2028\u2029\u200b\ufeff]/u.test(html.replace(/<script type="application\/json".*?<\/script>/s, "")), "bare direction marks outside of the data");
});

test("nothing runs, in any part, opened, filtered and printed", async () => {
  const tab = await open(file);
  const { page } = tab;
  const all = await page.locator("#rows h3 button").count();
  assert.equal(all, plan.leaks.length);
  await page.evaluate(() => document.querySelectorAll("#rows h3 button").forEach((button) => button.click()));
  assert.equal(await page.locator(".detail").count(), plan.leaks.length);
  await page.evaluate(() => document.querySelectorAll(".plain").forEach((button) => button.click()));
  for (const id of ["service", "kind", "exposure", "reach", "sort"]) {
    const values = await page.locator(`#filter-${id} option`).evaluateAll((options) => options.map((option) => option.value));
    for (const value of values) await page.locator(`#filter-${id}`).selectOption(value);
  }
  for (const text of kHostile) await page.locator("#filter-text").fill(text);
  await page.locator("#filter-text").fill("");
  await page.evaluate(() => { window.dispatchEvent(new Event("beforeprint")); window.dispatchEvent(new Event("afterprint")); });
  assert.equal(await page.locator("img, iframe, object, embed, #app script, main script").count(), 0);
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("*")].flatMap((e) => e.getAttributeNames()).filter((name) => name.startsWith("on"))), []);
  await assertQuiet(tab);
  await tab.close();
});

test("the traps catch a page that runs, loads or is forbidden something", async () => {
  const policy = html.match(/<meta http-equiv="Content-Security-Policy"[^>]*>/)[0];
  for (const [bad, told] of [["<script>window.__pwned=1</script>", /ran/], ["<img src='x.png'>", /request|console/],
                             [`${policy}<script>window.__pwned=1</script>`, /./], [`${policy}<img src=x onerror=window.__pwned=1>`, /./]]) {
    const trap = path.join(folder, "trap.html");
    fs.writeFileSync(trap, `<!DOCTYPE html><meta charset=utf-8>${bad}`);
    const tab = await open(trap);
    await tab.page.waitForTimeout(50);
    await assert.rejects(assertQuiet(tab), told, bad);
    if (bad.startsWith(policy)) assert.equal(await tab.page.evaluate(() => window.__pwned), undefined, "the policy lets it run");
    await tab.close();
  }
});

test("hostile names are shown whole, isolated, with their hidden characters visible", async () => {
  const tab = await open(file);
  const { page } = tab;
  await page.evaluate(() => document.querySelectorAll("#rows h3 button").forEach((button) => button.click()));
  const codes = await page.locator(".detail bdi").evaluateAll((all) => all.map((one) => one.textContent));
  for (const text of kHostile) {
    const part = shown(text.replaceAll("/", "\u2215"));
    assert.ok(codes.includes(`${part}/${part}.txt`), part);
    assert.ok(codes.some((code) => code.includes(shown(text).trim())), shown(text));
  }
  const visible = await page.locator("body").innerText();
  assert.ok(!/[\u202a-\u202e\u2066-\u2069\u200b\ufeff\u001b]/u.test(visible), "a direction mark is on the page");
  assert.ok(codes.some((code) => code.includes("\ufffd")), "bytes that are no text");
  assert.ok(await page.locator(".hidden-char", { hasText: "U+202E" }).count() > 0);
  const isolated = await page.locator("bdi").evaluateAll((all) => all.every((one) => getComputedStyle(one).unicodeBidi === "isolate"));
  assert.ok(isolated);
  await tab.close();
});

test("at 375 pixels hostile names stay inside", async () => {
  const tab = await open(file, { viewport: { width: 375, height: 800 } });
  await tab.page.evaluate(() => document.querySelectorAll("#rows h3 button").forEach((button) => button.click()));
  assert.equal(await tab.page.evaluate(() => document.documentElement.scrollWidth), 375);
  await tab.close();
});

test("without scripts the list is as harmless", async () => {
  const tab = await open(file, { javaScriptEnabled: false });
  assert.equal(await tab.page.locator("noscript tbody tr").count(), plan.leaks.length);
  assert.equal(await tab.page.locator("img, svg, iframe").count(), 0);
  const text = await tab.page.locator("body").innerText();
  assert.ok(text.includes("<img src=x onerror=window.__pwned=1>"));
  assert.ok(!/[\u202a-\u202e\u2066-\u2069\u200b\ufeff\u001b]/u.test(text));
  assert.deepEqual(tab.trouble, []);
  await tab.close();
});
