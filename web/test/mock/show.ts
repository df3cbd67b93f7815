// A show in memory that behaves as the schema says: enough of Hawker to develop
// the pages and to test the SDK against real sockets. It is no stock truth.
import { create } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  ListingSchema, PublicationSchema, ServerFrameSchema, ShowState, SnapshotSchema, WaitingPlaceSchema,
} from "../../src/gen/hawker/v1/realtime_pb";
import type { ChangeSale, ChatMessage, ChatRole, Listing, Publication, ServerFrame, StartSale, WaitingPlace } from "../../src/gen/hawker/v1/realtime_pb";
import { Outcome, ReservationSchema, ReservationState, SaleSchema, SaleState, SkuStockSchema, Waitlist } from "../../src/gen/hawker/v1/types_pb";
import type { Reservation, Sale, SkuStock } from "../../src/gen/hawker/v1/types_pb";
import { FunnelStep } from "../../src/gen/hawker/v1/funnel_pb";
import { MockFunnel } from "./funnel";

type Kind = NonNullable<MessageInitShape<typeof PublicationSchema>["kind"]>;
export type FrameKind = NonNullable<MessageInitShape<typeof ServerFrameSchema>["kind"]>;

export interface Answer {
  readonly outcome: Outcome;
  readonly reservation?: Reservation;
  readonly heldByOthers?: number;
  readonly leftForBuyer?: number;
  readonly sale?: Sale;
  readonly waiting?: number;
  readonly waitingIn?: string;
}

interface Waiter {
  readonly buyer: string;
  readonly listing: string;
  readonly sku: string;
  readonly quantity: number;
}

/** Who is in the room: gets shared frames, and those of one buyer. */
export interface Member {
  readonly buyer: string;
  take(frame: ServerFrame): void;
}

export const frame = (kind: FrameKind): ServerFrame => create(ServerFrameSchema, { kind });

export class MockShow {
  readonly epoch = 7;
  readonly history: Publication[] = [];
  readonly members = new Set<Member>();
  readonly stocks = new Map<string, SkuStock>();
  readonly sales = new Map<string, Sale>();
  readonly reservations = new Map<bigint, Reservation>();
  readonly answers = new Map<string, Answer>();
  /** Who waits, by sale, in the order of joining. */
  readonly waiters = new Map<string, Waiter[]>();
  readonly funnel: MockFunnel;
  readonly chat: ChatMessage[] = [];
  readonly id: string;
  title: string;
  state = ShowState.SCHEDULED;
  liveAtMs = 0n;
  endedAtMs = 0n;
  listings: Listing[] = [];
  pinned = "";
  accepted = 0;
  extra = 0;
  #lastId = 1000n;

  constructor(id: string, title: string) {
    this.id = id;
    this.title = title;
    this.funnel = new MockFunnel(id, () => this.members.size + this.extra);
  }

  get show() {
    return { show: this.id, merchant: "harbour", title: this.title, state: this.state, liveAtMs: this.liveAtMs, endedAtMs: this.endedAtMs };
  }

  get position() {
    return { epoch: this.epoch, offset: this.history.length };
  }

  viewers() {
    return { now: this.members.size + this.extra, joined: this.members.size + this.extra };
  }

  snapshot() {
    return create(SnapshotSchema, {
      position: this.position,
      show: this.show,
      listings: this.listings,
      pinned: this.pinned,
      sales: [...this.sales.values()].filter((sale) => sale.state !== SaleState.CLOSED),
      state: { stocks: [...this.stocks.values()], viewers: this.viewers() },
      chat: this.chat.slice(-40),
      chatAccepted: this.accepted,
    });
  }

  publish(kind: Kind): { epoch: number; offset: number } {
    const offset = this.history.length + 1;
    const publication = create(PublicationSchema, { epoch: this.epoch, offset, atMs: BigInt(Date.now()), kind });
    this.history.push(publication);
    this.all(frame({ case: "publication", value: publication }));
    return { epoch: this.epoch, offset };
  }

  all(told: ServerFrame): void {
    for (const member of this.members) member.take(told);
  }

  tell(buyer: string, told: ServerFrame): void {
    for (const member of this.members) if (member.buyer === buyer) member.take(told);
  }

