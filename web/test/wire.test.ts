import { create, toJsonString } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ServerFrameSchema } from "../src/gen/hawker/v1/realtime_pb";
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

  it("passes over fields and kinds that it does not know, and blank lines", () => {
    const known = toJsonString(ServerFrameSchema, create(ServerFrameSchema, { kind: { case: "chatSkipped", value: { messages: 2 } } }));
    const frames = decodeFrames(`${known}\n\n{"kindOfTomorrow":{"x":1}}\n{"chatSkipped":{"messages":3,"why":"new"}}`);
    expect(frames.map((frame) => frame.kind.case)).toEqual(["chatSkipped", undefined, "chatSkipped"]);
  });
});
