// What pages ask of a room's state: which sale is on for a listing, how much is
// left, what is held. Pure.
import { ReservationState, SaleState } from "../gen/hawker/v1/types_pb";
import type { Money, Reservation, Sale } from "../gen/hawker/v1/types_pb";
import type { Listing } from "../gen/hawker/v1/realtime_pb";
import { takenOf } from "./state";
import type { RoomState } from "./state";

/** What a unit costs in a sale now: in a group sale, at the best tier unlocked. */
export function priceOf(state: RoomState, sale: Sale): Money | undefined {
  return state.groups.get(sale.sale)?.price ?? sale.price;
}

/** The newest sale on a listing that is not closed; else the newest closed one. */
export function saleOf(state: RoomState, listing: string): Sale | undefined {
  let found: Sale | undefined;
  for (const sale of state.sales.values()) {
    if (sale.listing !== listing) continue;
    if (found === undefined || isOn(sale) || !isOn(found)) found = sale;
  }
  return found;
}

/** Whether it was opened and is not over: open, sold out, paused, drawn or settled. */
export function isOn(sale: Sale): boolean {
  const { state } = sale;
  return state !== SaleState.UNSPECIFIED && state !== SaleState.SCHEDULED && state !== SaleState.CLOSED;
}

/**
 * Units that a sale has left: its allotment less what its SKUs' stock lost since
 * it opened. Undefined for one who came after the opening, until it resumes,
 * sells out or closes.
 */
export function leftIn(state: RoomState, sale: Sale): number | undefined {
  if (sale.state === SaleState.SOLD_OUT) return 0;
  if (sale.state !== SaleState.OPEN && sale.state !== SaleState.PAUSED) return undefined;
  const besides = state.besides.get(sale.sale);
  const taken = takenOf(state, sale.skus);
  if (besides === undefined || taken === null) return undefined;
  return Math.min(sale.allotment, Math.max(0, sale.allotment - (taken - besides)));
}

export interface Units {
  readonly available: number;
  readonly held: number;
  readonly sold: number;
  /** False while no stock of any of its SKUs is known. */
  readonly known: boolean;
}

/** The stock of all SKUs of a listing together. */
export function unitsOf(state: RoomState, listing: Listing): Units {
  let units: Units = { available: 0, held: 0, sold: 0, known: false };
  for (const { sku } of listing.skus) {
    const stock = state.stocks.get(sku);
    if (stock === undefined) continue;
    units = {
      available: units.available + stock.available,
      held: units.held + stock.held,
      sold: units.sold + stock.sold,
      known: true,
    };
  }
  return units;
}

/** One's own reservations on a listing, newest first; all of them without one. */
export function reservationsOf(state: RoomState, listing?: string): Reservation[] {
  const all = [...state.reservations.values()];
  const mine = listing === undefined ? all : all.filter((r) => r.listing === listing);
  return mine.toSorted((a, b) => Number(b.createdAtMs - a.createdAtMs));
}

/** Whether the reservation still holds units. */
export function isHeld(reservation: Reservation): boolean {
  return reservation.state === ReservationState.HELD;
}

/** How many units it is for. */
export function quantityOf(reservation: Reservation): number {
  return reservation.lines.reduce((sum, line) => sum + line.quantity, 0);
}