  setState(state: ShowState) {
    this.state = state;
    if (state === ShowState.LIVE) this.liveAtMs = BigInt(Date.now());
    if (state === ShowState.ENDED) this.endedAtMs = BigInt(Date.now());
    return this.publish({ case: "show", value: this.show });
  }

  pin(id: string) {
    const listing = this.listings.find((one) => one.listing === id);
    if (listing === undefined) return null;
    this.pinned = id;
    return this.publish({ case: "pinned", value: listing });
  }

  unpin() {
    this.pinned = "";
    return this.publish({ case: "unpinned", value: {} });
  }

  putListing(init: MessageInitShape<typeof ListingSchema>): Listing {
    const listing = create(ListingSchema, init);
    const at = this.listings.findIndex((one) => one.listing === listing.listing);
    this.listings = at < 0 ? [...this.listings, listing] : this.listings.with(at, listing);
    this.publish({ case: "listing", value: listing });
    for (const { sku } of listing.skus) this.stock(sku, {});
    return listing;
  }

  /** Changes a SKU's stock and tells everyone. */
  stock(sku: string, change: { available?: number; held?: number; sold?: number }): SkuStock {
    const was = this.stocks.get(sku);
    const stock = create(SkuStockSchema, {
      sku,
      merchant: "harbour",
      version: (was?.version ?? 0) + 1,
      available: (was?.available ?? 0) + (change.available ?? 0),
      held: (was?.held ?? 0) + (change.held ?? 0),
      sold: (was?.sold ?? 0) + (change.sold ?? 0),
    });
    this.stocks.set(sku, stock);
    this.all(frame({ case: "state", value: { stocks: [stock], viewers: this.viewers() } }));
    return stock;
  }

  startSale(asked: StartSale): Sale | null {
    const id = `sale-${asked.key}`;
    const listing = this.listings.find((one) => one.listing === asked.listing);
    if (listing === undefined) return null;
    const known = this.sales.get(id);
    if (known !== undefined) return known;
    const now = Date.now();
    const price = asked.price ?? listing.price;
    const sale = create(SaleSchema, {
      sale: id, merchant: "harbour", show: this.id, listing: asked.listing, skus: listing.skus.map((one) => one.sku),
      ...(price === undefined ? {} : { price }),
      allotment: asked.allotment, limitPerBuyer: asked.limitPerBuyer || 1, holdSeconds: asked.holdSeconds || 120,
      state: SaleState.OPEN, version: 2, priceVersion: 1, waitlist: asked.waitlist, offerSeconds: asked.offerSeconds || 60, policy: asked.policy, openedAtMs: BigInt(now),
      closesAtMs: asked.openSeconds === 0 ? 0n : BigInt(now + asked.openSeconds * 1000),
    });
    this.sales.set(id, sale);
    this.publish({ case: "saleOpened", value: sale });
    if (asked.openSeconds > 0) setTimeout(() => this.closeSale(id), asked.openSeconds * 1000).unref();
    return sale;
  }

