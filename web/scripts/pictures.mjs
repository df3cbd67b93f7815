// Takes pictures of all pages of a running demo, in both themes and two widths:
// `node scripts/pictures.mjs http://127.0.0.1:7070 demo out`.
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [url = "http://127.0.0.1:7080", show = "demo", out = "pictures"] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

async function open(path, role, size, scheme) {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && console.log(`${path}: ${message.text()}`));
  page.on("pageerror", (error) => console.log(`${path}: ${error.message}`));
  await page.goto(`${url}/${path}/${show}`);
  if (role === "viewer") await page.getByTestId("sign-in").click();
  await page.getByRole("button", { name: `Enter as ${role}` }).click();
  await page.getByTestId({ viewer: "pinned", host: "host-item", merchant: "funnel" }[role]).first().waitFor();
  return page;
}

const desktop = { width: 1360, height: 860 };
const phone = { width: 390, height: 844 };

const host = await open("host", "host", desktop, "light");
const first = host.getByTestId("host-item").first();
await first.getByTestId("sale-new").click();
await first.getByTestId("sale-units").fill(process.env.UNITS ?? "100");
await first.getByTestId("sale-price").fill("12.00");
await host.screenshot({ path: `${out}/host-form.png` });
const viewer = await open("shows", "viewer", desktop, "light");
await first.getByTestId("sale-open").click();
await viewer.getByTestId("pinned").getByTestId("buy").click();
await viewer.getByTestId("hold").waitFor();
await viewer.waitForTimeout(2500);
await viewer.screenshot({ path: `${out}/viewer-light.png` });
await host.screenshot({ path: `${out}/host-light.png` });
await (await open("host", "host", phone, "dark")).screenshot({ path: `${out}/host-phone-dark.png`, fullPage: true });
for (const [name, size, scheme] of [["dark", desktop, "dark"], ["phone-light", phone, "light"], ["phone-dark", phone, "dark"]]) {
  const page = await open("shows", "viewer", size, scheme);
  await page.waitForTimeout(800);
  await page.screenshot({ path: `${out}/viewer-${name}.png`, fullPage: size === phone });
}
for (const [name, size, scheme] of [["light", desktop, "light"], ["dark", desktop, "dark"], ["phone-light", phone, "light"]]) {
  const page = await open("merchant", "merchant", size, scheme);
  await page.getByTestId("funnel").waitFor();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${out}/merchant-${name}.png`, fullPage: true });
}
await viewer.waitForTimeout(Number(process.env.WAIT ?? 12_000));
await viewer.screenshot({ path: `${out}/viewer-late.png` });
const shows = await browser.newPage({ viewport: desktop });
await shows.goto(url);
await shows.waitForTimeout(500);
await shows.screenshot({ path: `${out}/shows.png` });
await browser.close();
