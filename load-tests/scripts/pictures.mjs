// Takes pictures of reports in both themes and two widths:
// `node load-tests/scripts/pictures.mjs out report.html …`. Fails where a page logs an error
// or is wider than its window.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const [out = "pictures", ...files] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
for (const file of files) {
  for (const [name, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await (await browser.newContext({ viewport, colorScheme })).newPage();
      const wrong = (text) => {
        console.error(`${file}: ${text}`);
        process.exitCode = 1;
      };
      page.on("console", (message) => message.type() === "error" && wrong(message.text()));
      page.on("pageerror", (error) => wrong(error.message));
      await page.goto(`file://${resolve(file)}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > viewport.width) wrong(`is ${width} wide in a window of ${viewport.width}`);
      await page.screenshot({ path: `${out}/${basename(file, ".html")}-${name}-${colorScheme}.png`, fullPage: true });
    }
  }
}
await browser.close();
