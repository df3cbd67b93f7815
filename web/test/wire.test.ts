import { create, toJsonString } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ServerFrameSchema } from "../src/gen/hawker/v1/realtime_pb";
import type { ServerFrame } from "../src/gen/hawker/v1/realtime_pb";
import { clientFrame, decodeFrames, encodeFrame } from "../src/sdk/wire";
import { FakeSocket } from "./fake-socket";

describe("frames on the wire", () => {
  it("reads every frame of one message, in both encodings", () => {
    for (const protocol of ["hawker.v1.json", "hawker.v1.proto"]) {
      const socket = new FakeSocket("ws://x", protocol);
      const seen: (string | undefined)[] = [];
      socket.onmessage = ({ data }) => seen.push(...decodeFrames(data).map((frame) => frame.kind.case));
      socket.deliver(
        { case: "chat", value: { messages: [{ seq: 1, text: "first\nsecond" }], accepted: 1 } },
        { case: "state", value: { stocks: [{ sku: "a", version: 3, available: 7 }] } },
      );
      expect(seen).toEqual(["chat", "state"]);
    }
  });

  it("writes a client frame that reads back the same in both encodings", () => {
    const frame = clientFrame(7, { case: "release", value: { key: "k", reservation: 18446744073709551615n } });
    for (const protocol of ["json", "proto"] as const) {
      const socket = new FakeSocket("ws://x", protocol);
      socket.send(encodeFrame(protocol, frame));
      expect(socket.sent[0]).toEqual(frame);
    }
  });

  it("makes ticks of chat in columns into ticks like any other", () => {
    const socket = new FakeSocket("ws://x", "hawker.v1.packed");
    const seen: ServerFrame[] = [];
    socket.onmessage = ({ data }) => seen.push(...decodeFrames(data));
    const columns = { seqSteps: [7, 1, 3], atStepsMs: [1_795_342_738_281n, 20n, -5n], viewers: "ada\n\nben", texts: "one\ntwo ♥\n", accepted: 40, sampledOut: 6 };
    socket.deliver({ case: "packedChat", value: { ...columns, roles: [0, 2, 0] } }, { case: "packedChat", value: columns });
    const at = 1_795_342_738_281n;
    const tick = (role: number) => create(ServerFrameSchema, { kind: { case: "chat", value: {
      messages: [
        { seq: 7, viewer: "ada", text: "one", atMs: at },
        { seq: 8, viewer: "", text: "two ♥", atMs: at + 20n, role },
        { seq: 11, viewer: "ben", text: "", atMs: at + 15n },
      ],
      accepted: 40,
      sampledOut: 6,
    } } });
    expect(seen).toEqual([tick(2), tick(0)]);
    expect(() => socket.deliver({ case: "packedChat", value: { ...columns, texts: "one" } })).toThrow(RangeError);
    expect(() => socket.deliver({ case: "packedChat", value: { ...columns, roles: [1] } })).toThrow(RangeError);
  });

  it("passes over fields and kinds that it does not know, and blank lines", () => {
    const known = toJsonString(ServerFrameSchema, create(ServerFrameSchema, { kind: { case: "chatSkipped", value: { messages: 2 } } }));
    const frames = decodeFrames(`${known}\n\n{"kindOfTomorrow":{"x":1}}\n{"chatSkipped":{"messages":3,"why":"new"}}`);
    expect(frames.map((frame) => frame.kind.case)).toEqual(["chatSkipped", undefined, "chatSkipped"]);
  });
});
