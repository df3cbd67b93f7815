// A product on offer: what it is, what it costs, how much is left, until when,
// and the button that reserves it.
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import {
  describe, formatMoney, isHeld, isOn, leftIn, Outcome, priceOf, quantityOf, ReservationState, reservationsOf, SalePolicy, SaleState, saleOf, TrackKind, unitsOf,
  Waitlist,
} from "../../sdk";
import type { Listing, Reservation, Sale } from "../../sdk";
import { tell } from "../outcome";
import { count, remaining, tick, units } from "../time";
import type { RoomView } from "../use-room";
import { Notice } from "./notice";
import type { Message } from "./notice";
import { Picture } from "./picture";
import { saleLabel } from "./sale-label";
import { GroupTiers } from "./group-tiers";
import { DrawEntry, WaitlistPlace } from "./waiting";

interface CardProps {
  readonly view: RoomView;
  readonly listing: Listing;
  readonly pinned: boolean;
  /** A unit was held: whoever shows holds brings it before the buyer's eyes. */
  readonly onHeld: (reservation: bigint) => void;
}

export function Card({ view, listing, pinned, onHeld }: CardProps) {
  const sale = saleOf(view.state.value, listing.listing);
  const card = useRef<HTMLElement>(null);
  const pins = view.state.value.pins;
  useEffect(() => (pinned ? whenSeen(card.current, () => {
    view.room.track(TrackKind.VIEW_PROMOTION, listing.listing);
  }) : undefined), [view, listing.listing, pinned, pins]);
  return (
    <article ref={card} class={pinned ? "card card-pinned" : "card"} aria-label={listing.title}
      data-testid={pinned ? "pinned" : "offer"} data-listing={listing.listing}>
      <Picture listing={listing} />
      <div class="card-text">
        {(pinned || sale !== undefined) && (
          <div class="card-labels">
            {pinned && <span class="tag tag-pin">Shown now</span>}
            <SaleTag sale={sale} />
          </div>
        )}
        <h3 class="card-title">{listing.title}</h3>
        <Price view={view} listing={listing} sale={sale} />
      </div>
      <Stock view={view} listing={listing} sale={sale} />
      <Details view={view} listing={listing} />
      {(pinned || sale !== undefined) && <Buy view={view} listing={listing} sale={sale} onHeld={onHeld} />}
    </article>
  );
}

function SaleTag({ sale }: { sale: Sale | undefined }) {
  if (sale === undefined || sale.state === SaleState.SCHEDULED) return null;
  return (
    <span class={sale.state === SaleState.OPEN ? "tag tag-sale" : "tag"} data-testid="sale-tag" data-state={SaleState[sale.state]}>
      {saleLabel(sale)}
    </span>
  );
}

function Price({ view, listing, sale }: { view: RoomView; listing: Listing; sale: Sale | undefined }) {
  const price = sale !== undefined && isOn(sale) ? priceOf(view.state.value, sale) : undefined;
  const reduced = price !== undefined && price.minor !== listing.price?.minor;
  return (
    <p class="price">
      <strong data-testid="price">{formatMoney(price ?? listing.price)}</strong>
      {reduced && <><span class="sr"> instead of </span><s>{formatMoney(listing.price)}</s></>}
    </p>
  );
}

function Stock({ view, listing, sale }: { view: RoomView; listing: Listing; sale: Sale | undefined }) {
  const state = view.state.value;
  const stock = unitsOf(state, listing);
  const left = sale === undefined ? undefined : leftIn(state, sale);
  // What this buyer holds may not come back to this buyer.
  const own = reservationsOf(state, listing.listing).filter(isHeld).reduce((sum, one) => sum + quantityOf(one), 0);
  const all = sale !== undefined && isOn(sale) ? sale.allotment : 0;
  return (
    <div class="stock">
      <p class="stock-line">
        <span data-testid="stock">{stockText(sale, left, { ...stock, held: stock.held - own })}</span>
        <Countdown view={view} sale={sale} />
      </p>
      {left !== undefined && all > 0 && (
        <progress class={left * 5 <= all ? "meter meter-low" : "meter"} max={all} value={left}
          aria-label={`${count(left)} of ${units(all)} left`} />
      )}
    </div>
  );
}

