// A session over HTTP in the place of a WebSocket: when it is chosen, what it sends
// and reads, and how a WebSocket is found again.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Outcome } from "../src/gen/hawker/v1/types_pb";
import { HawkerRoom } from "../src/sdk/client";
import { feedAddress } from "../src/sdk/feed";
import type { Transport } from "../src/sdk/room";
import { elsewhere } from "../src/sdk/socket";
import { FakeSocket } from "./fake-socket";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A server that is asked by `fetch`: tests hold its feeds open, and answer frames. */
class FakeServer {
  readonly asked: { url: string; init: RequestInit }[] = [];
  /** Set to refuse feeds with this status. */
  refuse: number | null = null;
  away = false;
  #feed: ReadableStreamDefaultController<Uint8Array> | null = null;

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    this.asked.push({ url, init });
    if (this.away) throw new TypeError("Failed to fetch");
    if (url.includes("/events")) {
      if (this.refuse !== null) {
        const body = { code: "ERROR_CODE_TOKEN_EXPIRED", temporary: this.refuse >= 500, detail: "No." };
        return new Response(JSON.stringify(body), { status: this.refuse });
      }
      const body = new ReadableStream<Uint8Array>({ start: (feed) => void (this.#feed = feed) });
      init.signal?.addEventListener("abort", () => this.#feed?.error(new Error("aborted")));
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    }
    const frame = JSON.parse(init.body as string) as { id: number; sendChat?: { text: string } };
    if (frame.sendChat !== undefined) {
      const body = { code: "ERROR_CODE_CAPABILITY_MISSING", temporary: false, detail: "Not you." };
      return new Response(JSON.stringify(body), { status: 403 });
    }
    return new Response(JSON.stringify({ id: frame.id, reserve: { outcome: "OUTCOME_HELD" } }));
  };

  async tell(...frames: object[]): Promise<void> {
    const text = frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join("");
    this.#feed!.enqueue(new TextEncoder().encode(text));
    await settled();
  }

  async accept(offset: number, recovered = false): Promise<void> {
    await settled();
    const position = { epoch: 4, offset };
    await this.tell({ reply: { welcome: { viewer: "ann", recovered, position, serverTimeMs: "1", pingSeconds: 20 } } });
    if (!recovered) await this.tell({ snapshot: { position, show: { show: "s" } } });
  }

  async end(): Promise<void> {
    this.#feed!.close();
    await settled();
  }
}

/** Lets promises that are due settle. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  await vi.advanceTimersByTimeAsync(0);
}

function enter(transport: Transport, more: { refresh?: () => Promise<string>; token?: string } = {}) {
  const server = new FakeServer();
  const sockets: FakeSocket[] = [];
  const room = new HawkerRoom({
    url: "wss://x/v1/shows/s/ws",
    token: "t",
    transport,
    encoding: "proto",
    fetch: server.fetch,
    random: () => 0.5,
    socket: (url, protocol) => {
      const socket = new FakeSocket(url, protocol);
      sockets.push(socket);
      return socket;
    },
    ...more,
  });
  room.open();
  return { room, server, sockets };
}

const feeds = (server: FakeServer) => server.asked.filter(({ url }) => url.includes("/events"));

describe("a session over HTTP", () => {
  it("reads the room, resumes at its place, and sends its token in a header", async () => {
    const { room, server } = enter("events");
    await server.accept(10);
    expect([room.status.phase, room.transport, room.state.place?.offset]).toEqual(["open", "events", 10]);
    expect(server.asked[0]!.url).toBe("https://x/v1/shows/s/events");
    expect(server.asked[0]!.init.headers).toMatchObject({ authorization: "Bearer t" });
    await server.tell({ publication: { epoch: 4, offset: 11, pinned: { listing: "mug" } } });
    expect(room.state.pinned).toBe("mug");
    await server.tell({ state: { stocks: [{ sku: "mug-1", version: 3 }, { sku: "tee.M_1:a", version: 9 }] } });
    await server.end();
    expect(room.status.phase).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(feeds(server).at(-1)!.url).toBe("https://x/v1/shows/s/events?after=4:11&stocks=mug-1@3,tee.M_1:a@9");
    await server.accept(11, true);
    expect([room.status.phase, room.state.pinned]).toEqual(["open", "mug"]);
    room.close();
    expect(feeds(server).at(-1)!.init.signal?.aborted).toBe(true);
  });

  it("buys by requests, and tells a refusal as an error", async () => {
    const { room, server } = enter("events");
    await server.accept(1);
    const result = room.reserve({ listing: "mug", quantity: 1 });
    await settled();
    expect((await result).outcome).toBe(Outcome.HELD);
    const { url, init } = server.asked.at(-1)!;
    expect([url, init.method]).toEqual(["https://x/v1/shows/s/frames", "POST"]);
    expect(init.headers).toMatchObject({ authorization: "Bearer t" });
    await expect(room.sendChat("hi")).rejects.toMatchObject({ message: "Not you.", temporary: false });
  });

  it("stays away when it is refused for good, and comes back when not", async () => {
    const { room, server } = enter("events");
    server.refuse = 503;
    await settled();
    expect(room.status).toMatchObject({ phase: "waiting", error: { message: "No." } });
    server.refuse = 401;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(room.status).toMatchObject({ phase: "closed", error: { message: "No." } });
  });

  it("takes a fresh token in time, for the requests to come", async () => {
    const token = (exp: number) => `x.${btoa(JSON.stringify({ exp }))}.y`;
    const soon = token(Date.now() / 1000 + 120);
    const late = token(Date.now() / 1000 + 7200);
    const { room, server } = enter("events", { token: soon, refresh: () => Promise.resolve(late) });
    await settled();
    const position = { epoch: 4, offset: 1 };
    await server.tell({ reply: { welcome: { viewer: "ann", position, serverTimeMs: String(Date.now()), pingSeconds: 20 } } });
    await server.tell({ snapshot: { position } });
    await vi.advanceTimersByTimeAsync(31_000);
    await server.tell({ state: {} });
    await vi.advanceTimersByTimeAsync(30_000);
    void room.reserve({ listing: "mug", quantity: 1 });
    await settled();
    expect(server.asked.at(-1)!.init.headers).toMatchObject({ authorization: `Bearer ${late}` });
    expect(feeds(server)).toHaveLength(1);
  });

  it("gives a feed up that is silent, though requests go through", async () => {
    const { room, server } = enter("events");
    await server.accept(1);
    await vi.advanceTimersByTimeAsync(75_000);
    expect(feeds(server).length).toBeGreaterThan(1);
    room.close();
  });
});

describe("the choice between a WebSocket and HTTP", () => {
  it("falls back once WebSockets do not open, and takes one that opens later", async () => {
    const { room, server, sockets } = enter("auto");
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(server.asked).toHaveLength(0);
      sockets.at(-1)!.onclose?.({ code: 1006, reason: "" });
      room.retryNow();
    }
    await server.accept(10);
    expect([sockets.length, room.status.phase, room.transport]).toEqual([3, "open", "events"]);

    const alive = setInterval(() => void server.tell({ state: {} }), 10_000);
    await vi.advanceTimersByTimeAsync(225_000);
    expect(sockets).toHaveLength(4);
    sockets[3]!.onclose?.({ code: 1006, reason: "" });
    expect([room.status.phase, room.transport]).toEqual(["open", "events"]);
    await vi.advanceTimersByTimeAsync(225_000);
    clearInterval(alive);
    expect(sockets).toHaveLength(5);
    sockets[4]!.onopen?.();
    const socket = sockets.at(-1)!;
    socket.onopen?.();
    socket.accept({ epoch: 4, offset: 10 }, true);
    expect([room.status.phase, room.transport]).toEqual(["open", "websocket"]);
    expect(feeds(server)[0]!.init.signal?.aborted).toBe(true);
  });

  it("goes on with WebSockets where HTTP does not get through either", async () => {
    const { room, server, sockets } = enter("auto");
    server.away = true;
    for (let attempt = 0; attempt < 6; attempt += 1) {
      sockets.at(-1)!.onclose?.({ code: 1006, reason: "" });
      await settled();
      expect(room.status.phase).toBe("waiting");
      room.retryNow();
    }
    expect(sockets).toHaveLength(7);
    expect(server.asked).toHaveLength(4);
  });

  it("never falls back when told not to, nor from one that had opened", async () => {
    const { room, server, sockets } = enter("websocket");
    for (let attempt = 0; attempt < 5; attempt += 1) {
      sockets.at(-1)!.onclose?.({ code: 1006, reason: "" });
      room.retryNow();
    }
    const other = enter("auto");
    for (let attempt = 0; attempt < 5; attempt += 1) {
      other.sockets.at(-1)!.onopen?.();
      other.sockets.at(-1)!.onclose?.({ code: 1006, reason: "" });
      other.room.retryNow();
    }
    expect([server.asked.length, other.server.asked.length]).toEqual([0, 0]);
  });

  it("goes where a stopping server sends it, and back when nobody is there", async () => {
    const { sockets } = enter("websocket");
    sockets[0]!.onopen?.();
    sockets[0]!.accept({ epoch: 4, offset: 10 });
    const error = { code: 1, temporary: true, message: "Stopping." };
    sockets[0]!.deliver({ case: "goodbye", value: { error, reconnectAfterMs: 700, reconnectTo: "https://b.example:8443" } });
    sockets[0]!.onclose?.({ code: 3000, reason: "" });
    await vi.advanceTimersByTimeAsync(699);
    expect(sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets[1]!.url).toBe("wss://b.example:8443/v1/shows/s/ws");
    sockets[1]!.onclose?.({ code: 1006, reason: "" });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sockets[2]!.url).toBe("wss://x/v1/shows/s/ws");
  });

  it("finds the addresses, and trusts no worse one", () => {
    expect(feedAddress("wss://x/v1/shows/s%201/ws")).toBe("https://x/v1/shows/s%201");
    expect(feedAddress("ws://x/other")).toBeNull();
    expect(elsewhere("wss://x/v1/shows/s/ws", "https://b")).toBe("wss://b/v1/shows/s/ws");
    expect(elsewhere("ws://x/v1/shows/s/ws", "http://b:7070")).toBe("ws://b:7070/v1/shows/s/ws");
    for (const wrong of ["", "b.example", "http://b", "ftp://b", "javascript:alert(1)"]) {
      expect(elsewhere("wss://x/v1/shows/s/ws", wrong), wrong).toBeNull();
    }
  });
});
