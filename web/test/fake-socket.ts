// A socket that tests hold the other end of.
import { create, fromBinary, fromJsonString, toBinary, toJsonString } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { ClientFrameSchema, ServerFrameSchema } from "../src/gen/hawker/v1/realtime_pb";
import type { ClientFrame } from "../src/gen/hawker/v1/realtime_pb";
import type { Socket } from "../src/sdk/socket";

export type ServerKind = NonNullable<MessageInitShape<typeof ServerFrameSchema>["kind"]>;

export class FakeSocket implements Socket {
  binaryType = "blob";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: ClientFrame[] = [];
  closedWith: number | undefined;

  readonly url: string;
  readonly protocol: string;

  constructor(url: string, protocol: string) {
    this.url = url;
    this.protocol = protocol;
  }

  send(data: string | Uint8Array): void {
    if (typeof data === "string") this.sent.push(fromJsonString(ClientFrameSchema, data));
    else this.sent.push(fromBinary(ClientFrameSchema, new BinaryReader(data).bytes()));
  }

  close(code?: number): void {
    this.closedWith = code;
  }

  /** The frames sent of one kind. */
  of<C extends NonNullable<ClientFrame["kind"]["case"]>>(kind: C) {
    return this.sent.filter((frame) => frame.kind.case === kind);
  }

  /** The server sends these frames in one message. */
  deliver(...kinds: ServerKind[]): void {
    const frames = kinds.map((kind) => create(ServerFrameSchema, { kind }));
    if (this.protocol.endsWith("json")) {
      this.onmessage?.({ data: frames.map((frame) => toJsonString(ServerFrameSchema, frame)).join("\n") });
      return;
    }
    const writer = new BinaryWriter();
    for (const frame of frames) writer.bytes(toBinary(ServerFrameSchema, frame));
    const bytes = writer.finish();
    this.onmessage?.({ data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer });
  }

  /** The server lets the session open, and gives a snapshot at that place or goes on from it. */
  accept(place: { epoch: number; offset: number }, recovered = false): void {
    const hello = this.sent.at(-1)!;
    this.deliver({
      case: "reply",
      value: {
        id: hello.id,
        result: {
          case: "welcome",
          value: {
            session: "s1", viewer: "ann", caps: ["chat", "buy"], recovered, position: place,
            serverTimeMs: BigInt(Date.now()), pingSeconds: 20, chatMaxBytes: 2048,
          },
        },
      },
    });
    if (!recovered) this.deliver({ case: "snapshot", value: { position: place, show: { show: "s", title: "Show" } } });
  }
}
