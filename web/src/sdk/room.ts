// A live connection to a show's room: opens it, keeps it, resumes it, and keeps
// the state that its frames add up to.
//
// After any loss it reconnects with its last position: in the slot that the
// server chose in `Goodbye`, and where it said to, else with full jitter. It stays
// away after a close code of 3500 to 3999.
//
// Some networks let HTTP through and no WebSocket. After a few that did not even
// open, a session over HTTP is tried beside each; while it lasts, a WebSocket is
// tried from time to time, and taken when it opens.
import type { Goodbye, Reply, ReserveResult, ServerFrame, WaitingPlace, Welcome } from "../gen/hawker/v1/realtime_pb";
import { ErrorCode, Outcome } from "../gen/hawker/v1/types_pb";
import type { Reservation } from "../gen/hawker/v1/types_pb";
import { fullJitter, RECONNECT } from "./backoff";
import { ServerClock } from "./clock";
import { HawkerError } from "./error";
import { feedAddress, feedSocket } from "./feed";
import type { Fetch } from "./feed";
import { Requests } from "./requests";
import type { Result } from "./requests";
import { browserSocket, elsewhere, isPermanent } from "./socket";
import type { OpenSocket, Socket } from "./socket";
import { apply, applyEcho, applyEntry, applyPlace, applyReservation, applySale, applyWelcome, EMPTY, stocksSeen } from "./state";
import type { RoomState, Step } from "./state";
import { clientFrame, decodeFrames, encodeFrame, SUBPROTOCOL } from "./wire";
import type { ClientKind, Encoding } from "./wire";

/** How long a connection may take until `welcome`. */
const OPENING_MS = 10_000;
/** How long a session lasts before the next loss counts as a first one. */
const STEADY_MS = 5_000;
/** The silence after which the client asks for a sign of life, if not told. */
const PING_SECONDS = 25;

/** WebSockets in a row that do not open, before HTTP is tried beside them. */
const UNOPENED_MAX = 3;
/** The time until a WebSocket is tried again beside a session over HTTP: half to all of it. */
const WEBSOCKET_AGAIN_MS = 5 * 60_000;

/** How frames travel: `auto` is a WebSocket, and HTTP where that does not open. */
export type Transport = "auto" | "websocket" | "events";

export interface Touch {
  readonly host?: string;
  readonly sharer?: string;
  readonly campaign?: string;
  readonly topic?: string;
}

export interface RoomOptions {
  /** The WebSocket address of the show: see `showAddress`. */
  readonly url: string;
  /** `json` unless told. */
  readonly encoding?: Encoding;
  /** A JWT; empty to watch only. */
  readonly token?: string;
  /** Gets a fresh token for the same `sub`, shortly before the old one ends. */
  readonly refresh?: () => Promise<string>;
  /** What brought this viewer. */
  readonly touch?: Touch;
  /** Opens the socket; the browser's own unless told. */
  readonly socket?: OpenSocket;
  /** `auto` unless told. */
  readonly transport?: Transport;
  /** Makes the requests of a session over HTTP; the browser's own unless told. */
  readonly fetch?: Fetch;
  /** Between 0 and 1; `Math.random` unless told. */
  readonly random?: () => number;
}

export type Status =
  | { readonly phase: "idle" }
  | { readonly phase: "connecting" }
  | { readonly phase: "open" }
  /** Lost; tries again at `retryAt` of the local clock. */
  | { readonly phase: "waiting"; readonly retryAt: number; readonly error: HawkerError | null }
  /** Over for good, by `close` or because the server said not to come back. */
  | { readonly phase: "closed"; readonly error: HawkerError | null };

