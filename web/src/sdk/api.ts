// The HTTP API under /v1: shows, listings, stock, reservations and the funnel.
// Whatever is refused is a `HawkerError`; bodies are proto3 JSON.
import { create, fromJson, toJsonString } from "@bufbuild/protobuf";
import type { DescMessage, JsonValue, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { GetFunnelResponseSchema, WatchFunnelResponseSchema } from "../gen/hawker/v1/funnel_pb";
import type { GetFunnelResponse, WatchFunnelResponse } from "../gen/hawker/v1/funnel_pb";
import { GetStockResponseSchema } from "../gen/hawker/v1/inventory_pb";
import type { GetStockResponse } from "../gen/hawker/v1/inventory_pb";
import { ListingSchema, ShowSchema, SnapshotSchema } from "../gen/hawker/v1/realtime_pb";
import type { Listing, Show, Snapshot } from "../gen/hawker/v1/realtime_pb";
import { ReservationSchema, SkuStockSchema } from "../gen/hawker/v1/types_pb";
import type { Reservation, SkuStock } from "../gen/hawker/v1/types_pb";
import { FEED, fullJitter } from "./backoff";
import { HawkerError } from "./error";
import { readEvents } from "./sse";

export interface About {
  /** Whether this server hands out tokens to whoever asks. */
  readonly demo: boolean;
  readonly version: string;
}

export type Role = "viewer" | "host" | "merchant";

export class HawkerApi {
  readonly #origin: string;
  readonly #token: () => string;

  /** `origin` such as `https://shop.example`; the token may change over time. */
  constructor(origin: string, token: () => string = () => "") {
    this.#origin = origin;
    this.#token = token;
  }

  async about(): Promise<About> {
    const body = (await this.#json("GET", "/v1/about")) as { demo?: unknown; version?: unknown } | null;
    return { demo: body?.demo === true, version: typeof body?.version === "string" ? body.version : "" };
  }

  /** A token from a demo server; others do not know the address. */
  async demoToken(role: Role, show: string): Promise<string> {
    const query = new URLSearchParams({ role, show });
    const body = (await this.#json("GET", `/demo/tokens?${query}`)) as { token?: unknown } | null;
    if (typeof body?.token !== "string") throw HawkerError.problem(200, { detail: "The server gave no token." });
    return body.token;
  }

  async listShows(): Promise<Show[]> {
    const body = (await this.#json("GET", "/v1/shows")) as { shows?: JsonValue[] } | null;
    return (body?.shows ?? []).map((show) => read(ShowSchema, show));
  }

  /** The room as it stands, without joining it. */
  async getShow(show: string): Promise<Snapshot> {
    return this.#call("GET", path("shows", show), SnapshotSchema);
  }

  /** Creates a show. Needs `host` or `merchant`. */
  async createShow(show: string, title: string): Promise<Show> {
    return this.#call("POST", "/v1/shows", ShowSchema, JSON.stringify({ show, title }));
  }

  /** Adds a listing to a show, or changes it. Needs `host` or `merchant`. */
  async putListing(show: string, listing: MessageInitShape<typeof ListingSchema>): Promise<Listing> {
    const body = create(ListingSchema, listing);
    const where = path("shows", show, "listings", body.listing);
    return this.#call("PUT", where, ListingSchema, toJsonString(ListingSchema, body));
  }

  /** Adds units to a SKU, which is made if it is new. Needs `merchant`. */
  async receiveStock(sku: string, quantity: number, key: string): Promise<SkuStock> {
    return this.#call("POST", path("skus", sku, "receive"), SkuStockSchema, JSON.stringify({ key, quantity }));
  }

  /** A SKU's stock and ledger. Needs `merchant` or `host`. */
  async getStock(sku: string): Promise<GetStockResponse> {
    return this.#call("GET", path("skus", sku), GetStockResponseSchema);
  }

  /** One's own reservation in a show as it stands. Needs `buy`. */
  async getReservation(show: string, id: bigint): Promise<Reservation> {
    const query = new URLSearchParams({ show });
    return this.#call("GET", `${path("reservations", id.toString())}?${query}`, ReservationSchema);
  }

  /** A show's numbers and its newest seconds. Needs `merchant`. */
  async getFunnel(show: string, seconds: number): Promise<GetFunnelResponse> {
    return this.#call("GET", `${path("shows", show, "funnel")}?seconds=${seconds}`, GetFunnelResponseSchema);
  }

  /** One stretch of the live feed of a show's numbers: it ends with the connection. */
  async *watchFunnel(show: string, signal: AbortSignal): AsyncGenerator<WatchFunnelResponse> {
    const response = await this.#fetch("GET", path("shows", show, "funnel", "live"), undefined, signal);
    for await (const data of readEvents(response)) {
      yield read(WatchFunnelResponseSchema, JSON.parse(data) as JsonValue);
    }
  }

  /**
   * The live feed, opened again with full jitter whenever it ends, until the
   * signal aborts. Throws when the server refuses it for good.
   */
  async *followFunnel(show: string, signal: AbortSignal, lost: (error: unknown) => void): AsyncGenerator<WatchFunnelResponse> {
    let attempt = 0;
    while (!signal.aborted) {
      try {
        for await (const update of this.watchFunnel(show, signal)) {
          attempt = 0;
          yield update;
        }
        lost(null);
      } catch (thrown) {
        if (signal.aborted) return;
        if (thrown instanceof HawkerError && !thrown.temporary) throw thrown;
        lost(thrown);
      }
      await pause(FEED.baseMs + fullJitter(FEED, attempt), signal);
      attempt += 1;
    }
  }

  async #call<D extends DescMessage>(method: string, where: string, schema: D, body?: string): Promise<MessageShape<D>> {
    return read(schema, await this.#json(method, where, body));
  }

  async #json(method: string, where: string, body?: string): Promise<JsonValue> {
    const response = await this.#fetch(method, where, body);
    return (await response.json()) as JsonValue;
  }

  async #fetch(method: string, where: string, body?: string, signal?: AbortSignal): Promise<Response> {
    const headers = new Headers({ accept: "application/json, text/event-stream, application/problem+json" });
    const token = this.#token();
    if (token !== "") headers.set("authorization", `Bearer ${token}`);
    if (body !== undefined) headers.set("content-type", "application/json");
    const response = await fetch(new URL(where, this.#origin), {
      method,
      headers,
      cache: "no-store",
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.ok) return response;
    throw HawkerError.problem(response.status, await response.json().catch(() => null));
  }
}

function path(...parts: string[]): string {
  return ["/v1", ...parts.map(encodeURIComponent)].join("/");
}

function read<D extends DescMessage>(schema: D, json: JsonValue): MessageShape<D> {
  return fromJson(schema, json, { ignoreUnknownFields: true });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
