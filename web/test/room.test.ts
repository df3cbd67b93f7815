import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Outcome } from "../src/gen/hawker/v1/types_pb";
import { HawkerRoom } from "../src/sdk/client";
import { ErrorCode } from "../src/sdk/index";
import type { Encoding } from "../src/sdk/wire";
import { FakeSocket } from "./fake-socket";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function enter(encoding: Encoding = "json", more: { token?: string; refresh?: () => Promise<string> } = {}) {
  const sockets: FakeSocket[] = [];
  const room = new HawkerRoom({
    url: "ws://x/v1/shows/s/ws",
    encoding,
    random: () => 0.5,
    socket: (url, protocol) => {
      const socket = new FakeSocket(url, protocol);
      sockets.push(socket);
      return socket;
    },
    ...more,
  });
  room.open();
  const next = () => {
    const socket = sockets.at(-1)!;
    socket.onopen?.();
    return socket;
  };
  return { room, sockets, next };
}

const done = (id: number) => ({ case: "reply", value: { id, result: { case: "done", value: {} } } }) as const;
const reserved = (id: number, outcome: Outcome) =>
  ({ case: "reply", value: { id, result: { case: "reserve", value: { outcome } } } }) as const;
const refused = (id: number, code: ErrorCode, temporary: boolean) =>
  ({ case: "reply", value: { id, result: { case: "error", value: { code, temporary, message: "No." } } } }) as const;
const pinned = (offset: number) =>
  ({ case: "publication", value: { epoch: 4, offset, kind: { case: "pinned", value: { listing: `l${offset}` } } } }) as const;
const keyOf = (socket: FakeSocket, at = -1) => {
  const { kind } = socket.of("reserve").at(at)!;
  return kind.case === "reserve" ? kind.value.key : "";
};

describe.each(["json", "proto"] as const)("a session in %s", (encoding) => {
  it("says hello first, and resumes at its place after a loss", () => {
    const { room, sockets, next } = enter(encoding, { token: "t" });
    const first = next();
    expect(first.protocol).toBe(`hawker.v1.${encoding}`);
    expect(first.sent[0]?.kind).toMatchObject({ case: "hello", value: { token: "t", epoch: 0, offset: 0 } });
    first.accept({ epoch: 4, offset: 10 });
    first.deliver(pinned(11), pinned(12));
    expect([room.status.phase, room.state.pinned]).toEqual(["open", "l12"]);
    first.onclose?.({ code: 1006, reason: "" });
    expect(room.status.phase).toBe("waiting");
    vi.advanceTimersByTime(1_000);
    expect(sockets).toHaveLength(2);
    const second = next();
    expect(second.sent[0]?.kind).toMatchObject({ case: "hello", value: { epoch: 4, offset: 12 } });
    second.accept({ epoch: 4, offset: 13 }, true);
    second.deliver(pinned(13));
    expect(room.state.pinned).toBe("l13");
  });
});

