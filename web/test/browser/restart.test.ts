// The server is stopped and started again on its port while pages are open: each
// comes back in the slot that it was given, not before, and goes on where it was. The
// server is this file's own (HAWKER_BIN names the binary), since others need theirs.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HawkerApi } from "../../src/sdk";
import { addressOf, keepToken, LAMP, launch, makeShow, MUG, sign } from "./support";

/** What the server is told that a restart takes: longer than it does. */
const RESTART_MS = 8_000;
const SPREAD_MS = 1_000;
const VIEWERS = 3;
const SHOW = "restart";

/** One WebSocket of a page, with moments of the page's own clock. */
interface Wire {
  readonly opened: number;
  readonly sent: string[];
  readonly said: { readonly at: number; readonly text: string }[];
}

declare global {
  interface Window {
    wires: Wire[];
  }
}

let data = "";
let server: ChildProcess | null = null;
let browser: Browser | null = null;
let ports = { public: "0", grpc: "0", ops: "0" };

const port = (address: string): string => address.slice(address.lastIndexOf(":") + 1);

/** Starts the server where it was, or on free ports the first time. */
async function start(): Promise<void> {
  rmSync(join(data, "ports.json"), { force: true });
  const args = ["serve", "--data-dir", data, "--public-port", port(ports.public), "--grpc-port", port(ports.grpc), "--ops-port", port(ports.ops)];
  const keys = { HAWKER_GATEWAY__WORKERS__DRAIN_RESTART_MS: String(RESTART_MS), HAWKER_GATEWAY__WORKERS__DRAIN_SPREAD_MS: String(SPREAD_MS) };
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("HAWKER_")));
  const child = spawn(process.env["HAWKER_BIN"] as string, args, { env: { ...env, ...keys }, stdio: ["ignore", "ignore", "inherit"] });
  server = child;
  await expect.poll(async () => {
    expect(child.exitCode).toBeNull();
    try {
      ports = JSON.parse(readFileSync(join(data, "ports.json"), "utf8")) as typeof ports;
      return (await fetch(`http://${ports.ops}/readyz`)).status;
    } catch {
      return 0;
    }
  }, { timeout: 120_000 }).toBe(200);
}

/** Stops it as a deployment does. */
async function stop(): Promise<void> {
  const child = server as ChildProcess;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
}

/** Keeps what a page's WebSockets say, and when. */
function keepWires(): void {
  const Native = WebSocket;
  window.wires = [];
  window.WebSocket = class extends Native {
    readonly #wire: Wire = { opened: performance.now(), sent: [], said: [] };
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      window.wires.push(this.#wire);
      this.addEventListener("message", (event) => this.#wire.said.push({ at: performance.now(), text: String(event.data) }));
    }
    override send(frame: string): void {
      this.#wire.sent.push(frame);
      super.send(frame);
    }
  };
}

const secret = (): string => readFileSync(join(data, "secret"), "utf8").trim();

async function viewer(): Promise<Page> {
  const context = await (browser as Browser).newContext();
  await keepToken(context, "viewer", sign(secret(), "viewer", SHOW));
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  await page.addInitScript(keepWires);
  await page.goto(`http://${ports.public}${addressOf("viewer", SHOW)}`);
  return page;
}

/** Every frame that a WebSocket said. */
function frames(wire: Wire): { readonly at: number; readonly frame: Record<string, never> }[] {
  return wire.said.flatMap(({ at, text }) =>
    text.split("\n").filter((line) => line !== "").map((line) => ({ at, frame: JSON.parse(line) as Record<string, never> })));
}

beforeAll(async () => {
  data = mkdtempSync(join(process.env["TMPDIR"] ?? "/tmp", "hawker-restart-"));
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  server?.kill("SIGKILL");
  rmSync(data, { recursive: true, force: true });
});

it("pages come back in their slots after a restart, and miss and repeat nothing", async () => {
  await start();
  const host = sign(secret(), "host", SHOW);
  const api = new HawkerApi(`http://${ports.public}`, () => host);
  await makeShow({ api, show: SHOW });
  const call = async (path: string, body: object): Promise<void> => {
    const headers = { authorization: `Bearer ${host}`, "content-type": "application/json" };
    const answer = await fetch(`http://${ports.public}/v1/shows/${SHOW}/${path}`, { method: "PUT", headers, body: JSON.stringify(body) });
    expect(answer.status, await answer.text()).toBe(200);
  };
  const pinned = (page: Page, listing: string) => page.locator(`[data-testid=pinned][data-listing=${listing}]`).waitFor();
  await call("state", { state: "SHOW_STATE_LIVE" });
  const pages = await Promise.all(Array.from({ length: VIEWERS }, viewer));
  for (const listing of [MUG.listing, LAMP.listing]) {
    await call("pin", { listing });
    await Promise.all(pages.map((page) => pinned(page, listing)));
  }
  await stop();
  await start();
  // What happens while they are away is not lost on them.
  await call("pin", { listing: MUG.listing });
  await call("pin", { listing: LAMP.listing });
  await call("pin", { listing: MUG.listing });
  await Promise.all(pages.map((page) => pinned(page, MUG.listing)));
  await call("pin", { listing: LAMP.listing });
  await Promise.all(pages.map((page) => pinned(page, LAMP.listing)));
  for (const page of pages) {
    const wires = await page.evaluate(() => window.wires);
    const [first, second, last] = [wires[0] as Wire, wires[1] as Wire, wires.at(-1) as Wire];
    const partings = frames(first).filter(({ frame }) => "goodbye" in frame);
    expect(partings.length).toBe(1);
    const parting = partings[0] as (typeof partings)[number];
    const slot = (parting.frame["goodbye"] as unknown as { reconnectAfterMs: number }).reconnectAfterMs;
    expect(slot).toBeGreaterThanOrEqual(RESTART_MS);
    // Clocks of timers are a little coarser than that of the page.
    expect(second.opened - parting.at).toBeGreaterThan(slot - 5);
    const welcome = frames(last).find(({ frame }) => "reply" in frame)?.frame["reply"] as unknown as { welcome: { recovered: boolean } };
    expect(welcome.welcome.recovered).toBe(true);
    expect(frames(last).some(({ frame }) => "snapshot" in frame)).toBe(false);
    const offsets = wires.flatMap(frames).flatMap(({ frame }) => "publication" in frame ? [(frame["publication"] as { offset: number }).offset] : []);
    const from = offsets[0] as number;
    expect(offsets.length).toBeGreaterThanOrEqual(5);
    expect(offsets).toEqual(offsets.map((_, step) => from + step));
    await page.context().close();
  }
});
