// What a page does in a room, as methods: buy, chat, host. Keys are made here,
// and kept for as long as the answer to their intent is not known.
import { create } from "@bufbuild/protobuf";
import { Outcome } from "../gen/hawker/v1/types_pb";
import type { GroupTerms, Money, Reservation, Sale, SalePolicy, SkuStock, Waitlist } from "../gen/hawker/v1/types_pb";
import { WaitingPlaceSchema } from "../gen/hawker/v1/realtime_pb";
import type { ShowState, TrackKind } from "../gen/hawker/v1/realtime_pb";
import type { ChatMessage, CheckoutResult, Position, ReserveResult, WaitingPlace } from "../gen/hawker/v1/realtime_pb";
import { HawkerError } from "./error";
import { newKey } from "./key";
import type { Result } from "./requests";
import { RoomConnection } from "./room";

/** How long a chat message may wait for its echo. */
const CHAT_MS = 10_000;

export interface ReserveIntent {
  readonly listing: string;
  /** Empty where the listing has just one. */
  readonly sku?: string;
  readonly quantity: number;
}

export interface BuyIntent extends ReserveIntent {
  /** The version of the price that the buyer saw: at another one nothing is held. */
  readonly priceVersion?: number;
}

/** What a host changes of a sale. */
export interface SaleChange {
  readonly addAllotment?: number;
  readonly limitPerBuyer?: number;
  readonly price?: Money;
}

export interface SaleIntent {
  readonly listing: string;
  /** Unset for the listing's price. */
  readonly price?: Money;
  readonly allotment: number;
  readonly limitPerBuyer?: number;
  readonly holdSeconds?: number;
  /** 0 or unset for until closed. A draw takes entries for so long. */
  readonly openSeconds?: number;
  /** First come, first served unless told. */
  readonly policy?: SalePolicy;
  /** The order of its waitlist; unset for none. */
  readonly waitlist?: Waitlist;
  /** How long a freed unit is offered to whoever is next. */
  readonly offerSeconds?: number;
  /** Of a group sale: its tiers, and when it ends. */
  readonly group?: GroupTerms;
}

export class HawkerRoom extends RoomConnection {
  /** Intents without a known answer, and their keys. */
  readonly #keys = new Map<string, string>();

  /** Says something. Rejects when it is not known to have arrived: never repeated. */
  async sendChat(text: string): Promise<ChatMessage> {
    const result = await this.ask({ case: "sendChat", value: { text } }, { repeat: false, timeoutMs: CHAT_MS });
    return expect(result, "chat");
  }

