// A session over plain HTTP, for networks that break WebSockets: a `Socket` that
// reads the room as server-sent events, over `fetch` so that the token travels in a
// header, and sends each frame as a request of its own. The frames are the same JSON.
import { HawkerError } from "./error";
import type { OpenSocket, Socket } from "./socket";
import { readEvents } from "./sse";

/** Close codes of a feed that was refused: for good, and for now. */
const REFUSED = 3504;
const TRY_LATER = 3004;
/** What a connection that broke is closed with (RFC 6455, section 7.4.1). */
const BROKEN = 1006;
/** How long a frame's request may take. */
const FRAME_MS = 30_000;
/** The silence, in pings, after which a feed is taken for dead. */
const SILENT_PINGS = 1.5;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The HTTP address beside a show's WebSocket address; null for another address. */
export function feedAddress(url: string): string | null {
  const address = new URL(url);
  if (!address.pathname.endsWith("/ws") || address.search !== "") return null;
  address.protocol = address.protocol === "wss:" ? "https:" : "http:";
  address.pathname = address.pathname.slice(0, -"/ws".length);
  return address.href;
}

/** Opens feeds with this `fetch`; `url` is the show's WebSocket address. */
export function feedSocket(fetcher: Fetch): OpenSocket {
  return (url) => new FeedSocket(feedAddress(url) ?? url, fetcher);
}

interface Frame {
  readonly id?: number;
  readonly hello?: {
    readonly token?: string;
    readonly epoch?: number;
    readonly offset?: number;
    readonly stocks?: readonly { readonly sku: string; readonly version?: number }[];
  };
  readonly refreshToken?: { readonly token?: string };
  readonly ping?: object;
}

class FeedSocket implements Socket {
  binaryType = "arraybuffer";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly #base: string;
  readonly #fetch: Fetch;
  readonly #gone = new AbortController();
  #token = "";
  #heardAt = 0;
  #silentMs = 60_000;

  constructor(base: string, fetcher: Fetch) {
    this.#base = base;
    this.#fetch = fetcher;
    queueMicrotask(() => this.onopen?.());
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (typeof data !== "string" || this.#gone.signal.aborted) return;
    const frame = JSON.parse(data) as Frame;
    const { id = 0 } = frame;
    if (frame.hello !== undefined) {
      void this.#read(id, frame.hello);
    } else if (frame.refreshToken !== undefined) {
      // Requests to come carry it; the feed goes on, as a session would.
      this.#token = frame.refreshToken.token ?? "";
      this.#tell({ reply: { id, done: {} } });
    } else if (frame.ping !== undefined) {
      // The question is whether the feed lives, which another request can't tell.
      if (Date.now() - this.#heardAt <= this.#silentMs) this.#tell({ reply: { id, done: {} } });
    } else {
      void this.#ask(id, data);
    }
  }

  close(): void {
    this.#gone.abort();
  }

  /** Reads the feed from where `hello` says, to its end. */
  async #read(id: number, hello: NonNullable<Frame["hello"]>): Promise<void> {
    this.#token = hello.token ?? "";
    try {
      const after = seen(hello);
      const headers = { ...this.#headers(), accept: "text/event-stream, application/problem+json" };
      const init: RequestInit = { headers, cache: "no-store", signal: this.#gone.signal };
      const response = await this.#fetch(`${this.#base}/events${after}`, init);
      if (!response.ok) {
        this.#refused(await problemOf(response));
        return;
      }
      const heard = () => {
        this.#heardAt = Date.now();
      };
      let opened = false;
      for await (const data of readEvents(response, heard)) {
        if (opened) this.onmessage?.({ data });
        else this.#welcome(id, data);
        opened = true;
      }
      this.#over(BROKEN, "");
    } catch {
      this.#over(BROKEN, "");
    }
  }

  /** The first event is the reply to `hello`, whose id the server was not told. */
  #welcome(id: number, data: string): void {
    const frame = JSON.parse(data) as { reply?: { id?: number; welcome?: { pingSeconds?: number } } };
    const seconds = frame.reply?.welcome?.pingSeconds ?? 20;
    this.#silentMs = seconds * 1000 * SILENT_PINGS;
    this.#tell({ reply: { ...frame.reply, id } });
  }

  /** Sends one frame, and tells its reply. */
  async #ask(id: number, body: string): Promise<void> {
    try {
      const headers = { ...this.#headers(), "content-type": "application/json" };
      const signal = AbortSignal.any([this.#gone.signal, AbortSignal.timeout(FRAME_MS)]);
      const response = await this.#fetch(`${this.#base}/frames`, { method: "POST", headers, body, cache: "no-store", signal });
      if (id === 0) {
        await response.body?.cancel();
      } else if (response.ok) {
        const reply = (await response.json()) as object;
        this.#tell({ reply });
      } else {
        const { code, temporary, message } = await problemOf(response);
        this.#tell({ reply: { id, error: { code, temporary, message } } });
      }
    } catch {
      // No answer came: whoever asked repeats it, or tells so when time is up.
    }
  }

  #headers(): Record<string, string> {
    return this.#token === "" ? {} : { authorization: `Bearer ${this.#token}` };
  }

  #tell(frame: object): void {
    if (!this.#gone.signal.aborted) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  #refused({ code, temporary, message }: HawkerError): void {
    this.#tell({ goodbye: { error: { code, temporary, message } } });
    this.#over(temporary ? TRY_LATER : REFUSED, message);
  }

  #over(code: number, reason: string): void {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort();
    this.onclose?.({ code, reason });
  }
}

/** What was seen of the room, as the feed's query has it. */
function seen({ epoch = 0, offset = 0, stocks = [] }: NonNullable<Frame["hello"]>): string {
  if (epoch === 0) return "";
  const list = stocks.map(({ sku, version = 0 }) => `${sku}@${version}`).join(",");
  return `?after=${epoch}:${offset}${list === "" ? "" : `&stocks=${list}`}`;
}

async function problemOf(response: Response): Promise<HawkerError> {
  return HawkerError.problem(response.status, await response.json().catch(() => null));
}
