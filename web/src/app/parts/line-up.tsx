// The host's line-up: every listing with its stock, and what can be done with it.
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { formatMoney, isOn, leftIn, SalePolicy, SaleState, saleOf, unitsOf } from "../../sdk";
import type { Listing, Sale } from "../../sdk";
import { useAction } from "../action";
import { count, remaining, tick, units } from "../time";
import type { RoomView } from "../use-room";
import { Empty, Notice } from "./notice";
import { Picture } from "./picture";
import { AddStockForm, ChangeSaleForm } from "./change-forms";
import { SaleForm } from "./sale-form";
import { saleLabel } from "./sale-label";

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
  /** Which form is open: that of a new sale, of a change, or of added stock. */
  const form = useSignal<"none" | "sale" | "change" | "stock">("none");
  const panel = useId();
  const sale = saleOf(view.state.value, listing.listing);
  const running = sale !== undefined && isOn(sale);
  const pin = () => action.run(async () => {
    await (pinned ? view.room.unpin() : view.room.pin(listing.listing));
  });
  const close = () => action.run(async () => {
    if (sale !== undefined) await view.room.stopSale(sale.sale);
  });
  const pause = () => action.run(async () => {
    if (sale === undefined) return;
    await (sale.state === SaleState.PAUSED ? view.room.resumeSale(sale.sale) : view.room.pauseSale(sale.sale));
  });
  const toggle = (which: "sale" | "change" | "stock") => { form.value = form.value === which ? "none" : which; };
  const done = () => { form.value = "none"; };
  const pausable = sale !== undefined && (sale.state === SaleState.PAUSED || sale.state === SaleState.OPEN
    || (sale.state === SaleState.SOLD_OUT && sale.policy !== SalePolicy.DRAW));
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
        <button type="button" class="button" aria-expanded={form.value === "stock"} aria-controls={panel}
          onClick={() => toggle("stock")} aria-label={`Add stock of ${listing.title}…`} data-testid="stock-add">Stock…</button>
        {pausable && (
          <button type="button" class="button" aria-disabled={action.busy.value} onClick={pause} data-testid="sale-pause"
            aria-label={`${sale.state === SaleState.PAUSED ? "Resume" : "Pause"} the sale of ${listing.title}`}>
            {sale.state === SaleState.PAUSED ? "Resume" : "Pause"}
          </button>
        )}
        {pausable && (
          <button type="button" class="button" aria-expanded={form.value === "change"} aria-controls={panel}
            onClick={() => toggle("change")} aria-label={`Change the sale of ${listing.title}…`} data-testid="sale-change">Change…</button>
        )}
        {running
          ? <button type="button" class="button" aria-disabled={action.busy.value} onClick={close}
              aria-label={`Close the sale of ${listing.title}`} data-testid="sale-close">Close sale</button>
          : <button type="button" class="button" aria-expanded={form.value === "sale"} aria-controls={panel}
              onClick={() => toggle("sale")} aria-label={`Sale of ${listing.title}…`} data-testid="sale-new">Sale…</button>}
      </div>
      {running && <SaleFigures view={view} sale={sale} />}
      <div id={panel} class="host-item-form" hidden={form.value === "none"}>
        {form.value === "sale" && !running && <SaleForm view={view} listing={listing} onOpened={done} />}
        {form.value === "change" && running && <ChangeSaleForm key={sale.sale} view={view} sale={sale} onDone={done} />}
        {form.value === "stock" && <AddStockForm view={view} listing={listing} onDone={done} />}
      </div>
      <Notice message={action.message.value} />
    </li>
  );
}

function StockFigures({ view, listing }: { view: RoomView; listing: Listing }) {
  const found = unitsOf(view.state.value, listing);
  const figure = (name: string, value: number) => (
    <div><dt>{name}</dt><dd data-testid={`figure-${name}`}>{found.known ? count(value) : "–"}</dd></div>
  );
  return (
    <dl class="figures">
      {figure("stock", found.available)}
      {figure("held", found.held)}
      {figure("sold", found.sold)}
    </dl>
  );
}

function SaleFigures({ view, sale }: { view: RoomView; sale: Sale }) {
  const local = tick.value;
  const left = leftIn(view.state.value, sale);
  const closes = Number(sale.closesAtMs) - (view.room.clock.now() || local);
  return (
    <div class="sale-now" data-testid="sale-now" data-state={SaleState[sale.state]}>
      <span class={sale.state === SaleState.OPEN ? "tag tag-sale" : "tag"} data-testid="sale-state">
        {sale.state === SaleState.OPEN && sale.policy === SalePolicy.RUSH ? "Sale open" : saleLabel(sale)}
      </span>
      <span>{units(sale.allotment)} at {formatMoney(sale.price)}, {count(sale.limitPerBuyer)} per buyer</span>
      {left !== undefined && <span><b data-testid="sale-left">{count(left)}</b> left</span>}
      {sale.closesAtMs > 0n && sale.state === SaleState.OPEN && <span class="countdown">ends in {remaining(closes)}</span>}
      {left !== undefined && (
        <progress class="meter" max={sale.allotment} value={sale.allotment - left} aria-label="Part of the sale that is taken" />
      )}
    </div>
  );
}
