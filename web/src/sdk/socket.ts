// The part of a WebSocket that the client uses, so that tests can hand it another.

export interface Socket {
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

export type OpenSocket = (url: string, protocol: string) => Socket;

export const browserSocket: OpenSocket = (url, protocol) =>
  new WebSocket(url, protocol) as unknown as Socket;

/** The lowest and highest close code that says not to come back. */
const PERMANENT = { from: 3500, to: 3999 };

export function isPermanent(code: number): boolean {
  return code >= PERMANENT.from && code <= PERMANENT.to;
}

/**
 * The same address on another gateway, as a server that stops names it; null when it
 * is none, or would give the token to a connection that is less safe than this one.
 */
export function elsewhere(url: string, origin: string): string | null {
  if (!URL.canParse(origin)) return null;
  const [here, there] = [new URL(url), new URL(origin)];
  const protocol = there.protocol === "https:" ? "wss:" : there.protocol === "http:" ? "ws:" : null;
  if (protocol === null || (here.protocol === "wss:" && protocol !== "wss:")) return null;
  return `${protocol}//${there.host}${here.pathname}${here.search}`;
}

/** The WebSocket address of a show, on the origin that serves its pages. */
export function showAddress(origin: string, show: string): string {
  const url = new URL(`/v1/shows/${encodeURIComponent(show)}/ws`, origin);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}
