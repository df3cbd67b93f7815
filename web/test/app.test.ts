// The pages' pure parts: the merchant's series and bars, outcomes, times, routes.
import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { FunnelSecondSchema, FunnelStep, StepCountSchema } from "../src/gen/hawker/v1/funnel_pb";
import { ReserveResultSchema } from "../src/gen/hawker/v1/realtime_pb";
import { Outcome } from "../src/gen/hawker/v1/types_pb";
import { barsOf, baseOf, mergeSeconds, SECONDS_KEPT, seriesOf } from "../src/app/funnel";
import { tell } from "../src/app/outcome";
import { addressOf, routeOf } from "../src/app/route";
import { percent, remaining, span } from "../src/app/time";

const second = (at: number, viewers: number, orders = 0) => create(FunnelSecondSchema, {
  second: BigInt(at), viewers, steps: orders === 0 ? [] : [{ step: FunnelStep.PURCHASE, count: BigInt(orders), viewers: BigInt(orders) }],
});

describe("the merchant's numbers", () => {
  it("draw a point per second: nothing happened in those that are left out", () => {
    const series = seriesOf([second(10, 5, 1), second(13, 8, 2)], 14, 300);
    expect(series).toEqual({ seconds: [10, 11, 12, 13, 14], viewers: [5, 5, 5, 8, 8], orders: [1, 0, 0, 2, 0] });
    expect(seriesOf([second(10, 5), second(13, 8)], 14, 3)).toEqual({ seconds: [12, 13, 14], viewers: [5, 8, 8], orders: [0, 0, 0] });
    expect(seriesOf([], 14, 3).seconds).toEqual([]);
  });

  it("take newer seconds in place of older ones, and keep a bounded number", () => {
    const merged = mergeSeconds([second(1, 1), second(2, 2)], [second(3, 3), second(2, 20)]);
    expect(merged.map((one) => [Number(one.second), one.viewers])).toEqual([[1, 1], [2, 20], [3, 3]]);
    const many = Array.from({ length: SECONDS_KEPT + 10 }, (_, at) => second(at, at));
    expect(mergeSeconds([], many)).toHaveLength(SECONDS_KEPT);
  });

  it("show every step of the way, also those never taken", () => {
    const bars = barsOf([create(StepCountSchema, { step: FunnelStep.PURCHASE, count: 3n, viewers: 2n })]);
    expect(bars.map((bar) => bar.viewers)).toEqual([0n, 0n, 0n, 0n, 0n, 2n]);
  });

  it("take no rate of a step that fewer reported", () => {
    const bars = barsOf([[FunnelStep.ROOM_ENTERED, 39n], [FunnelStep.VIEW_PROMOTION, 32n], [FunnelStep.ADD_TO_CART, 3n], [FunnelStep.STOCK_RESERVED, 31n]]
      .map(([step, viewers]) => create(StepCountSchema, { step: step as FunnelStep, count: viewers as bigint, viewers: viewers as bigint })));
    expect(bars.map((_, at) => baseOf(bars, at)?.who)).toEqual([
      undefined, undefined, "saw a pinned product", "saw a pinned product", "got units held", "went to pay",
    ]);
  });

  it("state no rate of nothing", () => {
    expect(percent(1n, 0n)).toBe("–");
    expect(percent(1n, 3n)).toBe("33.3%");
  });
});

describe("what the buyer is told", () => {
  const text = (init: object) => tell(create(ReserveResultSchema, init)).text;

  it("says plainly why there is nothing", () => {
    expect(text({ outcome: Outcome.SOLD_OUT, heldByOthers: 3 })).toContain("3 units held, may come back");
    expect(text({ outcome: Outcome.SOLD_OUT, heldByOthers: 1 })).toContain("1 unit held");
    expect(text({ outcome: Outcome.SOLD_OUT })).toContain("nothing will come back");
    expect(text({ outcome: Outcome.LIMIT, leftForBuyer: 2 })).toContain("still get 2 units");
    expect(text({ outcome: Outcome.LIMIT })).toContain("as many as one buyer may have");
    expect(text({ outcome: Outcome.NOT_OPEN })).toContain("not open");
    expect(text({ outcome: Outcome.PAUSED })).toContain("paused");
  });
});

describe("times and addresses", () => {
  it("count a countdown to 0:00 only when it is over", () => {
    expect([remaining(119_001), remaining(1), remaining(0), remaining(-5)]).toEqual(["2:00", "0:01", "0:00", "0:00"]);
    expect(span(3_725_000)).toBe("1:02:05");
  });

  it("lead to the pages and back", () => {
    for (const page of ["viewer", "host", "merchant"] as const) {
      expect(routeOf(addressOf(page, "a:b.c"))).toEqual({ page, show: "a:b.c" });
    }
    expect(routeOf("/")).toEqual({ page: "shows" });
    for (const nowhere of ["/shows", "/host/a/b", "/other/x", "/shows/%zz"]) expect(routeOf(nowhere)).toEqual({ page: "not-found" });
  });
});
