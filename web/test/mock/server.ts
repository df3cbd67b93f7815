// A development server that speaks Hawker's protocol: the HTTP API, the rooms,
// the demo's routes, and the built pages under the policy that they must bear.
import { fromJson, toJson } from "@bufbuild/protobuf";
import type { DescMessage, JsonValue, MessageShape } from "@bufbuild/protobuf";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { GetFunnelResponseSchema, WatchFunnelResponseSchema } from "../../src/gen/hawker/v1/funnel_pb";
import { ListingSchema, ShowSchema, SnapshotSchema } from "../../src/gen/hawker/v1/realtime_pb";
import { ReservationSchema, ReservationState, SkuStockSchema } from "../../src/gen/hawker/v1/types_pb";
import { MockSession } from "./session";
import { MockShow } from "./show";
import { claimsOf, tokenFor } from "./token";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
// As the gateway sets it.
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self' https: data:; "
  + "media-src 'self' https: blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'";
const TYPES: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

class Problem extends Error {
  constructor(readonly status: number, readonly code: string, detail: string) {
    super(detail);
  }
}

export interface Mock {
  readonly url: string;
  readonly shows: Map<string, MockShow>;
  /** Cuts every connection, as a crash would. */
  drop(): void;
  /** Cuts every HTTP connection, those of feeds too. */
  cutHttp(): void;
  close(): Promise<void>;
}

export async function startMock(port = 0): Promise<Mock> {
  const shows = new Map<string, MockShow>();
  const http = createServer((request, response) => {
    answer(shows, request, response).catch((thrown: unknown) => refuse(response, thrown));
  });
  const sockets = new WebSocketServer({
    server: http,
    handleProtocols: (offered) => [...offered].find((one) => one.startsWith("hawker.v1.")) ?? false,
  });
  sockets.on("connection", (socket, request) => {
    const show = /^\/v1\/shows\/([^/]+)\/ws$/.exec(request.url ?? "")?.[1] ?? "";
    // Its listeners keep it for as long as the socket lives.
    Reflect.construct(MockSession, [socket, shows.get(decodeURIComponent(show))]);
  });
  const drop = () => { for (const socket of sockets.clients) socket.terminate(); };
  await new Promise<void>((resolve) => { http.listen(port, "127.0.0.1", resolve); });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    shows,
    drop,
    cutHttp: () => http.closeAllConnections(),
    close: () => new Promise((resolve) => {
      drop();
      http.close(() => resolve());
      http.closeAllConnections();
    }),
  };
}

function refuse(response: ServerResponse, thrown: unknown): void {
  const problem = thrown instanceof Problem ? thrown : new Problem(500, "ERROR_CODE_INTERNAL", String(thrown));
  response.writeHead(problem.status, { "content-type": "application/problem+json" });
  response.end(JSON.stringify({
    type: "about:blank", title: "Refused", status: problem.status, detail: problem.message, code: problem.code, temporary: problem.status >= 500,
  }));
}

async function answer(shows: Map<string, MockShow>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://mock");
  const parts = url.pathname.split("/").filter((part) => part !== "").map(decodeURIComponent);
  if (parts[0] === "v1") return api(shows, request, response, parts.slice(1), url);
  if (parts[0] === "demo") return demo(shows, request, response, parts.slice(1), url);
  return page(response, url.pathname);
}

async function page(response: ServerResponse, pathname: string): Promise<void> {
  const file = pathname.startsWith("/assets/") ? normalize(pathname) : "/index.html";
  const body = await readFile(join(DIST, file)).catch(() => {
    throw new Problem(404, "ERROR_CODE_NOT_FOUND", "There is no such file: run `npm run build` first.");
  });
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY, "x-content-type-options": "nosniff" });
  response.end(body);
}

async function demo(shows: Map<string, MockShow>, request: IncomingMessage, response: ServerResponse, parts: string[], url: URL): Promise<void> {
  if (parts[0] === "tokens") return json(response, { token: tokenFor(url.searchParams.get("role") ?? "viewer") });
  const id = BigInt(parts[1] ?? "0");
  if (request.method === "POST") {
    for (const show of shows.values()) if (show.reservations.has(id)) show.finish(id, ReservationState.COMMITTED);
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<h1>Paid</h1>");
    return undefined;
  }
  response.writeHead(200, { "content-type": "text/html" });
  response.end(`<h1>Demo checkout</h1><form method="post" action="/demo/checkout/${id}/pay"><button>Pay</button></form>`);
  return undefined;
}