function stockText(sale: Sale | undefined, left: number | undefined, stock: { available: number; held: number; known: boolean }): string {
  if (sale?.state === SaleState.SOLD_OUT) {
    return stock.held > 0 ? `Sold out: ${count(stock.held)} held, may come back` : "Sold out";
  }
  if (sale?.policy === SalePolicy.DRAW && isOn(sale)) return `${units(sale.allotment)} to be drawn`;
  if (sale?.state === SaleState.OPEN || sale?.state === SaleState.PAUSED) {
    if (left !== undefined) return `${count(left)} of ${count(sale.allotment)} left`;
    return `${units(sale.allotment)} on sale${stock.known ? ` · ${count(stock.available)} in stock` : ""}`;
  }
  if (!stock.known) return "";
  return stock.available === 0 ? "Out of stock" : `${count(stock.available)} in stock`;
}

function Countdown({ view, sale }: { view: RoomView; sale: Sale | undefined }) {
  const local = tick.value;
  const ends = sale?.group?.endsAtMs ?? sale?.closesAtMs ?? 0n;
  if (sale === undefined || sale.state !== SaleState.OPEN || ends === 0n) return null;
  const left = Number(ends) - (view.room.clock.now() || local);
  return <span class="countdown" data-testid="countdown">{left > 0 ? `Ends in ${remaining(left)}` : "Ending…"}</span>;
}

function Details({ view, listing }: { view: RoomView; listing: Listing }) {
  const open = useSignal(false);
  const panel = useId();
  if (listing.description === "") return null;
  const toggle = () => {
    open.value = !open.value;
    if (!open.value) return;
    view.room.track(TrackKind.SELECT_PROMOTION, listing.listing);
    view.room.track(TrackKind.VIEW_ITEM, listing.listing);
  };
  return (
    <div class="details">
      <button type="button" class="link" aria-expanded={open.value} aria-controls={panel} onClick={toggle}>
        {open.value ? "Less" : "More"} about it
      </button>
      <p id={panel} hidden={!open.value}>{listing.description}</p>
    </div>
  );
}

function Buy({ view, listing, sale, onHeld }: { view: RoomView; listing: Listing; sale: Sale | undefined; onHeld: (id: bigint) => void }) {
  const sku = useSignal("");
  const quantity = useSignal(1);
  const busy = useSignal(false);
  const message = useSignal<Message | null>(null);
  const chosen = sku.value === "" ? (listing.skus[0]?.sku ?? "") : sku.value;
  const drawn = sale?.policy === SalePolicy.DRAW;
  const open = sale?.state === SaleState.OPEN && !drawn;
  const enters = sale?.state === SaleState.OPEN && drawn;
  const most = Math.max(1, sale?.limitPerBuyer ?? 1);
  const own = reservationsOf(view.state.value, listing.listing).filter((one) => one.sale === sale?.sale && countsForLimit(one));
  const mayHaveMore = own.reduce((sum, one) => sum + quantityOf(one), 0) < most;
  const waits = sale?.state === SaleState.SOLD_OUT && sale.waitlist !== Waitlist.UNSPECIFIED && mayHaveMore;
  const signedIn = view.caps.value.includes("buy");
  const buy = async () => {
    if (busy.value) return;
    busy.value = true;
    message.value = null;
    view.room.track(TrackKind.ADD_TO_CART, listing.listing);
    try {
      const wanted = { listing: listing.listing, sku: chosen, quantity: Math.min(quantity.value, most) };
      const result = await view.room.reserve({ ...wanted, priceVersion: sale?.priceVersion ?? 0 });
      const held = result.outcome === Outcome.HELD ? result.reservation : undefined;
      // A hold speaks for itself, where it is shown.
      if (held === undefined) message.value = tell(result);
      else onHeld(held.id);
    } catch (thrown) {
      message.value = { tone: "bad", text: describe(thrown) };
    }
    busy.value = false;
  };
  return (
    <div class="buy">
      {(open || waits || enters) && signedIn && <Choices listing={listing} sku={chosen} most={most} quantity={quantity.value}
        onSku={(value) => { sku.value = value; }} onQuantity={(value) => { quantity.value = value; }} />}
      {open && signedIn && (
        <button type="button" class="button button-main button-buy" aria-disabled={busy.value} onClick={buy} data-testid="buy">
          {busy.value ? "Asking…" : `Buy for ${formatMoney(priceOf(view.state.value, sale) ?? listing.price)}`}
        </button>
      )}
      {open && !signedIn && <p class="hint">Sign in to buy.</p>}
      {!open && <p class="hint">{closedText(sale)}</p>}
      {sale?.group !== undefined && isOn(sale) && <GroupTiers view={view} sale={sale} terms={sale.group} />}
      {signedIn && waits && <WaitlistPlace view={view} sale={sale} onHeld={onHeld}
        wanted={{ listing: listing.listing, sku: chosen, quantity: Math.min(quantity.value, most) }} />}
      {signedIn && drawn && <DrawEntry view={view} sale={sale}
        wanted={{ listing: listing.listing, sku: chosen, quantity: Math.min(quantity.value, most) }} />}
      <Notice message={message.value} />
    </div>
  );
}

