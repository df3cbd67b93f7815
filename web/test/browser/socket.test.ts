// What a browser's own WebSocket and `fetch` make of the server: compression, close
// codes, what is too long, and the room as server-sent events where WebSockets do
// not come through. The mock knows none of it: the configuration leaves this file out
// where there is only the mock.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { WebSocket as NodeSocket } from "ws";
import { HawkerRoom, showAddress } from "../../src/sdk";
import type { OpenSocket, Socket } from "../../src/sdk";
import { MUG, pin, useStand } from "./support";

/** What a WebSocket in the page was told until it closed. */
interface Heard {
  readonly extensions: string;
  readonly protocol: string;
  readonly said: readonly string[];
  readonly code: number;
  readonly clean: boolean;
}

/** One thing to send, and the word in the answer that is waited for. */
interface Step {
  readonly send: string;
  /** Letters to put into `send`, at random, so that they can't be compressed. */
  readonly random?: number;
  readonly until: string;
}

/** Speaks with a room from within a page, and closes with 4001 unless the server does. */
function speak(page: Page, show: string, steps: readonly Step[]): Promise<Heard> {
  return page.evaluate(async (order) => {
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/v1/shows/${order.show}/ws`, "hawker.v1.json");
    const said: string[] = [];
    let wake = (): void => {};
    const closed = new Promise<CloseEvent>((done) => socket.addEventListener("close", done));
    const opened = new Promise<void>((done) => socket.addEventListener("open", () => { done(); }));
    socket.addEventListener("message", (event) => { said.push(String(event.data)); wake(); });
    socket.addEventListener("close", () => { wake(); });
    await Promise.race([opened, closed]);
    for (const { send, random, until } of order.steps) {
      const from = said.length;
      const noise = Array.from({ length: random ?? 0 }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90)));
      socket.send(send + noise.join(""));
      while (socket.readyState < WebSocket.CLOSING && !said.slice(from).some((text) => text.includes(until))) {
        await new Promise<void>((done) => { wake = done; });
      }
    }
    const { extensions, protocol } = socket;
    if (order.steps.every(({ until }) => until !== "goodbye")) socket.close(4001, "enough");
    const { code, wasClean } = await closed;
    return { extensions, protocol, said, code, clean: wasClean };
  }, { show, steps });
}

const HELLO: Step = { send: '{"id":1,"hello":{}}', until: "welcome" };

const stand = useStand();

it("Chromium's WebSocket compresses, and its own close code comes back", async () => {
  const page = await stand.open("viewer");
  const heard = await speak(page, stand.show, [HELLO, { send: '{"id":2,"ping":{}}', until: '"id":2' }]);
  expect(heard.protocol).toBe("hawker.v1.json");
  expect(heard.extensions).toContain("permessage-deflate");
  expect([heard.code, heard.clean]).toEqual([4001, true]);
  await page.context().close();
});

it("what is too long is refused, compressed or not, and the session goes on", async () => {
  const page = await stand.open("viewer");
  const ping: Step = { send: '{"id":3,"ping":{}}', until: '"id":3' };
  const small = { send: "x".repeat(1_000_000), until: "TOO_BIG" };
  const heard = await speak(page, stand.show, [HELLO, small, { send: "", random: 20_000, until: "TOO_BIG" }, ping]);
  expect([heard.code, heard.clean]).toEqual([4001, true]);
  await page.context().close();
});

it("what is no JSON is told, and a show that does not exist is closed for good", async () => {
  const page = await stand.open("viewer");
  const heard = await speak(page, stand.show, [HELLO, { send: "hello?", until: "BAD_FRAME" }]);
  expect(heard.code).toBe(4001);
  const nowhere = await speak(page, "no-such-show", [{ ...HELLO, until: "goodbye" }]);
  expect([nowhere.code, nowhere.clean]).toEqual([3503, true]);
  expect(nowhere.said.join("")).toContain("SHOW_NOT_FOUND");
  await page.context().close();
});

it("the SDK reads the same chat in columns as in JSON", async () => {
  const url = showAddress(stand.url, stand.show);
  const protocols: string[] = [];
  const open: OpenSocket = (address, protocol) => {
    protocols.push(protocol);
    return new NodeSocket(address, protocol) as unknown as Socket;
  };
  const rooms = await Promise.all((["json", "packed"] as const).map(async (encoding) =>
    new HawkerRoom({ url, encoding, token: await stand.token("viewer"), socket: open })));
  const [speaker, reader] = rooms as [HawkerRoom, HawkerRoom];
  for (const room of rooms) room.open();
  await expect.poll(() => rooms.map((room) => room.status.phase), { timeout: 60_000 }).toEqual(["open", "open"]);
  const texts = ["one", "two ♥", "three?"];
  for (const text of texts) await speaker.sendChat(text);
  const told = (room: HawkerRoom) => room.state.chat.lines.map(({ message }) => message).filter(({ text }) => texts.includes(text));
  await expect.poll(() => told(reader).map(({ text }) => text), { timeout: 60_000 }).toEqual(texts);
  await expect.poll(() => told(speaker), { timeout: 60_000 }).toEqual(told(reader));
  expect(protocols).toEqual(["hawker.v1.json", "hawker.v1.packed"]);
  for (const room of rooms) room.close();
});

it("where WebSockets are broken, the page has the room as server-sent events", async () => {
  const feeds: string[] = [];
  const viewer = await stand.open("viewer", async (page) => {
    // A network that lets nobody through: each attempt fails as it would there.
    await page.addInitScript(() => {
      const Native = WebSocket;
      window.WebSocket = class extends Native {
        constructor(url: string | URL, protocols?: string | string[]) {
          super(new URL("/nothing-here", url), protocols);
        }
      };
    });
    page.on("request", (request) => { if (request.url().includes("/events")) feeds.push(request.url()); });
  });
  const host = await stand.open("host");
  await host.getByTestId("go-live").click();
  await viewer.getByTestId("on-air").waitFor();
  await pin(host, MUG.listing);
  await viewer.locator(`[data-testid=pinned][data-listing=${MUG.listing}]`).waitFor();
  expect(feeds.length).toBeGreaterThan(0);
  await Promise.all([viewer.context().close(), host.context().close()]);
});
