// A browser, a server, and a fresh show for each file of tests. The show and its
// stock are made over the API, as a merchant would.
//
// HAWKER_URL names a server with the demo's checkout (`hawker demo`), and
// HAWKER_SECRET_FILE the file of its secret, with which tokens are made here: the
// demo's own are for its one show. Without them the mock stands in.
import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { HawkerApi, newKey } from "../../src/sdk";
import type { Role } from "../../src/sdk";
import { addDemoShow } from "../mock/demo";
import { startMock } from "../mock/server";
import type { Mock } from "../mock/server";

export interface Stand {
  readonly url: string;
  readonly browser: Browser;
  /** The id of a show of one's own: live, with two products, none pinned. */
  readonly show: string;
  readonly api: HawkerApi;
  /** A token of somebody new for the show. */
  token(role: Role): Promise<string>;
  /** A page in a context of its own, with a token of that role. */
  open(role: Role, prepare?: (page: Page) => Promise<void>): Promise<Page>;
}

export const MUG = { listing: "mug", title: "Enamel mug", sku: "mug-blue" };
export const LAMP = { listing: "lamp", title: "Brass lamp", sku: "lamp-brass" };
const STOCK = 500;

/** How long to wait for what must come, on a machine that is busy. */
const WAIT_MS = 60_000;

/** The merchant whose reservations the demo's shop may commit. */
const MERCHANT = process.env["HAWKER_MERCHANT"] ?? "harbour-goods";

const CAPS: Record<Role, readonly string[]> = {
  viewer: ["chat", "buy"],
  host: ["host", "merchant", "chat", "moderate"],
  merchant: ["merchant"],
};

/** A token of a new person, as the server or a shop with its secret makes them. */
async function tokenFor(api: HawkerApi, role: Role, show: string): Promise<string> {
  const file = process.env["HAWKER_SECRET_FILE"] ?? "";
  return file === "" ? api.demoToken(role, show) : sign(readFileSync(file, "utf8").trim(), role, show);
}

/** The same, with a secret that is known. */
export function sign(secret: string, role: Role, show: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { sub: `${role}-${randomUUID()}`, name: `${role} ${Date.now() % 1000}`, exp: Math.floor(Date.now() / 1000) + 3600, caps: CAPS[role], shows: [show], merchant: MERCHANT };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** Sets the stand up before the file's tests, and takes it down after. */
export function useStand(): Stand {
  let mock: Mock | null = null;
  let browser: Browser | null = null;
  let token = "";
  const stand = { url: "", show: `web-${Date.now().toString(36)}`, api: new HawkerApi("http://unset") } as {
    -readonly [K in keyof Stand]: Stand[K];
  };
  stand.token = (role) => tokenFor(stand.api, role, stand.show);
  stand.open = async (role, prepare) => {
    const context = await (browser as Browser).newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
    await keepToken(context, role, await stand.token(role));
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    page.on("pageerror", (error) => { throw error; });
    await prepare?.(page);
    await page.goto(`${stand.url}${addressOf(role, stand.show)}`);
    return page;
  };
  beforeAll(async () => {
    const given = process.env["HAWKER_URL"] ?? "";
    if (given === "") {
      mock = await startMock();
      addDemoShow(mock);
    }
    stand.url = mock?.url ?? given.replace(/\/$/, "");
    stand.api = new HawkerApi(stand.url, () => token);
    token = await tokenFor(stand.api, "host", stand.show);
    await makeShow(stand);
    browser = await launch();
    stand.browser = browser;
  });
  afterAll(async () => {
    await browser?.close();
    await mock?.close();
  });
  return stand;
}

/** Starts Debian's Chromium. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

/** The show that a demo server has, and whose tokens it hands out. */
export const DEMO = "demo";

export function addressOf(role: Role, show: string): string {
  return `/${role === "viewer" ? "shows" : role}/${show}`;
}

/** Has the pages of a context find a token. */
export async function keepToken(context: BrowserContext, role: Role, token: string): Promise<void> {
  await context.addInitScript(([name, value]) => {
    if (name !== undefined && value !== undefined) sessionStorage.setItem(name, value);
  }, [`hawker.token.${role}`, token]);
}

/** Makes a show with two products, each in stock. */
export async function makeShow({ api, show }: Pick<Stand, "api" | "show">): Promise<void> {
  await api.createShow(show, "Web test show");
  for (const product of [MUG, LAMP]) {
    const sku = `${product.sku}-${show}`;
    await api.receiveStock(sku, STOCK, newKey());
    await api.putListing(show, {
      listing: product.listing,
      title: product.title,
      description: "As good as it looks.",
      price: { minor: 1800n, currency: "EUR" },
      skus: [{ sku, title: "" }],
    });
  }
}

/** Opens a sale on a listing from the host's page. */
export async function openSale(host: Page, listing: string, sale: { units: string; price: string; limit?: string; hold?: string }): Promise<void> {
  const item = host.locator(`[data-testid=host-item][data-listing=${listing}]`);
  await item.getByTestId("sale-new").click();
  await item.getByTestId("sale-units").fill(sale.units);
  await item.getByTestId("sale-price").fill(sale.price);
  await item.getByTestId("sale-limit").fill(sale.limit ?? "1");
  await item.getByTestId("sale-hold").fill(sale.hold ?? "120");
  await item.getByTestId("sale-open").click();
  await item.getByTestId("sale-now").waitFor();
}

/** Pins a listing from the host's page, and waits until it is. */
export async function pin(host: Page, listing: string): Promise<void> {
  const button = host.locator(`[data-testid=host-item][data-listing=${listing}]`).getByTestId("pin");
  await button.click();
  await host.locator(`[data-testid=host-item][data-listing=${listing}] [data-testid=pin][aria-pressed=true]`).waitFor();
}