async function api(shows: Map<string, MockShow>, request: IncomingMessage, response: ServerResponse, parts: string[], url: URL): Promise<void> {
  const caps = claimsOf((request.headers.authorization ?? "").replace(/^Bearer /, ""))?.caps ?? [];
  const need = (...any: string[]) => {
    if (!any.some((cap) => caps.includes(cap))) throw new Problem(403, "ERROR_CODE_CAPABILITY_MISSING", `This needs a token with ${any.join(" or ")}.`);
  };
  const [what, id = "", part, sub] = parts;
  const route = `${request.method} ${what}${id === "" ? "" : "/_"}${part === undefined ? "" : `/${part}`}`;
  const show = shows.get(id);
  if (what === "shows" && id !== "" && show === undefined) throw new Problem(404, "ERROR_CODE_SHOW_NOT_FOUND", "There is no such show: check its name.");
  switch (route) {
    case "GET about":
      return json(response, { demo: true, version: "mock" });
    case "GET shows":
      return json(response, { shows: [...shows.values()].map((one) => toJson(ShowSchema, fromJson(ShowSchema, showJson(one)))) });
    case "POST shows": {
      need("host", "merchant");
      const { show: name, title } = (await bodyOf(request)) as { show: string; title: string };
      const made = new MockShow(name, title);
      shows.set(name, made);
      return json(response, showJson(made));
    }
    case "GET shows/_":
      return send(response, SnapshotSchema, show!.snapshot());
    case "PUT shows/_/listings":
      need("host", "merchant");
      return send(response, ListingSchema, show!.putListing({ ...fromJson(ListingSchema, await bodyOf(request)), listing: sub ?? "" }));
    case "POST skus/_/receive": {
      need("merchant");
      const { quantity } = (await bodyOf(request)) as { quantity: number };
      const first = [...shows.values()][0];
      return send(response, SkuStockSchema, first!.stock(id, { available: quantity }));
    }
    case "GET reservations/_": {
      const found = [...shows.values()].map((one) => one.reservations.get(BigInt(id))).find((one) => one !== undefined);
      if (found === undefined) throw new Problem(404, "ERROR_CODE_RESERVATION_NOT_FOUND", "There is no such reservation of yours.");
      return send(response, ReservationSchema, found);
    }
    case "GET shows/_/funnel":
      need("merchant");
      if (sub === "live") return live(show!, request, response);
      return json(response, toJson(GetFunnelResponseSchema, fromInit(show!, Number(url.searchParams.get("seconds") ?? 0))));
    default:
      throw new Problem(404, "ERROR_CODE_NOT_FOUND", "There is no such path.");
  }
}

function live(show: MockShow, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const timer = setInterval(() => {
    const numbers = fromInit(show, 3);
    response.write(`data: ${JSON.stringify(toJson(WatchFunnelResponseSchema, { ...numbers, $typeName: "hawker.v1.WatchFunnelResponse" }))}\n\n`);
  }, 500);
  request.on("close", () => clearInterval(timer));
}

function fromInit(show: MockShow, seconds: number) {
  return {
    $typeName: "hawker.v1.GetFunnelResponse" as const,
    funnel: show.funnel.numbers(),
    seconds: seconds === 0 ? [] : show.funnel.seconds(Math.floor(Date.now() / 1000) - seconds),
  };
}

function showJson(show: MockShow): JsonValue {
  const { state, liveAtMs, endedAtMs, ...words } = show.show;
  return { ...words, state, liveAtMs: liveAtMs.toString(), endedAtMs: endedAtMs.toString() };
}

async function bodyOf(request: IncomingMessage): Promise<JsonValue> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return JSON.parse(Buffer.concat(pieces).toString()) as JsonValue;
}

function send<D extends DescMessage>(response: ServerResponse, schema: D, message: MessageShape<D>): void {
  json(response, toJson(schema, message));
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}
