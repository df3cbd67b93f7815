// One viewer's WebSocket session on the mock.
import { create, fromBinary, fromJsonString, toBinary, toJsonString } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import type { WebSocket } from "ws";
import { FunnelStep } from "../../src/gen/hawker/v1/funnel_pb";
import { ChatRole, ClientFrameSchema, ServerFrameSchema, TrackKind } from "../../src/gen/hawker/v1/realtime_pb";
import type { ClientFrame, Hello, ReplySchema, ServerFrame } from "../../src/gen/hawker/v1/realtime_pb";
import { ErrorCode, ReservationState } from "../../src/gen/hawker/v1/types_pb";
import type { Sale } from "../../src/gen/hawker/v1/types_pb";
import { frame } from "./show";
import type { Answer, Member, MockShow } from "./show";
import { claimsOf } from "./token";

type Result = NonNullable<MessageInitShape<typeof ReplySchema>["result"]>;

const TRACKED: Partial<Record<TrackKind, FunnelStep>> = {
  [TrackKind.VIEW_PROMOTION]: FunnelStep.VIEW_PROMOTION,
  [TrackKind.SELECT_PROMOTION]: FunnelStep.SELECT_PROMOTION,
  [TrackKind.VIEW_ITEM]: FunnelStep.VIEW_ITEM,
  [TrackKind.ADD_TO_CART]: FunnelStep.ADD_TO_CART,
};

export class MockSession implements Member {
  readonly #socket: WebSocket;
  readonly #show: MockShow | undefined;
  readonly #json: boolean;
  #sub = "";
  #caps: readonly string[] = [];
  #in = false;

  constructor(socket: WebSocket, show: MockShow | undefined) {
    this.#socket = socket;
    this.#show = show;
    this.#json = socket.protocol === "hawker.v1.json";
    socket.on("message", (data: Buffer) => this.#message(data));
    socket.on("close", () => this.#show?.members.delete(this));
  }

  get buyer(): string {
    return this.#sub;
  }

  take(told: ServerFrame): void {
    if (this.#json) {
      this.#socket.send(toJsonString(ServerFrameSchema, told));
      return;
    }
    this.#socket.send(new BinaryWriter().bytes(toBinary(ServerFrameSchema, told)).finish());
  }

  #message(data: Buffer): void {
    const frames = this.#json
      ? data.toString().split("\n").map((line) => fromJsonString(ClientFrameSchema, line))
      : [fromBinary(ClientFrameSchema, new BinaryReader(data).bytes())];
    for (const one of frames) this.#frame(one);
  }

  #frame(asked: ClientFrame): void {
    const show = this.#show;
    if (asked.kind.case === "hello") {
      this.#hello(asked.id, asked.kind.value);
    } else if (show !== undefined && this.#in) {
      const result = this.#do(show, asked);
      if (asked.id !== 0) this.take(create(ServerFrameSchema, { kind: { case: "reply", value: { id: asked.id, result } } }));
    }
  }