export class RoomConnection {
  readonly clock = new ServerClock();
  readonly #options: RoomOptions;
  readonly #random: () => number;
  readonly #requests: Requests;
  readonly #listeners = new Set<() => void>();
  #state: RoomState = EMPTY;
  #status: Status = { phase: "idle" };
  #welcome: Welcome | null = null;
  #token: string;
  #socket: Socket | null = null;
  #helloId = 0;
  #helloAt = 0;
  #goodbye: Goodbye | null = null;
  #refusal: HawkerError | null = null;
  #url: string;
  #feeding = false;
  /** WebSockets in a row that did not open. */
  #unopened = 0;
  #socketOpened = false;
  #probe: ReturnType<typeof setTimeout> | undefined;
  #probing: Socket | null = null;
  #attempt = 0;
  #openedAt = 0;
  #heardAt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #opening: ReturnType<typeof setTimeout> | undefined;
  #alive: ReturnType<typeof setInterval> | undefined;
  #refreshing: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RoomOptions) {
    this.#options = options;
    this.#url = options.url;
    this.#token = options.token ?? "";
    this.#random = options.random ?? Math.random;
    this.#requests = new Requests({
      send: (id, kind) => this.#status.phase === "open" && this.#write(id, kind),
      random: () => this.#random(),
    });
  }

  /** What the room's frames add up to. A new object whenever it changed. */
  get state(): RoomState {
    return this.#state;
  }

  get status(): Status {
    return this.#status;
  }

  /** What the server said when the session opened; null before the first. */
  get welcome(): Welcome | null {
    return this.#welcome;
  }

  /** How the frames of the present or the last session travel. */
  get transport(): "websocket" | "events" {
    return this.#feeding ? "events" : "websocket";
  }

  /** Calls back after every change of state or status; returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Connects, and stays connected until `close`. */
  open(): void {
    if (this.#status.phase === "idle" || this.#status.phase === "closed") this.#connect();
  }

  /** Leaves for good. */
  close(): void {
    this.#end(null);
  }

  /** Tries again at once, where the client waits to. */
  retryNow(): void {
    if (this.#status.phase === "waiting") this.#connect();
  }

  /** Asks for something and waits for the one reply to it. */
  ask(kind: ClientKind, options: { repeat: boolean; timeoutMs?: number }): Promise<Result> {
    if (this.#status.phase === "closed") {
      return Promise.reject(this.#status.error ?? HawkerError.offline());
    }
    return this.#requests.ask(kind, options);
  }

  /** Takes over a reservation that was read by other ways than the room. */
  noteReservation(reservation: Reservation): void {
    this.#state = applyReservation(this.#state, reservation);
    this.#changed();
  }

  /** Takes over where one waits, as an answer of another kind told. */
  protected notePlace(place: WaitingPlace): void {
    this.#state = applyPlace(this.#state, place);
    this.#changed();
  }

  /** Sends something that wants no reply; lost when there is no connection. */
  tell(kind: ClientKind): void {
    if (this.#status.phase === "open") this.#write(0, kind);
  }

  /**
   * Takes another token. An open session of the same person goes on with it;
   * an anonymous or refused one is opened anew.
   */
  async setToken(token: string): Promise<void> {
    const anonymous = this.#token === "" || (this.#welcome?.viewer ?? "") === "";
    this.#token = token;
    if (this.#status.phase === "idle") return;
    if (this.#status.phase === "open" && !anonymous) {
      try {
        await this.ask({ case: "refreshToken", value: { token } }, { repeat: true });
        this.#planRefresh();
        return;
      } catch {
        // It is another person's: that takes a session of its own.
      }
    }
    this.#drop();
    this.#connect();
  }

  #connect(feeding = this.#options.transport === "events"): void {
    clearTimeout(this.#retry);
    this.#goodbye = null;
    this.#refusal = null;
    this.#setStatus({ phase: "connecting" });
    this.#feeding = feeding;
    this.#socketOpened = false;
    const open = feeding ? feedSocket(this.#options.fetch ?? ((url, init) => fetch(url, init))) : this.#openSocket;
    const socket = open(this.#url, SUBPROTOCOL[this.#encoding]);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    const current = () => this.#socket === socket;
    socket.onopen = () => current() && this.#opened();
    socket.onmessage = (event) => current() && this.#message(event.data);
    socket.onclose = (event) => current() && this.#closed(event.code, event.reason);
    socket.onerror = null;
    this.#opening = setTimeout(() => current() && this.#lose(), OPENING_MS);
  }

  get #encoding(): Encoding {
    return this.#feeding ? "json" : (this.#options.encoding ?? "json");
  }

  get #openSocket(): OpenSocket {
    return this.#options.socket ?? browserSocket;
  }

  #opened(): void {
    this.#socketOpened = true;
    if (!this.#feeding) this.#unopened = 0;
    this.#hello();
  }

  /** A socket that did not open is gone; true when HTTP is tried in its place. */
  #unopenedSocket(): boolean {
    if (this.#feeding || this.#socketOpened) return false;
    this.#unopened += 1;
    // Where it was sent to is not there: back to where it came from.
    this.#url = this.#options.url;
    const may = (this.#options.transport ?? "auto") === "auto" && feedAddress(this.#url) !== null;
    if (!may || this.#unopened < UNOPENED_MAX) return false;
    this.#drop();
    this.#connect(true);
    return true;
  }

  /** Tries a WebSocket beside a session over HTTP, later; the one that opens is taken. */
  #planProbe(): void {
    clearTimeout(this.#probe);
    if (!this.#feeding || this.#options.transport === "events") return;
    this.#probe = setTimeout(() => {
      const probe = this.#openSocket(this.#url, SUBPROTOCOL[this.#options.encoding ?? "json"]);
      this.#probing = probe;
      probe.onopen = () => {
        this.#drop();
        this.#connect();
      };
      probe.onclose = () => {
        if (this.#probing !== probe) return;
        this.#probing = null;
        this.#planProbe();
      };
    }, WEBSOCKET_AGAIN_MS * (0.5 + this.#random() / 2));
  }

  #hello(): void {
    const { place } = this.#state;
    this.#helloId = this.#requests.nextId();
    this.#helloAt = Date.now();
    this.#write(this.#helloId, {
      case: "hello",
      value: {
        token: this.#token,
        epoch: place?.epoch ?? 0,
        offset: place?.offset ?? 0,
        stocks: stocksSeen(this.#state),
        ...(this.#options.touch === undefined ? {} : { touch: this.#options.touch }),
      },
    });
  }

  #write(id: number, kind: ClientKind): boolean {
    if (this.#socket === null) return false;
    this.#socket.send(encodeFrame(this.#encoding, clientFrame(id, kind)));
    return true;
  }

  #message(data: string | ArrayBuffer): void {
    this.#heardAt = Date.now();
    let frames: ServerFrame[];
    try {
      frames = decodeFrames(data);
    } catch {
      // What can't be read can't be passed over: it may have been critical.
      this.#lose();
      return;
    }
    const socket = this.#socket;
    for (const frame of frames) {
      const whole = this.#frame(frame);
      if (this.#socket !== socket) return;
      if (!whole) {
        this.#lose();
        return;
      }
    }
    this.#changed();
  }

  /** Takes one frame; false when a publication is missing before it. */
  #frame(frame: ServerFrame): boolean {
    if (frame.kind.case === "reply") {
      this.#reply(frame.kind.value);
      return true;
    }
    if (frame.kind.case === "goodbye") {
      this.#goodbye = frame.kind.value;
      return true;
    }
    const step: Step = apply(this.#state, frame);
    if (!step.gap) this.#state = step.state;
    return !step.gap;
  }

  #reply(reply: Reply): void {
    const { result } = reply;
    if (result.case === "welcome" && reply.id === this.#helloId) {
      this.#welcomed(result.value);
      return;
    }
    if (result.case === "error" && (reply.id === this.#helloId || reply.id === 0)) {
      this.#refusal = HawkerError.from(result.value);
      if (reply.id === this.#helloId) {
        // The server would take another `hello`; this client has none other.
        if (this.#refusal.temporary) this.#lose();
        else this.#end(this.#refusal);
        return;
      }
    }
    if (result.case === "chat") this.#state = applyEcho(this.#state, result.value);
    if (result.case === "sale") this.#state = applySale(this.#state, result.value);
    if (result.case === "reserve" || result.case === "checkout") {
      this.#state = applyReservation(this.#state, result.value.reservation);
    }
    if (result.case === "reserve") this.#reserved(result.value);
    if (result.case === "waiting") this.#state = applyPlace(this.#state, result.value);
    this.#requests.settle(reply);
  }

  #reserved({ outcome, sale, rest, waiting, waitingIn }: ReserveResult): void {
    this.#state = applyReservation(this.#state, rest);
    if (sale !== undefined) this.#state = applySale(this.#state, sale);
    if (outcome === Outcome.ENTERED) this.#state = applyEntry(this.#state, waitingIn, waiting);
  }

  #welcomed(welcome: Welcome): void {
    clearTimeout(this.#opening);
    this.clock.measured(this.#helloAt, Number(welcome.serverTimeMs));
    this.#welcome = welcome;
    this.#openedAt = Date.now();
    this.#state = applyWelcome(this.#state, welcome);
    this.#setStatus({ phase: "open" });
    this.#keepAlive(welcome.pingSeconds === 0 ? PING_SECONDS : welcome.pingSeconds);
    this.#planRefresh();
    this.#planProbe();
    this.#requests.opened();
  }

  /** A browser hides the server's pings: after a silence, ask for one answer. */
  #keepAlive(seconds: number): void {
    clearInterval(this.#alive);
    const silence = seconds * 2_000;
    let asked = false;
    this.#alive = setInterval(() => {
      if (Date.now() - this.#heardAt < silence) {
        asked = false;
      } else if (asked) {
        this.#lose();
      } else {
        asked = true;
        this.#write(this.#requests.nextId(), { case: "ping", value: {} });
      }
    }, Math.max(1_000, seconds * 500));
  }

  #planRefresh(): void {
    clearTimeout(this.#refreshing);
    const { refresh } = this.#options;
    const expires = expiryOf(this.#token);
    if (refresh === undefined || expires === null) return;
    const wait = Math.max(1_000, expires - this.clock.now() - 60_000);
    this.#refreshing = setTimeout(() => {
      refresh()
        .then((token) => this.setToken(token))
        .catch(() => this.#planRefresh());
    }, Math.min(wait, 2 ** 31 - 1));
  }

  #closed(code: number, reason: string): void {
    if (this.#unopenedSocket()) return;
    const told = this.#goodbye?.error;
    const error = told === undefined ? this.#refusal : HawkerError.from(told);
    const stays = this.#goodbye !== null && this.#goodbye.reconnectAfterMs === 0 && told?.temporary === false;
    if (isPermanent(code) || stays) {
      this.#end(error ?? new HawkerError(ErrorCode.UNSPECIFIED, false, reason || "The server closed the session."));
      return;
    }
    this.#wait(error);
  }

  /** Gives the socket up, as if the server had closed it. */
  #lose(): void {
    if (this.#unopenedSocket()) return;
    this.#drop();
    this.#wait(this.#refusal);
  }

  #wait(error: HawkerError | null): void {
    const slot = this.#goodbye?.reconnectAfterMs ?? 0;
    this.#url = elsewhere(this.#url, this.#goodbye?.reconnectTo ?? "") ?? this.#url;
    if (this.#openedAt > 0 && Date.now() - this.#openedAt > STEADY_MS) this.#attempt = 0;
    const wait = slot > 0 ? slot : fullJitter(RECONNECT, this.#attempt, this.#random);
    this.#attempt += 1;
    this.#openedAt = 0;
    this.#drop();
    this.#retry = setTimeout(() => this.#connect(), wait);
    this.#setStatus({ phase: "waiting", retryAt: Date.now() + wait, error });
    this.#changed();
  }

  #end(error: HawkerError | null): void {
    this.#drop();
    this.#requests.end(error ?? HawkerError.offline());
    this.#setStatus({ phase: "closed", error });
    this.#changed();
  }

  /** Forgets the socket and whatever was timed by it. */
  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    const probing = this.#probing;
    this.#probing = null;
    for (const timer of [this.#retry, this.#opening, this.#refreshing, this.#probe]) clearTimeout(timer);
    clearInterval(this.#alive);
    if (this.#status.phase === "open") this.#status = { phase: "connecting" };
    this.#requests.lost();
    socket?.close(1000);
    probing?.close(1000);
  }

  #setStatus(status: Status): void {
    this.#status = status;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** When a JWT ends, in Unix milliseconds; null when it does not say. */
export function expiryOf(token: string): number | null {
  const payload = token.split(".")[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const exp = (claims as { exp?: unknown }).exp;
    return typeof exp === "number" ? exp * 1000 : null;
  } catch {
    return null;
  }
}
