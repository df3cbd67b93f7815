// What a viewer knows of a room, and how each frame changes it: pure functions.
//
// Critical publications are applied in order and once, by offset. A snapshot
// replaces. Stock and sales never go back to an older version, not even by a
// snapshot. Chat is shown once per seq, in order. A reservation that has ended
// is never held again.
import type {
  ChatMessage,
  ChatTick,
  GroupProgress,
  Listing,
  Publication,
  ServerFrame,
  Show,
  Snapshot,
  StateTick,
  WaitingPlace,
  Welcome,
} from "../gen/hawker/v1/realtime_pb";
import { ReservationState, SaleState } from "../gen/hawker/v1/types_pb";
import type { Reservation, Sale, SkuStock } from "../gen/hawker/v1/types_pb";

/** Chat lines kept; older ones are forgotten. */
export const CHAT_KEPT = 200;
/** SKUs of which `hello` tells what stock was seen: as many as the protocol allows. */
const STOCKS_TOLD = 64;
/** Ended sales and reservations kept beside the open ones. */
export const ENDED_KEPT = 50;

export interface Place {
  readonly epoch: number;
  readonly offset: number;
}

/** A chat message; `key` stays unique when the room counts from 1 again. */
export interface ChatLine {
  readonly key: string;
  readonly message: ChatMessage;
}

export interface ChatState {
  readonly lines: readonly ChatLine[];
  /** Goes up when the room's own count started again. */
  readonly generation: number;
  /** The highest seq of a line that was forgotten: nothing at or below is shown. */
  readonly floor: number;
  readonly accepted: number;
  /** Messages that the room chose to show nobody. */
  readonly sampledOut: number;
  /** Messages that this viewer was too slow for. */
  readonly skipped: number;
}

export interface RoomState {
  /** The last critical publication applied; null before the first snapshot. */
  readonly place: Place | null;
  /** A snapshot is due: publications are passed over until it comes. */
  readonly awaiting: boolean;
  /** Publications up to this offset were missed, and are told late. */
  readonly lateUntil: number;
  readonly show: Show | null;
  readonly listings: readonly Listing[];
  /** The pinned listing's id; empty for none. */
  readonly pinned: string;
  /** Goes up with every pin, so that the same listing pinned twice is two pins. */
  readonly pins: number;
  readonly sales: ReadonlyMap<string, Sale>;
  /** Units of its SKUs that were taken beside a sale, where its opening was seen. */
  readonly besides: ReadonlyMap<string, number>;
  readonly stocks: ReadonlyMap<string, SkuStock>;
  /** How far the groups of group sales have come, by sale. */
  readonly groups: ReadonlyMap<string, GroupProgress>;
  readonly viewers: number;
  readonly joined: number;
  readonly left: number;
  /** Different viewers; an estimate in a large room. */
  readonly unique: number;
  readonly chat: ChatState;
  /** One's own, by id. */
  readonly reservations: ReadonlyMap<string, Reservation>;
  /** Where one waits for units, by sale. */
  readonly places: ReadonlyMap<string, WaitingPlace>;
  /** The number of one's own entry in a draw, by sale, as far as this page knows. */
  readonly entries: ReadonlyMap<string, number>;
}

export const EMPTY: RoomState = {
  place: null,
  awaiting: true,
  lateUntil: 0,
  show: null,
  listings: [],
  pinned: "",
  pins: 0,
  sales: new Map(),
  besides: new Map(),
  stocks: new Map(),
  groups: new Map(),
  viewers: 0,
  joined: 0,
  left: 0,
  unique: 0,
  chat: { lines: [], generation: 0, floor: 0, accepted: 0, sampledOut: 0, skipped: 0 },
  reservations: new Map(),
  places: new Map(),
  entries: new Map(),
};

/** A new state, and whether a publication was missing: then reconnect and resume. */
export interface Step {
  readonly state: RoomState;
  readonly gap: boolean;
}

/** What a server frame changes. Replies and goodbyes are not of the room. */
export function apply(state: RoomState, frame: ServerFrame): Step {
  const { kind } = frame;
  switch (kind.case) {
    case "snapshot":
      return { state: applySnapshot(state, kind.value), gap: false };
    case "publication":
      return applyPublication(state, kind.value);
    case "state":
      return { state: applyTick(state, kind.value), gap: false };
    case "chat":
      return { state: { ...state, chat: applyChat(state.chat, kind.value) }, gap: false };
    case "chatSkipped": {
      const chat = { ...state.chat, skipped: state.chat.skipped + kind.value.messages };
      return { state: { ...state, chat }, gap: false };
    }
    case "reservation":
      return { state: applyReservation(state, kind.value.reservation), gap: false };
    case "waiting":
      return { state: applyPlace(state, kind.value), gap: false };
    default:
      return { state, gap: false };
  }
}

