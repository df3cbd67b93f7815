// What a page does in a room, as methods: buy, chat, host. Keys are made here,
// and kept for as long as the answer to their intent is not known.
import type { Sale, Reservation, Money } from "../gen/hawker/v1/types_pb";
import type { ShowState, TrackKind } from "../gen/hawker/v1/realtime_pb";
import type { ChatMessage, CheckoutResult, Position, ReserveResult } from "../gen/hawker/v1/realtime_pb";
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

export interface SaleIntent {
  readonly listing: string;
  /** Unset for the listing's price. */
  readonly price?: Money;
  readonly allotment: number;
  readonly limitPerBuyer?: number;
  readonly holdSeconds?: number;
  /** 0 or unset for until closed. */
  readonly openSeconds?: number;
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
  reserve(intent: ReserveIntent): Promise<ReserveResult> {
    const name = JSON.stringify(["reserve", intent.listing, intent.sku ?? "", intent.quantity]);
    return this.#keyed(name, async (key) => {
      const { listing, quantity } = intent;
      const value = { key, listing, sku: intent.sku ?? "", quantity };
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
    const name = JSON.stringify(["sale", intent], (_, value: unknown) =>
      typeof value === "bigint" ? value.toString() : value);
    return this.#keyed(name, async (key) =>
      expect(await this.ask({ case: "startSale", value: { key, ...intent } }, { repeat: true }), "sale"));
  }

  /** Closes a sale for good. Needs `host`. */
  async stopSale(sale: string): Promise<void> {
    await this.ask({ case: "stopSale", value: { sale } }, { repeat: true });
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

type Value<C extends Result["case"]> = Extract<Result, { case: C }>["value"];

function expect<C extends NonNullable<Result["case"]>>(result: Result, wanted: C): NonNullable<Value<C>> {
  if (result.case === wanted) return result.value as NonNullable<Value<C>>;
  throw new TypeError(`the server answered with ${result.case ?? "nothing known"} instead of ${wanted}`);
}
