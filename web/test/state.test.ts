import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ServerFrameSchema, WaitingPlaceSchema, WelcomeSchema } from "../src/gen/hawker/v1/realtime_pb";
import { ReservationSchema, ReservationState, SaleState } from "../src/gen/hawker/v1/types_pb";
import { apply, applyEcho, applyReservation, applyWelcome, CHAT_KEPT, EMPTY } from "../src/sdk/state";
import type { RoomState } from "../src/sdk/state";
import { leftIn, priceOf, saleOf, unitsOf } from "../src/sdk/views";
import type { ServerKind } from "./fake-socket";

function step(state: RoomState, kind: ServerKind) {
  return apply(state, create(ServerFrameSchema, { kind }));
}

function fold(state: RoomState, ...kinds: ServerKind[]): RoomState {
  return kinds.reduce((at, kind) => step(at, kind).state, state);
}

const snapshot = (offset: number, more: object = {}): ServerKind =>
  ({ case: "snapshot", value: { position: { epoch: 1, offset }, show: { show: "s" }, ...more } });
const pinned = (offset: number, listing: string, epoch = 1): ServerKind =>
  ({ case: "publication", value: { epoch, offset, kind: { case: "pinned", value: { listing } } } });
const sale = (offset: number, version: number, state: SaleState): ServerKind =>
  ({ case: "publication", value: { epoch: 1, offset, kind: { case: "saleOpened", value: { sale: "f", listing: "a", version, state } } } });
const stock = (version: number, available: number): ServerKind =>
  ({ case: "state", value: { stocks: [{ sku: "k", version, available }] } });
const chat = (...seqs: number[]): ServerKind =>
  ({ case: "chat", value: { messages: seqs.map((seq) => ({ seq, text: `m${seq}` })), accepted: Math.max(...seqs) } });
/** mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const seqs = (state: RoomState) => state.chat.lines.map((line) => line.message.seq);

describe("the critical lane", () => {
  it("applies each publication once and in order, and tells of a gap", () => {
    const joined = fold(EMPTY, pinned(9, "early"), snapshot(5));
    expect(joined.pinned).toBe("");
    const two = fold(joined, pinned(6, "a"), pinned(7, "b"), pinned(6, "a"));
    expect([two.pinned, two.place]).toEqual(["b", { epoch: 1, offset: 7 }]);
    const gap = step(two, pinned(9, "d"));
    expect([gap.gap, gap.state]).toEqual([true, two]);
    expect(step(two, pinned(8, "c", 2)).gap).toBe(true);
  });

  it("takes a snapshot in place of everything critical", () => {
    const before = fold(EMPTY, snapshot(5, { listings: [{ listing: "a" }], pinned: "a" }), sale(6, 2, SaleState.OPEN));
    const after = fold(before, snapshot(90, { listings: [{ listing: "b" }] }));
    expect(after.listings.map((listing) => listing.listing)).toEqual(["b"]);
    expect([after.pinned, after.sales.size, after.place]).toEqual(["", 0, { epoch: 1, offset: 90 }]);
  });

  it("waits for the snapshot that a fresh session announces", () => {
    const before = fold(EMPTY, snapshot(5));
    const welcome = create(WelcomeSchema, { recovered: false });
    const waiting = applyWelcome(before, welcome);
    expect(step(waiting, pinned(6, "a"))).toEqual({ state: waiting, gap: false });
    const resumed = applyWelcome(before, create(WelcomeSchema, { recovered: true }));
    expect(fold(resumed, pinned(6, "a")).pinned).toBe("a");
  });

  it("keeps the later transition of a sale", () => {
    const state = fold(EMPTY, snapshot(0), sale(1, 3, SaleState.SOLD_OUT), sale(2, 2, SaleState.OPEN));
    expect(saleOf(state, "a")?.state).toBe(SaleState.SOLD_OUT);
    expect(fold(state, sale(3, 4, SaleState.OPEN)).sales.get("f")?.state).toBe(SaleState.OPEN);
  });
});

describe("what a sale has left", () => {
  const opened = (offset: number): ServerKind => ({
    case: "publication",
    value: {
      epoch: 1, offset,
      kind: { case: "saleOpened", value: { sale: "f", listing: "a", skus: ["k"], version: 2, state: SaleState.OPEN, allotment: 10 } },
    },
  });
  const soldOf = (version: number, held: number, sold: number): ServerKind =>
    ({ case: "state", value: { stocks: [{ sku: "k", version, available: 500 - held - sold, held, sold }] } });
  const left = (state: RoomState) => leftIn(state, state.sales.get("f")!);

  it("is its allotment less what was taken since it opened", () => {
    const state = fold(EMPTY, snapshot(0), soldOf(1, 3, 40), opened(1));
    expect(left(state)).toBe(10);
    expect(left(fold(state, soldOf(2, 5, 41)))).toBe(7);
    expect(left(fold(state, soldOf(2, 30, 41)))).toBe(0);
  });

  it("is not guessed by one who came later, or was away when it opened", () => {
    const late = fold(EMPTY, snapshot(1, { sales: [{ sale: "f", listing: "a", skus: ["k"], state: SaleState.OPEN, allotment: 10 }] }), soldOf(1, 3, 4));
    expect(left(late)).toBeUndefined();
    const before = fold(EMPTY, snapshot(0), soldOf(1, 0, 0));
    const back = applyWelcome(before, create(WelcomeSchema, { recovered: true, position: { epoch: 1, offset: 1 } }));
    expect(left(fold(back, soldOf(9, 4, 0), opened(1)))).toBeUndefined();
  });
});

describe("the state lane", () => {
  it("never shows an older version of stock, whatever the order", () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const random = randomFrom(seed);
      let state = fold(EMPTY, snapshot(0));
      let highest = 0;
      for (let i = 0; i < 30; i += 1) {
        const version = 1 + Math.floor(random() * 20);
        const kind = random() < 0.2
          ? snapshot(i, { state: { stocks: [{ sku: "k", version, available: 100 - version }] } })
          : stock(version, 100 - version);
        state = fold(state, kind);
        highest = Math.max(highest, version);
        expect(state.stocks.get("k")?.available, `seed ${seed}`).toBe(100 - highest);
      }
    }
  });

  it("adds up a listing's SKUs, and keeps the viewer count where a tick has none", () => {
    const state = fold(EMPTY, snapshot(0), stock(1, 4),
      { case: "state", value: { stocks: [{ sku: "l", version: 1, available: 3, held: 1, sold: 2 }], viewers: { now: 9, joined: 12 } } },
      stock(2, 3));
    const listing = { listing: "a", skus: [{ sku: "k" }, { sku: "l" }, { sku: "unknown" }] };
    expect(unitsOf(state, listing as never)).toEqual({ available: 6, held: 1, sold: 2, known: true });
    expect([state.viewers, state.joined]).toEqual([9, 12]);
  });
});

describe("groups", () => {
  const told = (unlocked: number, buyers: number, minor: bigint): ServerKind =>
    ({ case: "state", value: { groups: [{ sale: "f", unlocked, buyers, price: { minor, currency: "EUR" } }] } });

  it("give the price that is unlocked, which never goes up again", () => {
    const group = { sale: "f", price: { minor: 1000n, currency: "EUR" } } as never;
    const before = fold(EMPTY, snapshot(5));
    expect(priceOf(before, group)?.minor).toBe(1000n);
    const after = fold(before, told(1, 5, 900n), told(2, 9, 700n), told(1, 4, 900n));
    expect([priceOf(after, group)?.minor, after.groups.get("f")?.buyers]).toEqual([700n, 9]);
    // Who lets go is missing from the count, but not from the price.
    expect(fold(after, told(2, 3, 700n)).groups.get("f")?.buyers).toBe(3);
  });
});

describe("the chat lane", () => {
  it("shows each message once and in order, echo and tick in either order", () => {
    let state = fold(EMPTY, snapshot(0), chat(1, 2));
    state = applyEcho(state, { seq: 5, text: "mine" } as never);
    state = fold(state, chat(3, 4, 5), chat(5, 6), chat(2));
    expect(seqs(state)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("forgets old lines and does not take them back", () => {
    let state = fold(EMPTY, snapshot(0));
    for (let seq = 1; seq <= CHAT_KEPT + 50; seq += 1) state = fold(state, chat(seq));
    expect(state.chat.lines).toHaveLength(CHAT_KEPT);
    expect(fold(state, chat(7, 50)).chat.lines[0]?.message.seq).toBe(51);
  });

  it("counts what was skipped and what was sampled out", () => {
    const state = fold(EMPTY, snapshot(0), { case: "chatSkipped", value: { messages: 3 } },
      { case: "chat", value: { messages: [], accepted: 40, sampledOut: 12 } }, { case: "chatSkipped", value: { messages: 2 } });
    expect(state.chat).toMatchObject({ skipped: 5, accepted: 40, sampledOut: 12 });
  });

  it("goes on when the room counts from 1 again", () => {
    const before = fold(EMPTY, snapshot(0), chat(1, 2, 3));
    const state = fold(applyWelcome(before, create(WelcomeSchema, { recovered: true, chatAccepted: 0 })), chat(1, 2));
    expect(seqs(state)).toEqual([1, 2, 3, 1, 2]);
    expect(new Set(state.chat.lines.map((line) => line.key)).size).toBe(5);
  });
});

describe("the private lane", () => {
  it("never turns an ended reservation back into a hold", () => {
    const at = (state: ReservationState, expiresAtMs: bigint) => create(ReservationSchema, { id: 1n, state, expiresAtMs });
    let state = applyReservation(EMPTY, at(ReservationState.HELD, 100n));
    state = applyReservation(state, at(ReservationState.HELD, 300n));
    state = applyReservation(state, at(ReservationState.HELD, 200n));
    expect(state.reservations.get("1")?.expiresAtMs).toBe(300n);
    state = applyReservation(state, at(ReservationState.COMMITTED, 300n));
    state = applyReservation(state, at(ReservationState.HELD, 900n));
    expect(state.reservations.get("1")?.state).toBe(ReservationState.COMMITTED);
  });

  it("waits in a sale until what it waited for is held, or the sale closes", () => {
    const place = (number: number, waiting = true) => create(WaitingPlaceSchema, { sale: "f", waiting, place: number });
    const waits = fold(EMPTY, snapshot(5), { case: "waiting", value: place(2) });
    expect(waits.places.get("f")?.place).toBe(2);
    expect(fold(waits, { case: "waiting", value: place(0, false) }).places.size).toBe(0);
    const closed = { case: "publication", value: { epoch: 1, offset: 6, kind: { case: "saleClosed", value: { sale: "f", version: 9, state: SaleState.CLOSED } } } } as const;
    expect(fold(waits, closed).places.size).toBe(0);
    const offer = create(ReservationSchema, { id: 1n, sale: "f", promoted: true, state: ReservationState.HELD });
    const held = fold(waits, { case: "reservation", value: { reservation: offer } });
    expect(held.places.size).toBe(0);
    // A place that was read before the hold came is out of date.
    expect(fold(held, { case: "waiting", value: place(1) }).places.size).toBe(0);
    const over = applyReservation(held, create(ReservationSchema, { ...offer, state: ReservationState.EXPIRED }));
    expect(fold(over, { case: "waiting", value: place(3) }).places.get("f")?.place).toBe(3);
  });
});
