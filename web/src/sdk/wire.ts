// Frames on the wire, in each sub-protocol. JSON: proto3 JSON, frames split by
// newlines. Proto: each frame preceded by its length as a varint. Packed: the same, with
// ticks of chat in columns. One WebSocket message may carry many frames in any.
import { create, fromBinary, fromJsonString, toBinary, toJsonString } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { ClientFrameSchema, ServerFrameSchema } from "../gen/hawker/v1/realtime_pb";
import type { ClientFrame, ServerFrame } from "../gen/hawker/v1/realtime_pb";
import { unpack } from "./packed";

export type Encoding = "json" | "proto" | "packed";

/** The WebSocket sub-protocol of each encoding. */
export const SUBPROTOCOL: Record<Encoding, string> = {
  json: "hawker.v1.json",
  proto: "hawker.v1.proto",
  packed: "hawker.v1.packed",
};

/** What a client frame asks for, with its fields left out where they are empty. */
export type ClientKind = NonNullable<MessageInitShape<typeof ClientFrameSchema>["kind"]>;

/** Makes a client frame; `id` 0 wants no reply. */
export function clientFrame(id: number, kind: ClientKind): ClientFrame {
  return create(ClientFrameSchema, { id, kind });
}

/** One frame as the payload of one WebSocket message. */
export function encodeFrame(encoding: Encoding, frame: ClientFrame): string | Uint8Array<ArrayBuffer> {
  if (encoding === "json") return toJsonString(ClientFrameSchema, frame);
  const payload = toBinary(ClientFrameSchema, frame);
  return new BinaryWriter().bytes(payload).finish();
}

/**
 * The frames of one WebSocket message. Fields and kinds that this client does
 * not know are passed over, so that a newer server can talk to it.
 */
export function decodeFrames(data: string | ArrayBuffer): ServerFrame[] {
  const frames: ServerFrame[] = [];
  if (typeof data === "string") {
    for (const line of data.split("\n")) {
      if (line.trim() === "") continue;
      frames.push(fromJsonString(ServerFrameSchema, line, { ignoreUnknownFields: true }));
    }
    return frames;
  }
  const reader = new BinaryReader(new Uint8Array(data));
  while (reader.pos < reader.len) frames.push(unpacked(fromBinary(ServerFrameSchema, reader.bytes())));
  return frames;
}

/** A frame as the other sub-protocols have it. */
function unpacked(frame: ServerFrame): ServerFrame {
  if (frame.kind.case === "packedChat") frame.kind = { case: "chat", value: unpack(frame.kind.value) };
  return frame;
}
