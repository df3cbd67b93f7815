// The SDK over real sockets, against the mock: both encodings, the API, the feed.
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { ErrorCode, HawkerApi, HawkerError, HawkerRoom, newKey, Outcome, ReservationState, SaleState, saleOf, showAddress, unitsOf, Waitlist } from "../src/sdk";
import type { Encoding, RoomState, Socket } from "../src/sdk";
import { addDemoShow } from "./mock/demo";
import { startMock } from "./mock/server";
import type { Mock } from "./mock/server";
import { tokenFor } from "./mock/token";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function start(): Promise<Mock> {
  const mock = await startMock();
  opened.push(mock);
  addDemoShow(mock);
  return mock;
}

function join(mock: Mock, role: string, encoding: Encoding = "json", show = "demo"): HawkerRoom {
  const room = new HawkerRoom({
    url: showAddress(mock.url, show),
    token: role === "" ? "" : tokenFor(role),
    encoding,
    random: () => 0.05,
    socket: (url, protocol) => new WebSocket(url, protocol) as unknown as Socket,
  });
  opened.unshift(room);
  room.open();
  return room;
}

/** Resolves when the room is as asked. */
function until(room: HawkerRoom, when: (state: RoomState) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!when(room.state)) return;
      stop();
      resolve();
    };
    const stop = room.subscribe(look);
    look();
  });
}

describe.each(["json", "proto"] as const)("a show in %s", (encoding) => {
  it("is hosted, bought from and paid", async () => {
    const mock = await start();
    const [host, viewer] = [join(mock, "host", encoding), join(mock, "viewer", encoding)];
    await until(viewer, (state) => state.pinned === "enamel-mug");
    await host.pin("desk-lamp");
    const sale = await host.startSale({ listing: "desk-lamp", allotment: 2, price: { $typeName: "hawker.v1.Money", minor: 900n, currency: "EUR" } });
    await until(viewer, (state) => saleOf(state, "desk-lamp")?.state === SaleState.OPEN);
    const held = await viewer.reserve({ listing: "desk-lamp", quantity: 1 });
    expect([held.outcome, held.reservation?.total?.minor]).toEqual([Outcome.HELD, 900n]);
    const limit = await viewer.reserve({ listing: "desk-lamp", quantity: 1 });
    expect([limit.outcome, limit.leftForBuyer]).toEqual([Outcome.LIMIT, 0]);
    const { url } = await viewer.checkout(held.reservation!);
    await fetch(`${mock.url}${url}/pay`, { method: "POST" });
    await until(viewer, (state) => state.reservations.get(held.reservation!.id.toString())?.state === ReservationState.COMMITTED);
    const lamp = viewer.state.listings.find((listing) => listing.listing === "desk-lamp")!;
    await until(viewer, (state) => unitsOf(state, lamp).sold === 1);
    expect(unitsOf(viewer.state, lamp)).toMatchObject({ available: 599, held: 0, sold: 1 });
    await host.stopSale(sale.sale);
    await until(viewer, (state) => saleOf(state, "desk-lamp")?.state === SaleState.CLOSED);
    expect((await viewer.reserve({ listing: "desk-lamp", quantity: 1 })).outcome).toBe(Outcome.NOT_OPEN);
  });

  it("is paused, changed and resumed before the viewers' eyes", async () => {
    const mock = await start();
    const [host, viewer] = [join(mock, "host", encoding), join(mock, "viewer", encoding)];
    const { sale } = await host.startSale({ listing: "desk-lamp", allotment: 2 });
    const state = (wanted: SaleState) => until(viewer, (now) => saleOf(now, "desk-lamp")?.state === wanted);
    await state(SaleState.OPEN);
    await host.pauseSale(sale);
    await state(SaleState.PAUSED);
    expect((await viewer.reserve({ listing: "desk-lamp", quantity: 1 })).outcome).toBe(Outcome.PAUSED);
    await host.changeSale(sale, { addAllotment: 3, price: { $typeName: "hawker.v1.Money", minor: 700n, currency: "EUR" } });
    await host.resumeSale(sale);
    await state(SaleState.OPEN);
    expect(saleOf(viewer.state, "desk-lamp")).toMatchObject({ allotment: 5, priceVersion: 2 });
    const dearer = await viewer.reserve({ listing: "desk-lamp", quantity: 1, priceVersion: 1 });
    expect([dearer.outcome, dearer.sale?.price?.minor]).toEqual([Outcome.CONFLICT, 700n]);
    const held = await viewer.reserve({ listing: "desk-lamp", quantity: 1, priceVersion: 2 });
    expect(held.outcome).toBe(Outcome.HELD);
  });

  it("has a waitlist, whose next one is told when a unit comes back", async () => {
    const mock = await start();
    const [host, first, next] = [join(mock, "host", encoding), join(mock, "viewer", encoding), join(mock, "viewer", encoding)];
    const { sale } = await host.startSale({ listing: "desk-lamp", allotment: 1, waitlist: Waitlist.FIRST_COME });
    await until(next, (state) => saleOf(state, "desk-lamp") !== undefined);
    const held = await first.reserve({ listing: "desk-lamp", quantity: 1 });
    const waiting = await next.joinWaitlist({ listing: "desk-lamp", quantity: 1 });
    expect([waiting.outcome, waiting.waiting, next.state.places.get(sale)?.place]).toEqual([Outcome.WAITING, 1, 1]);
    expect((await next.askPlace(sale)).place).toBe(1);
    await first.release(held.reservation!);
    await until(next, (state) => [...state.reservations.values()].some((one) => one.promoted));
    expect(next.state.places.size).toBe(0);
    await next.leaveWaitlist(sale);
  });

  it("goes on after every connection is cut, without a publication lost or seen twice", async () => {
    const mock = await start();
    const [host, viewer] = [join(mock, "host", encoding), join(mock, "viewer", encoding)];
    await until(viewer, (state) => state.place !== null);
    await until(host, (state) => state.place !== null);
    const pins: string[] = [];
    let before = viewer.state.pins;
    viewer.subscribe(() => {
      if (viewer.state.pins > before + 1) pins.push("skipped");
      if (viewer.state.pins > before) pins.push(viewer.state.pinned);
      before = viewer.state.pins;
    });
    const order = ["desk-lamp", "linen-shirt", "enamel-mug", "wool-throw"];
    for (const listing of order) {
      const pinned = host.pin(listing);
      mock.drop();
      await pinned;
      await until(viewer, (state) => state.pinned === listing);
    }
    // A pin that was cut off before its reply is repeated, and so told twice.
    const told = pins.filter((listing, at) => listing !== pins[at - 1]);
    expect(told.slice(-order.length)).toEqual(order);
    expect(viewer.state.place).toEqual({ epoch: 7, offset: mock.shows.get("demo")!.history.length });
  });
});