/** Whether its units count against the buyer's limit: held, or bought. */
function countsForLimit({ state }: Reservation): boolean {
  return state === ReservationState.HELD || state === ReservationState.COMMITTED;
}

function closedText(sale: Sale | undefined): string {
  if (sale?.policy === SalePolicy.DRAW && sale.state === SaleState.OPEN) {
    return "Who gets a unit is drawn by lot, among all who enter in time.";
  }
  switch (sale?.state) {
    case SaleState.PAUSED:
      return "The host has paused the sale. What you hold can be paid; buying goes on when the host says so.";
    case SaleState.DRAWING:
      return "Entries are closed. The units are being drawn.";
    case SaleState.SETTLING:
      return "The sale has ended, and everyone in it is given the price that was reached.";
    case SaleState.SOLD_OUT:
      return sale.waitlist === Waitlist.UNSPECIFIED
        ? "Every unit is held or sold. If one comes back, you can buy here at once."
        : "Every unit is held or sold. If one comes back, it goes to those who wait.";
    case SaleState.CLOSED:
      return "This sale is over.";
    default:
      return "You can buy it when the host opens the sale.";
  }
}

interface ChoicesProps {
  readonly listing: Listing;
  readonly sku: string;
  readonly most: number;
  readonly quantity: number;
  readonly onSku: (sku: string) => void;
  readonly onQuantity: (quantity: number) => void;
}

function Choices({ listing, sku, most, quantity, onSku, onQuantity }: ChoicesProps) {
  const id = useId();
  return (
    <div class="choices">
      {listing.skus.length > 1 && (
        <label class="choice" for={`${id}-sku`}>
          <span>Which</span>
          <select id={`${id}-sku`} value={sku} onChange={(event) => onSku(event.currentTarget.value)}>
            {listing.skus.map((one) => <option key={one.sku} value={one.sku}>{one.title === "" ? one.sku : one.title}</option>)}
          </select>
        </label>
      )}
      {most > 1 && (
        <label class="choice" for={`${id}-n`}>
          <span>How many</span>
          <input id={`${id}-n`} type="number" min={1} max={most} value={quantity}
            onInput={(event) => onQuantity(Math.min(most, Math.max(1, Math.floor(event.currentTarget.valueAsNumber) || 1)))} />
        </label>
      )}
    </div>
  );
}

/** Calls once, when half of the element has come into view. */
function whenSeen(element: Element | null, seen: () => void): (() => void) | undefined {
  if (element === null) return undefined;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    seen();
  }, { threshold: 0.5 });
  observer.observe(element);
  return () => observer.disconnect();
}
