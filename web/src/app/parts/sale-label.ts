// What a sale is called where it stands, in a word or two.
import { SalePolicy, SaleState } from "../../sdk";
import type { Sale } from "../../sdk";

const OPEN: Partial<Record<SalePolicy, string>> = {
  [SalePolicy.DRAW]: "Draw",
  [SalePolicy.GROUP]: "Group sale",
};

const ELSE: Partial<Record<SaleState, string>> = {
  [SaleState.SOLD_OUT]: "Sold out",
  [SaleState.PAUSED]: "Paused",
  [SaleState.DRAWING]: "Being drawn",
  [SaleState.SETTLING]: "Being settled",
  [SaleState.CLOSED]: "Sale over",
};

export function saleLabel(sale: Sale): string {
  if (sale.state === SaleState.OPEN) return OPEN[sale.policy] ?? "Flash sale";
  if (sale.state === SaleState.SOLD_OUT && sale.policy === SalePolicy.DRAW) return "Drawn";
  return ELSE[sale.state] ?? "";
}