/** The session opened: either publications go on from our place, or a snapshot comes. */
export function applyWelcome(state: RoomState, welcome: Welcome): RoomState {
  // A room that lost its chat counts from 1 again; ours would look newer for ever.
  const restarted = welcome.chatAccepted < state.chat.accepted;
  const chat = restarted
    ? { ...state.chat, generation: state.chat.generation + 1, floor: 0 }
    : state.chat;
  return {
    ...state,
    awaiting: !(welcome.recovered && state.place !== null),
    lateUntil: welcome.position?.offset ?? 0,
    chat: { ...chat, accepted: welcome.chatAccepted, sampledOut: welcome.chatSampledOut },
  };
}

function applySnapshot(state: RoomState, snapshot: Snapshot): RoomState {
  const sales = new Map<string, Sale>();
  for (const sale of snapshot.sales) sales.set(sale.sale, newer(state.sales.get(sale.sale), sale));
  let next: RoomState = {
    ...state,
    awaiting: false,
    place: { epoch: snapshot.position?.epoch ?? 0, offset: snapshot.position?.offset ?? 0 },
    show: snapshot.show ?? null,
    listings: snapshot.listings,
    pinned: snapshot.pinned,
    pins: snapshot.pinned === state.pinned ? state.pins : state.pins + 1,
    sales,
    chat: addLines(
      { ...state.chat, accepted: snapshot.chatAccepted, sampledOut: snapshot.chatSampledOut },
      snapshot.chat,
    ),
  };
  if (snapshot.state !== undefined) next = applyTick(next, snapshot.state);
  return next;
}

function applyPublication(state: RoomState, publication: Publication): Step {
  if (state.awaiting || state.place === null) return { state, gap: false };
  const { epoch, offset } = publication;
  if (epoch !== state.place.epoch) return { state, gap: true };
  if (offset <= state.place.offset) return { state, gap: false };
  if (offset !== state.place.offset + 1) return { state, gap: true };
  return { state: { ...told(state, publication), place: { epoch, offset } }, gap: false };
}

function told(state: RoomState, publication: Publication): RoomState {
  const { kind } = publication;
  switch (kind.case) {
    case "show":
      return { ...state, show: kind.value };
    case "pinned":
      return {
        ...state,
        listings: withListing(state.listings, kind.value),
        pinned: kind.value.listing,
        pins: state.pins + 1,
      };
    case "unpinned":
      return { ...state, pinned: "" };
    case "listing":
      return { ...state, listings: withListing(state.listings, kind.value) };
    case "saleOpened":
    case "saleResumed":
    case "salePaused":
    case "saleChanged":
      return withBesides(applySale(state, kind.value), kind.value, publication.offset > state.lateUntil);
    case "saleClosed":
    case "saleSoldOut":
    case "saleDrawing":
    case "saleSettling":
      return applySale(state, kind.value);
    default:
      return state;
  }
}

/** Held and sold units of some SKUs; null while any of them is unknown. */
export function takenOf(state: RoomState, skus: readonly string[]): number | null {
  let taken = 0;
  for (const sku of skus) {
    const stock = state.stocks.get(sku);
    if (stock === undefined) return null;
    taken += stock.held + stock.sold;
  }
  return taken;
}

/**
 * Only a transition tells what a sale took: from then on, its SKUs' stock does.
 * One that is told late stands beside stock that has moved on, and tells nothing.
 */
function withBesides(state: RoomState, sale: Sale, inTime: boolean): RoomState {
  const besides = new Map([...state.besides].filter(([id]) => id !== sale.sale && state.sales.has(id)));
  const taken = takenOf(state, sale.skus);
  if (taken !== null && inTime) besides.set(sale.sale, taken - sale.held - sale.sold);
  return { ...state, besides };
}

function withListing(listings: readonly Listing[], listing: Listing): readonly Listing[] {
  const at = listings.findIndex((known) => known.listing === listing.listing);
  return at < 0 ? [...listings, listing] : listings.with(at, listing);
}

/** A sale as it stands, unless a later transition is known. */
export function applySale(state: RoomState, sale: Sale): RoomState {
  const sales = new Map(state.sales);
  const kept = newer(sales.get(sale.sale), sale);
  // Set again at the end, so that the order of the map is that of the changes.
  sales.delete(sale.sale);
  sales.set(sale.sale, kept);
  const next = { ...state, sales: bounded(sales, (known) => known.state === SaleState.CLOSED) };
  // A sale that closes forgets who waited.
  return kept.state === SaleState.CLOSED ? withoutPlace(next, sale.sale) : next;
}

/** Where one waits, unless what one waited for is held already. */
export function applyPlace(state: RoomState, place: WaitingPlace): RoomState {
  const served = [...state.reservations.values()].some((one) =>
    one.sale === place.sale && one.promoted && one.state === ReservationState.HELD);
  if (!place.waiting || served) return withoutPlace(state, place.sale);
  return { ...state, places: new Map(state.places).set(place.sale, place) };
}