describe("losses", () => {
  it("says which stock it saw, of those that changed last", () => {
    const { next } = enter();
    const first = next();
    first.accept({ epoch: 4, offset: 1 });
    const stocks = Array.from({ length: 65 }, (_, at) => ({ sku: `s${at}`, version: 1 }));
    first.deliver({ case: "state", value: { stocks } });
    first.deliver({ case: "state", value: { stocks: [{ sku: "s0", version: 7 }, { sku: "s9", version: 0 }] } });
    first.onclose?.({ code: 1006, reason: "" });
    vi.advanceTimersByTime(1_000);
    const kind = next().sent[0]!.kind;
    const told = kind.case === "hello" ? kind.value.stocks : [];
    expect(told).toHaveLength(64);
    expect(told[0]).toMatchObject({ sku: "s2", version: 1 });
    expect(told.at(-1)).toMatchObject({ sku: "s0", version: 7 });
  });

  it("comes back in the slot that the server chose", () => {
    const { sockets, next } = enter();
    const first = next();
    first.accept({ epoch: 4, offset: 1 });
    first.deliver({ case: "goodbye", value: { error: { code: ErrorCode.DRAINING, temporary: true, message: "Later." }, reconnectAfterMs: 7_000 } });
    first.onclose?.({ code: 3001, reason: "" });
    vi.advanceTimersByTime(6_999);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(2);
  });

  it("stays away after a permanent close, with the server's sentence", async () => {
    const { room, sockets, next } = enter();
    const first = next();
    first.deliver({ case: "goodbye", value: { error: { code: ErrorCode.TOKEN_EXPIRED, message: "Get a new token." } } });
    first.onclose?.({ code: 3502, reason: "" });
    vi.advanceTimersByTime(600_000);
    expect(sockets).toHaveLength(1);
    expect(room.status).toMatchObject({ phase: "closed", error: { message: "Get a new token." } });
    await expect(room.reserve({ listing: "a", quantity: 1 })).rejects.toMatchObject({ code: ErrorCode.TOKEN_EXPIRED });
  });

  it("stays away when its hello is refused, until it gets another token", () => {
    const { room, sockets, next } = enter("json", { token: "old" });
    const first = next();
    first.deliver(refused(first.sent[0]!.id, ErrorCode.TOKEN_EXPIRED, false));
    expect(room.status).toMatchObject({ phase: "closed", error: { code: ErrorCode.TOKEN_EXPIRED, message: "No." } });
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    void room.setToken("new");
    expect(next().sent[0]?.kind).toMatchObject({ value: { token: "new" } });
  });

  it("reconnects and resumes when a publication is missing, or a frame can't be read", () => {
    for (const spoil of [(s: FakeSocket) => s.deliver(pinned(9)), (s: FakeSocket) => s.onmessage?.({ data: "{nonsense" })]) {
      const { room, next } = enter();
      const first = next();
      first.accept({ epoch: 4, offset: 3 });
      spoil(first);
      expect([room.status.phase, first.closedWith]).toEqual(["waiting", 1000]);
      vi.advanceTimersByTime(20_000);
      expect(next().sent[0]?.kind).toMatchObject({ value: { epoch: 4, offset: 3 } });
    }
  });

  it("waits longer with each failure, and gives up a server that never welcomes", () => {
    const { sockets, next } = enter();
    const waits: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      next();
      vi.advanceTimersByTime(10_000);
      const before = Date.now();
      const count = sockets.length;
      while (sockets.length === count) vi.advanceTimersByTime(50);
      waits.push(Date.now() - before);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
  });

  it("notices a silent connection by asking for a sign of life", () => {
    const { room, next } = enter();
    const first = next();
    first.accept({ epoch: 4, offset: 1 });
    vi.advanceTimersByTime(45_000);
    expect(first.of("ping")).toHaveLength(1);
    first.deliver(done(first.of("ping")[0]!.id));
    vi.advanceTimersByTime(30_000);
    expect(room.status.phase).toBe("open");
    vi.advanceTimersByTime(40_000);
    expect(room.status.phase).not.toBe("open");
  });
});

