// Draws docs/report.png and docs/report-secret.png: the page of a made-up company, and one of its secrets (tools/page_picture).
import fs from "node:fs";
import path from "node:path";
import { open, report, startBrowser, stopBrowser } from "./support.mjs";
import { makeCompany } from "./company.mjs";

const { file } = report([path.basename(makeCompany().path)]);
await startBrowser();
const { page, close } = await open(file, { viewport: { width: 1092, height: 930 }, colorScheme: "light" });
fs.writeFileSync(path.join(process.argv[2], "report.png"), await page.screenshot());
await page.locator("#rows h3 button").first().click();
await page.evaluate(() => scrollTo(0, 0));
const box = await page.locator("#rows > li").first().boundingBox();
fs.writeFileSync(path.join(process.argv[2], "report-secret.png"), await page.screenshot({ clip: { ...box, height: Math.min(box.height, 620) }, fullPage: true }));
await close();
await stopBrowser();
