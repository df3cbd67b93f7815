// Says aloud, for those who don't see it, what the room decides.
import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { formatMoney, SaleState } from "../../sdk";
import type { RoomState } from "../../sdk";
import type { RoomView } from "../use-room";

export function Announcer({ view }: { view: RoomView }) {
  const said = useSignal("");
  const before = useRef<RoomState | null>(null);
  const now = view.state.value;
  useEffect(() => {
    const known = before.current;
    const news = known === null || known.show === null ? "" : newsOf(known, now);
    before.current = now;
    if (news !== "") said.value = news;
  }, [now, said]);
  return <div class="sr" role="status">{said.value}</div>;
}

function newsOf(before: RoomState, now: RoomState): string {
  const title = (id: string) => now.listings.find((listing) => listing.listing === id)?.title ?? id;
  const news: string[] = [];
  if (now.pins !== before.pins && now.pinned !== "") news.push(`Shown now: ${title(now.pinned)}.`);
  for (const sale of now.sales.values()) {
    const known = before.sales.get(sale.sale);
    if (known?.state === sale.state) continue;
    if (sale.state === SaleState.OPEN && known?.state === SaleState.PAUSED) {
      news.push(`The sale of ${title(sale.listing)} goes on.`);
    } else if (sale.state === SaleState.OPEN) news.push(`Sale open: ${title(sale.listing)} for ${formatMoney(sale.price)}.`);
    if (sale.state === SaleState.SOLD_OUT) news.push(`Sold out: ${title(sale.listing)}.`);
    if (sale.state === SaleState.PAUSED) news.push(`The sale of ${title(sale.listing)} is paused.`);
    if (sale.state === SaleState.DRAWING) news.push(`Entries are closed: ${title(sale.listing)} is being drawn.`);
    if (sale.state === SaleState.SETTLING) news.push(`The group sale of ${title(sale.listing)} has ended.`);
    if (sale.state === SaleState.CLOSED) news.push(`The sale of ${title(sale.listing)} is over.`);
  }
  for (const one of now.reservations.values()) {
    if (one.promoted && !before.reservations.has(one.id.toString())) news.push(`${title(one.listing)} is held for you now.`);
  }
  return news.join(" ");
}
