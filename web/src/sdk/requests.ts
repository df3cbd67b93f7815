// Requests that await their reply. Each goes out with an id of its own, and the
// reply with that id settles it. A request that is safe to repeat (it has an
// idempotency key, or does the same when done twice) survives the connection:
// it is sent again after a reconnect, and after a temporary refusal, until its
// time is over. One that is not safe to repeat fails when the connection does.
import { ErrorCode } from "../gen/hawker/v1/types_pb";
import type { Reply } from "../gen/hawker/v1/realtime_pb";
import { fullJitter, REPEAT } from "./backoff";
import { HawkerError } from "./error";
import type { ClientKind } from "./wire";

/** Requests under way at one time; more are refused here. */
export const REQUESTS_MAX = 64;
/** How long a request may take in all, its repeats included. */
export const REQUEST_MS = 30_000;

export type Result = Reply["result"];

interface Request {
  readonly kind: ClientKind;
  readonly repeat: boolean;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: HawkerError) => void;
  readonly deadline: ReturnType<typeof setTimeout>;
  again: ReturnType<typeof setTimeout> | undefined;
  /** The id of the frame that is under way; 0 while none is. */
  id: number;
  refused: number;
  last: HawkerError | undefined;
}

export interface Transport {
  /** Sends a frame; false when there is no open session. */
  send(id: number, kind: ClientKind): boolean;
  random(): number;
}

export class Requests {
  readonly #transport: Transport;
  readonly #all = new Set<Request>();
  readonly #byId = new Map<number, Request>();
  #lastId = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** A frame id that is not 0. */
  nextId(): number {
    this.#lastId = (this.#lastId % 0xffff_fffe) + 1;
    return this.#lastId;
  }

  /** Asks, and waits for the one reply. Rejects with a `HawkerError`. */
  ask(kind: ClientKind, options: { repeat: boolean; timeoutMs?: number }): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#all.size >= REQUESTS_MAX) {
        reject(new HawkerError(ErrorCode.RESOURCE_EXHAUSTED, true, "Too much is under way. Wait for an answer first."));
        return;
      }
      const deadline = setTimeout(() => this.#expire(request), options.timeoutMs ?? REQUEST_MS);
      const request: Request = {
        kind, repeat: options.repeat, resolve, reject, deadline,
        again: undefined, id: 0, refused: 0, last: undefined,
      };
      this.#all.add(request);
      if (!this.#send(request) && !request.repeat) this.#fail(request, HawkerError.offline());
    });
  }

  /** Takes a reply; false when nothing waits for it. */
  settle(reply: Reply): boolean {
    const request = this.#byId.get(reply.id);
    if (request === undefined) return false;
    this.#byId.delete(reply.id);
    request.id = 0;
    if (reply.result.case !== "error") {
      this.#end(request);
      request.resolve(reply.result);
      return true;
    }
    const error = HawkerError.from(reply.result.value);
    if (error.temporary && request.repeat) this.#later(request, error);
    else this.#fail(request, error);
    return true;
  }

  /** A session opened: what was left unanswered goes out again. */
  opened(): void {
    for (const request of this.#all) if (request.again === undefined) this.#send(request);
  }

  /** The connection was lost. */
  lost(): void {
    this.#byId.clear();
    for (const request of this.#all) {
      request.id = 0;
      if (!request.repeat) this.#fail(request, HawkerError.unanswered());
    }
  }

  /** There will be no connection again. */
  end(error: HawkerError): void {
    for (const request of this.#all) this.#fail(request, error);
  }

  #send(request: Request): boolean {
    const id = this.nextId();
    if (!this.#transport.send(id, request.kind)) return false;
    request.id = id;
    this.#byId.set(id, request);
    return true;
  }

  #later(request: Request, error: HawkerError): void {
    request.last = error;
    const wait = REPEAT.baseMs + fullJitter(REPEAT, request.refused, () => this.#transport.random());
    request.refused += 1;
    request.again = setTimeout(() => {
      request.again = undefined;
      this.#send(request);
    }, wait);
  }

  #expire(request: Request): void {
    this.#fail(request, request.last ?? HawkerError.unanswered());
  }

  #fail(request: Request, error: HawkerError): void {
    this.#end(request);
    request.reject(error);
  }

  #end(request: Request): void {
    clearTimeout(request.deadline);
    clearTimeout(request.again);
    this.#all.delete(request);
    if (request.id !== 0) this.#byId.delete(request.id);
  }
}