/** Notes the number of one's own entry in a draw. */
export function applyEntry(state: RoomState, sale: string, entry: number): RoomState {
  return { ...state, entries: new Map(state.entries).set(sale, entry) };
}

function withoutPlace(state: RoomState, sale: string): RoomState {
  if (!state.places.has(sale)) return state;
  return { ...state, places: new Map([...state.places].filter(([id]) => id !== sale)) };
}

/** The newest stock seen, which `hello` tells so that no gateway tells an older one. */
export function stocksSeen(state: RoomState): { sku: string; version: number }[] {
  return [...state.stocks.values()].slice(-STOCKS_TOLD).map(({ sku, version }) => ({ sku, version }));
}

function applyTick(state: RoomState, tick: StateTick): RoomState {
  let { stocks } = state;
  for (const stock of tick.stocks) {
    const known = stocks.get(stock.sku);
    if (known !== undefined && known.version >= stock.version) continue;
    if (stocks === state.stocks) stocks = new Map(stocks);
    const changed = stocks as Map<string, SkuStock>;
    // Those that changed last come last.
    changed.delete(stock.sku);
    changed.set(stock.sku, stock);
  }
  let { groups } = state;
  for (const group of tick.groups) {
    const known = groups.get(group.sale);
    // A tier that was unlocked stays so.
    if (known !== undefined && known.unlocked > group.unlocked) continue;
    groups = new Map(groups).set(group.sale, group);
  }
  const count = tick.viewers;
  if (count === undefined) return { ...state, stocks, groups };
  const { now: viewers, joined, left, unique } = count;
  return { ...state, stocks, groups, viewers, joined, left, unique };
}

function applyChat(chat: ChatState, tick: ChatTick): ChatState {
  const counted = {
    ...chat,
    accepted: Math.max(chat.accepted, tick.accepted),
    sampledOut: Math.max(chat.sampledOut, tick.sampledOut),
  };
  return addLines(counted, tick.messages);
}

/** The echo of one's own message, which may come before or after the tick's. */
export function applyEcho(state: RoomState, message: ChatMessage): RoomState {
  return { ...state, chat: addLines(state.chat, [message]) };
}

function addLines(chat: ChatState, messages: readonly ChatMessage[]): ChatState {
  const known = new Set(chat.lines.map((line) => line.key));
  const added: ChatLine[] = [];
  for (const message of messages) {
    const key = `${chat.generation}:${message.seq}`;
    if (message.seq <= chat.floor || known.has(key)) continue;
    known.add(key);
    added.push({ key, message });
  }
  if (added.length === 0) return chat;
  // Lines of earlier generations keep their place before all of this one.
  const old = chat.lines.filter((line) => !line.key.startsWith(`${chat.generation}:`));
  const now = chat.lines.slice(old.length).concat(added);
  now.sort((a, b) => a.message.seq - b.message.seq);
  const all = [...old, ...now];
  const forgotten = all.splice(0, Math.max(0, all.length - CHAT_KEPT));
  const last = forgotten.at(-1);
  const ofThis = last?.key.startsWith(`${chat.generation}:`) === true;
  return { ...chat, lines: all, floor: ofThis ? (last?.message.seq ?? chat.floor) : chat.floor };
}

/** One's own reservation as it stands. */
export function applyReservation(state: RoomState, reservation: Reservation | undefined): RoomState {
  if (reservation === undefined) return state;
  const id = reservation.id.toString();
  const known = state.reservations.get(id);
  if (known !== undefined && !supersedes(reservation, known)) return state;
  const reservations = new Map(state.reservations);
  reservations.set(id, reservation);
  const next = { ...state, reservations: bounded(reservations, (r) => r.state !== ReservationState.HELD) };
  // What one waited for has come.
  return reservation.promoted ? withoutPlace(next, reservation.sale) : next;
}

function supersedes(next: Reservation, known: Reservation): boolean {
  if (known.state !== ReservationState.HELD) return next.state !== ReservationState.HELD;
  return next.state !== ReservationState.HELD || next.expiresAtMs >= known.expiresAtMs;
}

function newer(known: Sale | undefined, sale: Sale): Sale {
  return known !== undefined && known.version > sale.version ? known : sale;
}

/** Forgets the oldest entries that are over, beyond what is kept of them. */
function bounded<T>(map: Map<string, T>, over: (value: T) => boolean): Map<string, T> {
  let excess = map.size - ENDED_KEPT;
  for (const [key, value] of map) {
    if (excess <= 0) break;
    if (!over(value)) continue;
    map.delete(key);
    excess -= 1;
  }
  return map;
}