describe("the API", () => {
  it("reads shows, and turns problems into errors", async () => {
    const mock = await start();
    const api = new HawkerApi(mock.url);
    expect((await api.about()).demo).toBe(true);
    expect((await api.listShows()).map((show) => show.show)).toEqual(["demo"]);
    expect((await api.getShow("demo")).listings).toHaveLength(4);
    await expect(api.getShow("nope")).rejects.toMatchObject({ code: ErrorCode.SHOW_NOT_FOUND, status: 404 });
    await expect(api.receiveStock("x", 1, newKey())).rejects.toBeInstanceOf(HawkerError);
  });

  it("follows a show's numbers, and goes on after the feed was cut", async () => {
    const mock = await start();
    const token = tokenFor("merchant");
    const api = new HawkerApi(mock.url, () => token);
    const stop = new AbortController();
    let updates = 0;
    let lost = 0;
    for await (const update of api.followFunnel("demo", stop.signal, () => { lost += 1; })) {
      expect(update.funnel?.show).toBe("demo");
      updates += 1;
      if (updates === 1) mock.cutHttp();
      if (updates === 2) stop.abort();
    }
    expect([updates, lost]).toEqual([2, 1]);
  });

  it("stops following when the server refuses for good", async () => {
    const mock = await start();
    const feed = new HawkerApi(mock.url).followFunnel("demo", new AbortController().signal, () => undefined);
    await expect(feed.next()).rejects.toMatchObject({ code: ErrorCode.CAPABILITY_MISSING });
  });
});

describe("rooms", () => {
  it("stay closed where there is no such show", async () => {
    const mock = await start();
    const room = join(mock, "viewer", "json", "nope");
    await new Promise<void>((resolve) => {
      room.subscribe(() => room.status.phase === "closed" && resolve());
    });
    expect(room.status).toMatchObject({ phase: "closed", error: { code: ErrorCode.SHOW_NOT_FOUND } });
  });

  it("give an own message once, as echo and in the tick", async () => {
    const mock = await start();
    const viewer = join(mock, "viewer");
    await until(viewer, (state) => state.place !== null);
    const echo = await viewer.sendChat("hello");
    await until(viewer, (state) => state.chat.accepted === 1);
    expect(viewer.state.chat.lines.map((line) => line.message)).toEqual([echo]);
    const watcher = join(mock, "");
    await until(watcher, (state) => state.chat.lines.length === 1);
    await expect(watcher.sendChat("me too")).rejects.toMatchObject({ code: ErrorCode.CAPABILITY_MISSING });
  });
});
