// The merchant's numbers: the steps in their order, each with its denominators,
// and the seconds that charts are drawn of. Pure.
import { FunnelStep } from "../sdk";
import type { FunnelSecond, StepCount } from "../sdk";

/** Seconds of the series kept. */
export const SECONDS_KEPT = 3_600;

export interface Bar {
  readonly step: FunnelStep;
  readonly name: string;
  /** Those who took it, as in `of the 39 who entered the room`. */
  readonly who: string;
  /** Different viewers who took it. */
  readonly viewers: bigint;
  readonly count: bigint;
}

/** The way from viewer to buyer, in order. */
const WAY: readonly (readonly [FunnelStep, string])[] = [
  [FunnelStep.ROOM_ENTERED, "entered the room"],
  [FunnelStep.VIEW_PROMOTION, "saw a pinned product"],
  [FunnelStep.ADD_TO_CART, "pressed “buy”"],
  [FunnelStep.STOCK_RESERVED, "got units held"],
  [FunnelStep.BEGIN_CHECKOUT, "went to pay"],
  [FunnelStep.PURCHASE, "bought"],
];

export function barsOf(steps: readonly StepCount[]): Bar[] {
  return WAY.map(([step, who]) => {
    const found = steps.find((one) => one.step === step);
    const name = who.charAt(0).toUpperCase() + who.slice(1);
    return { step, name, who, viewers: found?.viewers ?? 0n, count: found?.count ?? 0n };
  });
}

/**
 * What a step's second rate is a part of: the nearest step before it that as many
 * viewers took. Steps that pages report may be missed by other clients, and a
 * rate above one would be none.
 */
export function baseOf(bars: readonly Bar[], at: number): Bar | undefined {
  const viewers = bars[at]?.viewers ?? 0n;
  return bars.slice(1, at).findLast((bar) => bar.viewers >= viewers);
}

export function countOf(steps: readonly StepCount[], step: FunnelStep): bigint {
  return steps.find((one) => one.step === step)?.count ?? 0n;
}

export function viewersOf(steps: readonly StepCount[], step: FunnelStep): bigint {
  return steps.find((one) => one.step === step)?.viewers ?? 0n;
}

/** The series with newer seconds in place of what was known of them, oldest first. */
export function mergeSeconds(known: readonly FunnelSecond[], news: readonly FunnelSecond[]): readonly FunnelSecond[] {
  if (news.length === 0) return known;
  const bySecond = new Map(known.map((one) => [one.second, one]));
  for (const one of news) bySecond.set(one.second, one);
  return [...bySecond.values()].toSorted((a, b) => Number(a.second - b.second)).slice(-SECONDS_KEPT);
}

export interface Series {
  readonly seconds: number[];
  readonly viewers: number[];
  readonly orders: number[];
}

/**
 * Columns for a chart up to `until`, a point per second: in a second without
 * events nobody came or went, and nothing was ordered.
 */
export function seriesOf(known: readonly FunnelSecond[], until: number, span: number): Series {
  const series: Series = { seconds: [], viewers: [], orders: [] };
  const first = known[0];
  if (first === undefined) return series;
  const from = Math.max(Number(first.second), until - span + 1);
  const bySecond = new Map(known.map((one) => [Number(one.second), one]));
  let viewers = known.findLast((one) => Number(one.second) < from)?.viewers ?? 0;
  for (let second = from; second <= until; second += 1) {
    const one = bySecond.get(second);
    viewers = one?.viewers ?? viewers;
    series.seconds.push(second);
    series.viewers.push(viewers);
    series.orders.push(Number(one === undefined ? 0n : countOf(one.steps, FunnelStep.PURCHASE)));
  }
  return series;
}