  #hello(id: number, hello: Hello): void {
    const show = this.#show;
    if (show === undefined) {
      this.take(frame({ case: "goodbye", value: { error: { code: ErrorCode.SHOW_NOT_FOUND, message: "There is no such show: check its name." } } }));
      this.#socket.close(3504, "SHOW_NOT_FOUND");
      return;
    }
    const claims = claimsOf(hello.token);
    this.#sub = claims?.sub ?? "";
    this.#caps = claims?.caps ?? [];
    const ours = hello.epoch === show.epoch && hello.offset <= show.history.length;
    this.take(frame({
      case: "reply",
      value: {
        id,
        result: {
          case: "welcome",
          value: {
            session: `s-${Math.random()}`, viewer: this.#sub, caps: [...this.#caps], recovered: ours, position: show.position,
            serverTimeMs: BigInt(Date.now()), pingSeconds: 25, chatMaxBytes: 2048, chatAccepted: show.accepted,
          },
        },
      },
    }));
    if (ours) for (const missed of show.history.slice(hello.offset)) this.take(frame({ case: "publication", value: missed }));
    else this.take(frame({ case: "snapshot", value: show.snapshot() }));
    this.take(frame({ case: "state", value: { stocks: [...show.stocks.values()] } }));
    for (const own of show.reservations.values()) {
      if (own.buyer === this.#sub && own.state === ReservationState.HELD) this.take(frame({ case: "reservation", value: { reservation: own } }));
    }
    this.#in = true;
    show.members.add(this);
    show.funnel.step(FunnelStep.ROOM_ENTERED, this.#sub || `anonymous-${Math.random()}`);
    show.all(frame({ case: "state", value: { viewers: show.viewers() } }));
  }

  #do(show: MockShow, asked: ClientFrame): Result {
    const { kind } = asked;
    const needs = { sendChat: "chat", reserve: "buy", release: "buy", checkout: "buy", pin: "host", unpin: "host", startSale: "host", stopSale: "host", setShowState: "host",
      pauseSale: "host", resumeSale: "host", changeSale: "host", addStock: "host", joinWaitlist: "buy", leaveWaitlist: "buy", askPlace: "buy" } as const;
    const need = needs[kind.case as keyof typeof needs];
    if (need !== undefined && !this.#caps.includes(need)) {
      return refusal(ErrorCode.CAPABILITY_MISSING, `This needs a token with the capability ${need}.`);
    }
    switch (kind.case) {
      case "sendChat": {
        const role = this.#caps.includes("host") ? ChatRole.HOST : ChatRole.UNSPECIFIED;
        return { case: "chat", value: show.say(this.#sub, kind.value.text, role) };
      }
      case "reserve": {
        const { key, listing, sku, quantity, priceVersion } = kind.value;
        return reserved(show.reserve(this.#sub, key, listing, sku, quantity, priceVersion));
      }
      case "joinWaitlist": {
        const { listing, sku, quantity } = kind.value;
        return reserved(show.joinWaitlist(this.#sub, listing, sku, quantity));
      }
      case "leaveWaitlist":
        show.leaveWaitlist(this.#sub, kind.value.sale);
        return done();
      case "askPlace":
        return { case: "waiting", value: show.place(this.#sub, kind.value.sale) };
      case "release": {
        const reservation = show.finish(kind.value.reservation, ReservationState.RELEASED);
        return reservation === null ? gone() : { case: "reserve", value: { outcome: 7, reservation } };
      }
      case "checkout": {
        const reservation = show.reservations.get(kind.value.reservation);
        if (reservation === undefined) return gone();
        show.funnel.step(FunnelStep.BEGIN_CHECKOUT, this.#sub, reservation.listing);
        return { case: "checkout", value: { reservation, url: `/demo/checkout/${reservation.id}` } };
      }
      case "track": {
        const step = TRACKED[kind.value.kind];
        if (step !== undefined) show.funnel.step(step, this.#sub || "anonymous", kind.value.listing);
        return done();
      }
      default:
        return this.#host(show, asked);
    }
  }

  #host(show: MockShow, { kind }: ClientFrame): Result {
    switch (kind.case) {
      case "pin": {
        const position = show.pin(kind.value.listing);
        return position === null ? refusal(ErrorCode.LISTING_NOT_FOUND, "There is no such listing in this show.") : { case: "position", value: position };
      }
      case "unpin":
        return { case: "position", value: show.unpin() };
      case "setShowState":
        return { case: "position", value: show.setState(kind.value.state) };
      case "startSale": {
        const sale = show.startSale(kind.value);
        return sale === null ? refusal(ErrorCode.LISTING_NOT_FOUND, "There is no such listing in this show.") : { case: "sale", value: sale };
      }
      case "pauseSale":
      case "resumeSale":
        return ofSale(show.pauseSale(kind.value.sale, kind.case === "pauseSale"));
      case "changeSale":
        return ofSale(show.changeSale(kind.value));
      case "addStock":
        return { case: "stock", value: show.stock(kind.value.sku, { available: kind.value.quantity }) };
      case "stopSale": {
        const sale = show.closeSale(kind.value.sale);
        return sale === null ? refusal(ErrorCode.SALE_NOT_FOUND, "There is no such sale.") : { case: "sale", value: sale };
      }
      default:
        return done();
    }
  }
}

function reserved(answer: Answer): Result {
  return { case: "reserve", value: answer };
}

function ofSale(sale: Sale | null): Result {
  return sale === null ? refusal(ErrorCode.WRONG_STATE, "The sale can't do that as it stands.") : { case: "sale", value: sale };
}

function done(): Result {
  return { case: "done", value: {} };
}

function gone(): Result {
  return refusal(ErrorCode.RESERVATION_NOT_FOUND, "There is no such reservation of yours.");
}

function refusal(code: ErrorCode, message: string): Result {
  return { case: "error", value: { code, message } };
}