  closeSale(id: string): Sale | null {
    const sale = this.sales.get(id);
    if (sale === undefined) return null;
    if (sale.state !== SaleState.CLOSED) this.publish({ case: "saleClosed", value: this.#move(sale, SaleState.CLOSED) });
    return this.sales.get(id) ?? null;
  }

  /** Pauses or resumes a sale; null where that can't be. */
  pauseSale(id: string, pause: boolean): Sale | null {
    const sale = this.sales.get(id);
    if (sale === undefined || sale.state === SaleState.CLOSED || (sale.state === SaleState.PAUSED) === pause) return null;
    const kind = pause ? "salePaused" : "saleResumed";
    const moved = this.#move(sale, pause ? SaleState.PAUSED : SaleState.OPEN);
    this.publish({ case: kind, value: moved });
    this.#settleSale(id);
    return moved;
  }

  changeSale(asked: ChangeSale): Sale | null {
    const sale = this.sales.get(asked.sale);
    if (sale === undefined || sale.state === SaleState.CLOSED) return null;
    const changed = create(SaleSchema, {
      ...sale,
      allotment: sale.allotment + asked.addAllotment,
      limitPerBuyer: asked.limitPerBuyer ?? sale.limitPerBuyer,
      ...(asked.price === undefined ? {} : { price: asked.price, priceVersion: sale.priceVersion + 1 }),
      version: sale.version + 1,
    });
    this.sales.set(sale.sale, changed);
    this.publish({ case: "saleChanged", value: changed });
    this.#settleSale(sale.sale);
    return changed;
  }

  joinWaitlist(buyer: string, listing: string, wanted: string, quantity: number): Answer {
    const answer = this.#reserve(buyer, listing, wanted, quantity);
    const sale = [...this.sales.values()].findLast((one) => one.listing === listing);
    if (answer.outcome !== Outcome.SOLD_OUT || sale === undefined) return answer;
    const line = this.waiters.get(sale.sale) ?? [];
    const sku = wanted === "" ? (sale.skus[0] ?? "") : wanted;
    if (!line.some((one) => one.buyer === buyer)) line.push({ buyer, listing, sku, quantity });
    this.waiters.set(sale.sale, line);
    return { outcome: Outcome.WAITING, waiting: this.place(buyer, sale.sale).place, waitingIn: sale.sale };
  }

  leaveWaitlist(buyer: string, sale: string): void {
    this.waiters.set(sale, (this.waiters.get(sale) ?? []).filter((one) => one.buyer !== buyer));
  }

  place(buyer: string, sale: string): WaitingPlace {
    const line = this.waiters.get(sale) ?? [];
    const at = line.findIndex((one) => one.buyer === buyer);
    const { sku = "", quantity = 0 } = line[at] ?? {};
    return create(WaitingPlaceSchema, { sale, waiting: at >= 0, place: at + 1, sku, quantity });
  }

  /** Gives what came free to whoever is next. */
  #serve(id: string): void {
    const sale = this.sales.get(id);
    const next = this.waiters.get(id)?.[0];
    if (sale === undefined || next === undefined || sale.state !== SaleState.SOLD_OUT) return;
    if (sale.allotment - sale.held - sale.sold < next.quantity) return;
    this.leaveWaitlist(next.buyer, id);
    const seconds = sale.offerSeconds;
    const reservation = this.#hold(next.buyer, create(SaleSchema, { ...sale, holdSeconds: seconds }), { ...next, promoted: true });
    this.tell(next.buyer, frame({ case: "reservation", value: { reservation } }));
  }

  #move(sale: Sale, state: SaleState): Sale {
    const moved = create(SaleSchema, { ...sale, state, version: sale.version + 1 });
    this.sales.set(sale.sale, moved);
    return moved;
  }

  reserve(buyer: string, key: string, listing: string, sku: string, quantity: number, priceVersion = 0): Answer {
    const known = this.answers.get(`${buyer} ${key}`);
    if (known !== undefined) return known;
    const answer = this.#reserve(buyer, listing, sku, quantity, priceVersion);
    this.answers.set(`${buyer} ${key}`, answer);
    const step = answer.outcome === Outcome.HELD ? FunnelStep.STOCK_RESERVED : FunnelStep.STOCK_REFUSED;
    this.funnel.step(step, buyer, listing);
    return answer;
  }

  #reserve(buyer: string, listing: string, wanted: string, quantity: number, priceVersion = 0): Answer {
    const sale = [...this.sales.values()].findLast((one) => one.listing === listing);
    if (sale?.state === SaleState.SOLD_OUT) return { outcome: Outcome.SOLD_OUT, heldByOthers: sale.held };
    if (sale?.state === SaleState.PAUSED) return { outcome: Outcome.PAUSED };
    if (sale?.state !== SaleState.OPEN) return { outcome: Outcome.NOT_OPEN };
    if (priceVersion !== 0 && priceVersion !== sale.priceVersion) return { outcome: Outcome.CONFLICT, sale };
    const sku = wanted === "" ? (sale.skus[0] ?? "") : wanted;
    const mine = [...this.reservations.values()].filter((one) => one.buyer === buyer && one.sale === sale.sale
      && (one.state === ReservationState.HELD || one.state === ReservationState.COMMITTED)).length;
    if (mine + quantity > sale.limitPerBuyer) return { outcome: Outcome.LIMIT, leftForBuyer: sale.limitPerBuyer - mine };
    const left = Math.min(sale.allotment - sale.held - sale.sold, this.stocks.get(sku)?.available ?? 0);
    if (left < quantity || sale.price === undefined) return { outcome: Outcome.SOLD_OUT, heldByOthers: sale.held };
    return { outcome: Outcome.HELD, reservation: this.#hold(buyer, sale, { listing, sku, quantity, promoted: false }) };
  }

