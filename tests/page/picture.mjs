// Draws docs/report.png and prints nothing else: the page of a made-up company (tools/page_picture runs it).
import fs from "node:fs";
import path from "node:path";
import { open, report, startBrowser, stopBrowser } from "./support.mjs";
import { makeCompany } from "./company.mjs";

const { file } = report([path.basename(makeCompany().path)]);
await startBrowser();
const { page, close } = await open(file, { viewport: { width: 1040, height: 1000 }, colorScheme: "light" });
await page.locator("#rows h3 button").first().click();
fs.writeFileSync(process.argv[2], await page.screenshot());
await close();
await stopBrowser();
