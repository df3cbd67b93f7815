// The host's line-up: every listing with its stock, and what can be done with it.
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { formatMoney, isOn, leftIn, SaleState, saleOf, unitsOf } from "../../sdk";
import type { Listing, Sale } from "../../sdk";
import { useAction } from "../action";
import { count, remaining, tick } from "../time";
import type { RoomView } from "../use-room";
import { Empty, Notice } from "./notice";
import { Picture } from "./picture";
import { SaleForm } from "./sale-form";

export function HostLineUp({ view }: { view: RoomView }) {
  const { listings, pinned } = view.state.value;
  return (
    <section class="panel" aria-labelledby="lineup-heading">
      <h2 id="lineup-heading">Line-up</h2>
      {listings.length === 0 && <Empty>Nothing is in the line-up yet. Add the first product below.</Empty>}
      <ul class="plain host-items">
        {listings.map((listing) => (
          <Item key={listing.listing} view={view} listing={listing} pinned={listing.listing === pinned} />
        ))}
      </ul>
    </section>
  );
}

function Item({ view, listing, pinned }: { view: RoomView; listing: Listing; pinned: boolean }) {
  const action = useAction();
  const opening = useSignal(false);
  const panel = useId();
  const sale = saleOf(view.state.value, listing.listing);
  const running = sale !== undefined && isOn(sale);
  const pin = () => action.run(async () => {
    await (pinned ? view.room.unpin() : view.room.pin(listing.listing));
  });
  const close = () => action.run(async () => {
    if (sale !== undefined) await view.room.stopSale(sale.sale);
  });
  return (
    <li class={pinned ? "host-item host-item-pinned" : "host-item"} data-testid="host-item" data-listing={listing.listing}>
      <Picture listing={listing} small />
      <div class="host-item-text">
        <h3>{listing.title}</h3>
        <p class="hint">{formatMoney(listing.price)} · {listing.skus.map((sku) => sku.sku).join(", ")}</p>
      </div>
      <StockFigures view={view} listing={listing} />
      <div class="row host-item-do">
        <button type="button" class="button" aria-pressed={pinned} aria-disabled={action.busy.value} onClick={pin}
          aria-label={`${pinned ? "Unpin" : "Pin"} ${listing.title}`} data-testid="pin">{pinned ? "Unpin" : "Pin"}</button>
        {running
          ? <button type="button" class="button" aria-disabled={action.busy.value} onClick={close}
              aria-label={`Close the sale of ${listing.title}`} data-testid="sale-close">Close sale</button>
          : <button type="button" class="button" aria-expanded={opening.value} aria-controls={panel}
              onClick={() => { opening.value = !opening.value; }} aria-label={`Sale of ${listing.title}…`} data-testid="sale-new">Sale…</button>}
      </div>
      {running && <SaleFigures view={view} sale={sale} />}
      <div id={panel} class="host-item-form" hidden={running || !opening.value}>
        {opening.value && !running && <SaleForm view={view} listing={listing} onOpened={() => { opening.value = false; }} />}
      </div>
      <Notice message={action.message.value} />
    </li>
  );
}

function StockFigures({ view, listing }: { view: RoomView; listing: Listing }) {
  const units = unitsOf(view.state.value, listing);
  const figure = (name: string, value: number) => (
    <div><dt>{name}</dt><dd data-testid={`figure-${name}`}>{units.known ? count(value) : "–"}</dd></div>
  );
  return (
    <dl class="figures">
      {figure("stock", units.available)}
      {figure("held", units.held)}
      {figure("sold", units.sold)}
    </dl>
  );
}

function SaleFigures({ view, sale }: { view: RoomView; sale: Sale }) {
  const local = tick.value;
  const left = leftIn(view.state.value, sale);
  const closes = Number(sale.closesAtMs) - (view.room.clock.now() || local);
  return (
    <div class="sale-now" data-testid="sale-now" data-state={SaleState[sale.state]}>
      <span class={sale.state === SaleState.OPEN ? "tag tag-sale" : "tag"}>{sale.state === SaleState.OPEN ? "Sale open" : "Sold out"}</span>
      <span>{count(sale.allotment)} units at {formatMoney(sale.price)}, {count(sale.limitPerBuyer)} per buyer</span>
      {left !== undefined && <span><b data-testid="sale-left">{count(left)}</b> left</span>}
      {sale.closesAtMs > 0n && sale.state === SaleState.OPEN && <span class="countdown">ends in {remaining(closes)}</span>}
      {left !== undefined && (
        <progress class="meter" max={sale.allotment} value={sale.allotment - left} aria-label="Part of the sale that is taken" />
      )}
    </div>
  );
}
