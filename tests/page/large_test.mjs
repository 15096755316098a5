// 10,000 secrets stay usable. Times are printed; the limits are wide, for slow machines, and catch what grows with the square.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Repository, assertQuiet, githubToken, open, report, startBrowser, stopBrowser } from "./support.mjs";

const kSecrets = 10000;
let file, plan;

before(async () => {
  const repo = new Repository("large");
  for (let commit = 0; commit < 10; ++commit) {
    for (let part = 0; part < 10; ++part) {
      const from = commit * 1000 + part * 100;
      const lines = Array.from({ length: 100 }, (_, i) => `TOKEN_${from + i} = ${githubToken(from + i + 1000)}\n`);
      repo.write(`src/part${commit}/module${part}/settings.ini`, lines.join(""));
    }
    repo.commit(`Settings of part ${commit}`, [`Author ${commit}`, `author${commit}@example.org`]);
  }
  ({ file, plan } = report([repo.path]));
  await startBrowser();
});
after(() => stopBrowser());

// Milliseconds until a change of the control named by `id` has changed what is on the screen.
const timed = (page, id, value) => page.evaluate(async ([id, value]) => {
  const changed = new Promise((done) => new MutationObserver(done).observe(document.getElementById("count"), { childList: true }));
  const control = document.getElementById(id);
  const begin = performance.now();
  if (control.tagName === "BUTTON") control.click();
  else control.value = value;
  for (const event of ["input", "change"]) control.dispatchEvent(new Event(event));
  await changed;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return Math.round(performance.now() - begin);
}, [id, value]);

function atMost(limit, what, took) {
  console.log(`${what}: ${took} ms`);
  assert.ok(took <= limit, `${what} took ${took} ms, over ${limit}`);
}

test("the page of 10,000 secrets is there in seconds, and filters at once", async () => {
  assert.equal(plan.leaks.length, kSecrets);
  const tab = await open(file);
  const { page } = tab;
  const ready = await page.evaluate(() => Math.round(performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd));
  atMost(20000, "ready", ready);
  assert.equal(await page.locator("#count").innerText(), "10,000 secrets");
  assert.ok(await page.locator("#rows > li").count() <= 400, "rows come as one scrolls");

  atMost(5000, "first search", await timed(page, "filter-text", "part3/module7"));
  assert.equal(await page.locator("#count").innerText(), "100 of 10,000 secrets");
  atMost(3000, "next search", await timed(page, "filter-text", "author4@example.org"));
  assert.equal(await page.locator("#count").innerText(), "1,000 of 10,000 secrets");
  atMost(3000, "clear", await timed(page, "clear"));
  atMost(3000, "order", await timed(page, "filter-sort", "oldest").catch(() => Infinity));
  atMost(3000, "reach", await timed(page, "filter-reach", "head"));

  const opened = await page.evaluate(async () => {
    const begin = performance.now();
    document.querySelector("#rows h3 button").click();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return Math.round(performance.now() - begin);
  });
  atMost(2000, "open one", opened);
  await assertQuiet(tab);
  await tab.close();
});

test("scrolling brings the rows that follow, and a link goes to the last one", async () => {
  const tab = await open(file);
  const { page } = tab;
  const begin = await page.locator("#rows > li").count();
  await page.locator("#more").scrollIntoViewIfNeeded();
  await page.waitForFunction((n) => document.querySelectorAll("#rows > li").length > n, begin);
  const last = plan.leaks.at(-1);
  await page.evaluate((name) => { location.hash = name; }, last.fingerprint);
  await page.locator("li.expanded").waitFor();
  assert.ok((await page.locator("li.expanded .detail").innerText()).includes(last.fingerprint));
  await tab.close();
});