describe("requests", () => {
  it("matches replies by id, in any order", async () => {
    const { room, next } = enter();
    const socket = next();
    socket.accept({ epoch: 4, offset: 1 });
    const a = room.reserve({ listing: "a", quantity: 1 });
    const b = room.reserve({ listing: "b", quantity: 1 });
    const [frameA, frameB] = socket.of("reserve");
    socket.deliver(reserved(frameB!.id, Outcome.SOLD_OUT), reserved(frameA!.id, Outcome.HELD), reserved(999, Outcome.LIMIT));
    expect([(await a).outcome, (await b).outcome]).toEqual([Outcome.HELD, Outcome.SOLD_OUT]);
  });

  it("repeats an unanswered reserve after a reconnect, under the same key", async () => {
    const { room, next } = enter();
    const first = next();
    first.accept({ epoch: 4, offset: 1 });
    const answer = room.reserve({ listing: "a", quantity: 1 });
    first.onclose?.({ code: 1006, reason: "" });
    vi.advanceTimersByTime(1_000);
    const second = next();
    expect(second.of("reserve")).toHaveLength(0);
    second.accept({ epoch: 4, offset: 1 }, true);
    expect(second.of("reserve")).toHaveLength(1);
    expect(keyOf(second)).toBe(keyOf(first));
    second.deliver(reserved(second.of("reserve")[0]!.id, Outcome.HELD));
    expect((await answer).outcome).toBe(Outcome.HELD);
    // A new intent is a new key.
    void room.reserve({ listing: "a", quantity: 1 });
    expect(keyOf(second)).not.toBe(keyOf(first));
  });

  it("repeats after a temporary refusal, and keeps the key when its time is over", async () => {
    const { room, next } = enter();
    const socket = next();
    socket.accept({ epoch: 4, offset: 1 });
    const answer = room.reserve({ listing: "a", quantity: 1 });
    const failed = expect(answer).rejects.toMatchObject({ code: ErrorCode.UNKNOWN, temporary: true });
    for (let i = 0; i < 40; i += 1) {
      const open = socket.of("reserve").at(-1)!;
      socket.deliver(refused(open.id, ErrorCode.UNKNOWN, true));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    await failed;
    const sent = socket.of("reserve").length;
    expect(sent).toBeGreaterThan(3);
    void room.reserve({ listing: "a", quantity: 1 });
    expect(socket.of("reserve")).toHaveLength(sent + 1);
    expect(keyOf(socket)).toBe(keyOf(socket, 0));
  });

  it("forgets the key of a refusal that is not temporary", async () => {
    const { room, next } = enter();
    const socket = next();
    socket.accept({ epoch: 4, offset: 1 });
    const answer = room.reserve({ listing: "a", quantity: 1 });
    socket.deliver(refused(socket.of("reserve")[0]!.id, ErrorCode.KEY_EXPIRED, false));
    await expect(answer).rejects.toMatchObject({ code: ErrorCode.KEY_EXPIRED, message: "No." });
    void room.reserve({ listing: "a", quantity: 1 });
    expect(keyOf(socket, 1)).not.toBe(keyOf(socket, 0));
  });

  it("does not repeat chat: it fails with the connection", async () => {
    const { room, next } = enter();
    const first = next();
    first.accept({ epoch: 4, offset: 1 });
    const said = room.sendChat("hi");
    first.onclose?.({ code: 1006, reason: "" });
    await expect(said).rejects.toMatchObject({ code: ErrorCode.UNKNOWN });
    await expect(room.sendChat("again")).rejects.toMatchObject({ code: ErrorCode.UNAVAILABLE });
    vi.advanceTimersByTime(1_000);
    const second = next();
    second.accept({ epoch: 4, offset: 1 }, true);
    expect(second.of("sendChat")).toHaveLength(0);
  });

  it("times out, and refuses more than a bounded number at once", async () => {
    const { room, next } = enter();
    next().accept({ epoch: 4, offset: 1 });
    const asked = Array.from({ length: 65 }, (_, i) => room.pin(`l${i}`).catch((error: unknown) => error));
    expect(await asked[64]).toMatchObject({ code: ErrorCode.RESOURCE_EXHAUSTED });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await asked[0]).toMatchObject({ code: ErrorCode.UNKNOWN });
  });
});

describe("tokens", () => {
  const token = (exp: number) => `x.${btoa(JSON.stringify({ exp }))}.y`;

  it("gets a fresh one before the old one ends, on the same session", async () => {
    const now = Math.floor(Date.now() / 1000);
    const refresh = vi.fn(async () => token(now + 7200));
    const { next } = enter("json", { token: token(now + 600), refresh });
    const socket = next();
    socket.accept({ epoch: 4, offset: 1 });
    for (let i = 0; i < 60; i += 1) {
      await vi.advanceTimersByTimeAsync(10_000);
      for (const ping of socket.of("ping")) socket.deliver(done(ping.id));
    }
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(socket.of("refreshToken")).toHaveLength(1);
  });

  it("opens an anonymous session anew when the viewer signs in", () => {
    const { room, sockets, next } = enter();
    const first = next();
    first.accept({ epoch: 4, offset: 6 });
    void room.setToken("mine");
    expect(sockets).toHaveLength(2);
    expect(next().sent[0]?.kind).toMatchObject({ value: { token: "mine", epoch: 4, offset: 6 } });
  });
});
