// The mock show's numbers, counted as they happen.
import { create } from "@bufbuild/protobuf";
import { FunnelSecondSchema, FunnelStep, ListingFunnelSchema, SalesTotalSchema, ShowFunnelSchema } from "../../src/gen/hawker/v1/funnel_pb";
import type { FunnelSecond, ListingFunnel, SalesTotal, ShowFunnel } from "../../src/gen/hawker/v1/funnel_pb";
import type { Reservation } from "../../src/gen/hawker/v1/types_pb";

class Steps {
  readonly counts = new Map<FunnelStep, { count: bigint; viewers: Set<string> }>();

  add(step: FunnelStep, viewer: string): void {
    const known = this.counts.get(step) ?? { count: 0n, viewers: new Set<string>() };
    known.count += 1n;
    known.viewers.add(viewer);
    this.counts.set(step, known);
  }

  list() {
    return [...this.counts].map(([step, { count, viewers }]) => ({ step, count, viewers: BigInt(viewers.size) }));
  }
}

export class MockFunnel {
  readonly #show: string;
  readonly #viewers: () => number;
  readonly #all = new Steps();
  readonly #listings = new Map<string, { steps: Steps; sales: SalesTotal | null; buyers: Set<string> }>();
  readonly #seconds = new Map<number, { steps: Steps; viewers: number; units: bigint; gross: bigint }>();
  readonly #buyers = new Set<string>();
  #sales: SalesTotal | null = null;
  #peak = 0;

  constructor(show: string, viewers: () => number) {
    this.#show = show;
    this.#viewers = viewers;
  }

  step(step: FunnelStep, viewer: string, listing = ""): void {
    this.#all.add(step, viewer);
    this.#second().steps.add(step, viewer);
    if (listing !== "") this.#listing(listing).steps.add(step, viewer);
    this.#peak = Math.max(this.#peak, this.#viewers());
  }

  order(order: Reservation, units: number): void {
    this.step(FunnelStep.PURCHASE, order.buyer, order.listing);
    const listing = this.#listing(order.listing);
    this.#buyers.add(order.buyer);
    listing.buyers.add(order.buyer);
    this.#sales = more(this.#sales, order, units, this.#buyers.size);
    listing.sales = more(listing.sales, order, units, listing.buyers.size);
    const second = this.#second();
    second.units += BigInt(units);
    second.gross += order.total?.minor ?? 0n;
  }

  numbers(): ShowFunnel {
    return create(ShowFunnelSchema, {
      show: this.#show,
      steps: this.#all.list(),
      sales: this.#sales === null ? [] : [this.#sales],
      listings: [...this.#listings].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([listing, numbers]): ListingFunnel =>
        create(ListingFunnelSchema, { listing, steps: numbers.steps.list(), sales: numbers.sales === null ? [] : [numbers.sales] })),
      peakViewers: Math.max(this.#peak, this.#viewers()),
      viewersNow: this.#viewers(),
      journalSeq: this.#sales?.orders ?? 0n,
      asOfMs: BigInt(Date.now()),
    });
  }

  /** Seconds from then on. */
  seconds(from: number): FunnelSecond[] {
    return [...this.#seconds].filter(([second]) => second >= from).map(([second, one]) => create(FunnelSecondSchema, {
      second: BigInt(second), viewers: one.viewers, steps: one.steps.list(), units: one.units, grossMinor: one.gross,
    }));
  }

  #second() {
    const now = Math.floor(Date.now() / 1000);
    const known = this.#seconds.get(now) ?? { steps: new Steps(), viewers: 0, units: 0n, gross: 0n };
    known.viewers = this.#viewers();
    this.#seconds.set(now, known);
    return known;
  }

  #listing(id: string) {
    const known = this.#listings.get(id) ?? { steps: new Steps(), sales: null, buyers: new Set<string>() };
    this.#listings.set(id, known);
    return known;
  }
}

function more(known: SalesTotal | null, order: Reservation, units: number, buyers: number): SalesTotal {
  return create(SalesTotalSchema, {
    orders: (known?.orders ?? 0n) + 1n,
    units: (known?.units ?? 0n) + BigInt(units),
    buyers: BigInt(buyers),
    gross: { minor: (known?.gross?.minor ?? 0n) + (order.total?.minor ?? 0n), currency: order.total?.currency ?? "EUR" },
    refunded: { minor: 0n, currency: order.total?.currency ?? "EUR" },
  });
}