  /**
   * Reserves units. An outcome such as `SOLD_OUT` is an answer, not an error.
   * While no answer is known, the same intent goes out under the same key, also
   * when it is called again.
   */
  reserve(intent: BuyIntent): Promise<ReserveResult> {
    const name = JSON.stringify(["reserve", intent.listing, intent.sku ?? "", intent.quantity, intent.priceVersion ?? 0]);
    return this.#keyed(name, async (key) => {
      const { listing, quantity } = intent;
      const value = { key, listing, sku: intent.sku ?? "", quantity, priceVersion: intent.priceVersion ?? 0 };
      return expect(await this.ask({ case: "reserve", value }, { repeat: true }), "reserve");
    });
  }

  /** Gives a held reservation back. */
  release(reservation: Reservation): Promise<ReserveResult> {
    return this.#keyed(`release ${reservation.id}`, async (key) => {
      const value = { key, reservation: reservation.id };
      return expect(await this.ask({ case: "release", value }, { repeat: true }), "reserve");
    });
  }

  /**
   * Waits for units of a sale that is sold out. The outcome is `WAITING`, or `HELD`
   * if there were some after all. A hold that comes of it later arrives in
   * `state.reservations`, marked `promoted`.
   */
  joinWaitlist(intent: ReserveIntent): Promise<ReserveResult> {
    const { listing, quantity, sku = "" } = intent;
    return this.#keyed(JSON.stringify(["wait", listing, sku, quantity]), async (key) => {
      const value = { key, listing, sku, quantity };
      const result = expect(await this.ask({ case: "joinWaitlist", value }, { repeat: true }), "reserve");
      if (result.outcome === Outcome.WAITING) {
        const { waiting: place, waitingIn: sale } = result;
        this.notePlace(create(WaitingPlaceSchema, { sale, waiting: true, place, sku, quantity }));
      }
      return result;
    });
  }

  /** Gives a place on a waitlist up. */
  leaveWaitlist(sale: string): Promise<void> {
    return this.#keyed(`leave ${sale}`, async (key) => {
      await this.ask({ case: "leaveWaitlist", value: { key, sale } }, { repeat: true });
      this.notePlace(create(WaitingPlaceSchema, { sale }));
    });
  }

  /** Asks where one waits now; `state.places` has it then. */
  async askPlace(sale: string): Promise<WaitingPlace> {
    return expect(await this.ask({ case: "askPlace", value: { sale } }, { repeat: true }), "waiting");
  }

  /** Takes part in the draw on a listing. `nonce` is the buyer's own part of it. */
  enterDraw(intent: ReserveIntent, nonce: string): Promise<ReserveResult> {
    const { listing, quantity, sku = "" } = intent;
    return this.#keyed(JSON.stringify(["enter", listing, sku, quantity, nonce]), async (key) => {
      const value = { key, listing, sku, quantity, nonce };
      return expect(await this.ask({ case: "enterDraw", value }, { repeat: true }), "reserve");
    });
  }

  /** Says that the buyer goes to pay, and learns where. */
  async checkout(reservation: Reservation): Promise<CheckoutResult> {
    const value = { reservation: reservation.id };
    return expect(await this.ask({ case: "checkout", value }, { repeat: true }), "checkout");
  }

  /** Reports what the viewer saw or touched; lost when there is no connection. */
  track(kind: TrackKind, listing: string): void {
    this.tell({ case: "track", value: { kind, listing } });
  }

  /** Pins a listing. Needs `host`. */
  async pin(listing: string): Promise<Position> {
    return expect(await this.ask({ case: "pin", value: { listing } }, { repeat: true }), "position");
  }

  /** Takes the pin away. Needs `host`. */
  async unpin(): Promise<Position> {
    return expect(await this.ask({ case: "unpin", value: {} }, { repeat: true }), "position");
  }

  /** Makes the show live, or ends it. Needs `host`. */
  async setShowState(state: ShowState.LIVE | ShowState.ENDED): Promise<Position> {
    return expect(await this.ask({ case: "setShowState", value: { state } }, { repeat: true }), "position");
  }

  /** Defines and opens a sale. Needs `host`. */
  startSale(intent: SaleIntent): Promise<Sale> {
    return this.#keyed(nameOf("sale", intent), async (key) =>
      expect(await this.ask({ case: "startSale", value: { key, ...intent } }, { repeat: true }), "sale"));
  }

  /** Closes a sale for good. Needs `host`. */
  async stopSale(sale: string): Promise<void> {
    await this.ask({ case: "stopSale", value: { sale } }, { repeat: true });
  }

  /** Lets a sale take a break. Needs `host`. */
  pauseSale(sale: string): Promise<Sale> {
    return this.#keyed(`pause ${sale}`, async (key) =>
      expect(await this.ask({ case: "pauseSale", value: { key, sale } }, { repeat: true }), "sale"));
  }

  /** Lets a sale go on after a break. Needs `host`. */
  resumeSale(sale: string): Promise<Sale> {
    return this.#keyed(`resume ${sale}`, async (key) =>
      expect(await this.ask({ case: "resumeSale", value: { key, sale } }, { repeat: true }), "sale"));
  }

  /** Adds to a sale's allotment, or changes its limit or price. Needs `host`. */
  changeSale(sale: string, change: SaleChange): Promise<Sale> {
    return this.#keyed(nameOf(`change ${sale}`, change), async (key) =>
      expect(await this.ask({ case: "changeSale", value: { key, sale, ...change } }, { repeat: true }), "sale"));
  }

  /** Adds units to a SKU of the line-up. Needs `host`. */
  addStock(sku: string, quantity: number): Promise<SkuStock> {
    return this.#keyed(`add ${quantity} ${sku}`, async (key) =>
      expect(await this.ask({ case: "addStock", value: { key, sku, quantity } }, { repeat: true }), "stock"));
  }

  /** Runs an intent under its key, and forgets the key once the answer is known. */
  async #keyed<T>(name: string, run: (key: string) => Promise<T>): Promise<T> {
    const key = this.#keys.get(name) ?? newKey(this.clock.now());
    this.#keys.set(name, key);
    try {
      const answer = await run(key);
      this.#keys.delete(name);
      return answer;
    } catch (thrown) {
      if (!(thrown instanceof HawkerError && thrown.temporary)) this.#keys.delete(name);
      throw thrown;
    }
  }
}

/** A name that is the same for the same intent. */
function nameOf(what: string, intent: object): string {
  return JSON.stringify([what, intent], (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

type Value<C extends Result["case"]> = Extract<Result, { case: C }>["value"];

function expect<C extends NonNullable<Result["case"]>>(result: Result, wanted: C): NonNullable<Value<C>> {
  if (result.case === wanted) return result.value as NonNullable<Value<C>>;
  throw new TypeError(`the server answered with ${result.case ?? "nothing known"} instead of ${wanted}`);
}
