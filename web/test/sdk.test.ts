import { describe as group, expect, it } from "vitest";
import { ErrorCode } from "../src/gen/hawker/v1/types_pb";
import { fullJitter, RECONNECT } from "../src/sdk/backoff";
import { ServerClock } from "../src/sdk/clock";
import { describe, HawkerError } from "../src/sdk/error";
import { newKey } from "../src/sdk/key";
import { expiryOf } from "../src/sdk/room";
import { showAddress } from "../src/sdk/socket";
import { EventParser } from "../src/sdk/sse";

group("the SDK's small parts", () => {
  it("makes keys that are UUIDv7 and tell their time", () => {
    const key = newKey(0x0199d1a27c3e);
    expect(key).toMatch(/^0199d1a2-7c3e-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(Array.from({ length: 1000 }, () => newKey(1))).size).toBe(1000);
  });

  it("waits anything from nothing to the cap", () => {
    expect(fullJitter(RECONNECT, 0, () => 0)).toBe(0);
    expect(fullJitter(RECONNECT, 3, () => 0.5)).toBe(8000);
    expect(fullJitter(RECONNECT, 400, () => 0.999999)).toBeLessThanOrEqual(RECONNECT.capMs);
  });

  it("sets the server's clock by the shortest round trip", () => {
    let local = 1_000_000;
    const clock = new ServerClock(() => local);
    local += 400;
    clock.measured(1_000_000, 5_000_200);
    expect(clock.now()).toBe(5_000_400);
    local += 4_000;
    clock.measured(local - 2_000, 1);
    expect(clock.now()).toBe(5_004_400);
    local += 40;
    clock.measured(local - 40, 6_000_000);
    expect(clock.now()).toBe(6_000_020);
  });

  it("reads problem+json, and says something of any other body", () => {
    const error = HawkerError.problem(409, {
      code: "ERROR_CODE_CONFLICT", temporary: false, title: "Conflict", detail: "Use a new key.",
    });
    expect([error.code, error.temporary, error.message, error.status]).toEqual([ErrorCode.CONFLICT, false, "Use a new key.", 409]);
    expect(HawkerError.problem(502, "<html>").temporary).toBe(true);
    expect(HawkerError.problem(404, null).message).toContain("404");
    expect(describe(new TypeError("Failed to fetch"))).toContain("can't be reached");
  });

  it("reads events split anywhere, with any line end", () => {
    const text = ": hello\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\nevent: x\rdata:two\r\rid: 1\n\ndata: three\n\n";
    for (let size = 1; size < 9; size += 1) {
      const parser = new EventParser();
      const events: string[] = [];
      for (let at = 0; at < text.length; at += size) events.push(...parser.push(text.slice(at, at + size)));
      expect(events, `pieces of ${size}`).toEqual(["{\"a\":\n1}", "two", "three"]);
    }
  });

  it("reads when a token ends, and the address of a show", () => {
    const token = `x.${btoa(JSON.stringify({ exp: 17 })).replaceAll("=", "")}.y`;
    expect(expiryOf(token)).toBe(17_000);
    expect(expiryOf("nonsense")).toBeNull();
    expect(expiryOf("a.%%%.c")).toBeNull();
    expect(showAddress("https://a.example/x", "s 1")).toBe("wss://a.example/v1/shows/s%201/ws");
    expect(showAddress("http://a.example:7070", "s")).toBe("ws://a.example:7070/v1/shows/s/ws");
  });
});