  #hold(buyer: string, sale: Sale, { listing, sku, quantity, promoted }: Omit<Waiter, "buyer"> & { promoted: boolean }): Reservation {
    const now = Date.now();
    const price = sale.price ?? { minor: 0n, currency: "EUR" };
    this.#lastId += 1n;
    const reservation = create(ReservationSchema, {
      id: this.#lastId, merchant: "harbour", buyer, show: this.id, listing, sale: sale.sale,
      lines: [{ sku, quantity, unitPrice: sale.price }], state: ReservationState.HELD, promoted,
      createdAtMs: BigInt(now), expiresAtMs: BigInt(now + sale.holdSeconds * 1000),
      total: { minor: price.minor * BigInt(quantity), currency: price.currency },
    });
    this.reservations.set(reservation.id, reservation);
    const known = this.sales.get(sale.sale) ?? sale;
    this.sales.set(sale.sale, create(SaleSchema, { ...known, held: known.held + quantity }));
    this.stock(sku, { available: -quantity, held: quantity });
    this.#settleSale(sale.sale);
    setTimeout(() => this.finish(reservation.id, ReservationState.EXPIRED), sale.holdSeconds * 1000).unref();
    return reservation;
  }

  /** Sold out when all is held or sold, open again when something came back. */
  #settleSale(id: string): void {
    const sale = this.sales.get(id);
    if (sale === undefined) return;
    if (sale.waitlist !== Waitlist.UNSPECIFIED) this.#serve(id);
    const { held, sold } = this.sales.get(id) ?? sale;
    const left = sale.allotment - held - sold;
    if (sale.state === SaleState.OPEN && left === 0) {
      this.publish({ case: "saleSoldOut", value: this.#move(sale, SaleState.SOLD_OUT) });
    } else if (sale.state === SaleState.SOLD_OUT && left > 0) {
      this.publish({ case: "saleResumed", value: this.#move(sale, SaleState.OPEN) });
    }
  }

  /** Ends a hold; null where there is none of that id. */
  finish(id: bigint, state: ReservationState): Reservation | null {
    const held = this.reservations.get(id);
    const line = held?.lines[0];
    if (held === undefined || line === undefined) return null;
    if (held.state !== ReservationState.HELD) return held;
    const ended = create(ReservationSchema, { ...held, state });
    this.reservations.set(id, ended);
    const bought = state === ReservationState.COMMITTED;
    const sale = this.sales.get(held.sale);
    if (sale !== undefined) {
      const sold = sale.sold + (bought ? line.quantity : 0);
      this.sales.set(sale.sale, create(SaleSchema, { ...sale, held: sale.held - line.quantity, sold }));
    }
    this.stock(line.sku, bought
      ? { held: -line.quantity, sold: line.quantity }
      : { held: -line.quantity, available: line.quantity });
    this.#settleSale(held.sale);
    this.tell(held.buyer, frame({ case: "reservation", value: { reservation: ended } }));
    if (bought) this.funnel.order(ended, line.quantity);
    else this.funnel.step(state === ReservationState.EXPIRED ? FunnelStep.STOCK_EXPIRED : FunnelStep.STOCK_RELEASED, held.buyer, held.listing);
    return ended;
  }

  say(viewer: string, text: string, role: ChatRole): ChatMessage {
    this.accepted += 1;
    const told = frame({
      case: "chat",
      value: { messages: [{ seq: this.accepted, viewer, text, atMs: BigInt(Date.now()), role }], accepted: this.accepted },
    });
    const message = told.kind.case === "chat" ? told.kind.value.messages[0] : undefined;
    if (message === undefined) throw new Error("a tick holds the message it was made of");
    this.chat.push(message);
    this.all(told);
    return message;
  }
}
