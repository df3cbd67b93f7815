// What a host changes while a show runs: a sale's terms, and the stock.
import { useSignal } from "@preact/signals";
import { currencyDigits, decimal, parseMoney } from "../../sdk";
import type { Listing, Sale, SaleChange } from "../../sdk";
import { useAction } from "../action";
import type { RoomView } from "../use-room";
import { Field, Select, wholeNumber } from "./field";
import { Notice } from "./notice";

const UNITS_MAX = 1_000_000_000;

interface Typed {
  readonly add: string;
  readonly limit: string;
  readonly price: string;
}

export function ChangeSaleForm({ view, sale, onDone }: { view: RoomView; sale: Sale; onDone: () => void }) {
  const currency = sale.price?.currency ?? "EUR";
  const present = {
    add: "0",
    limit: sale.limitPerBuyer.toString(),
    price: decimal(sale.price?.minor ?? 0n, currencyDigits(currency)),
  };
  // What the form was opened with: what the host left alone is not sent.
  const before = useSignal<Typed>(present).peek();
  const typed = useSignal<Typed>(before);
  const action = useAction();
  const set = (part: Partial<Typed>) => { typed.value = { ...typed.value, ...part }; };
  const submit = async (event: Event) => {
    event.preventDefault();
    const change = read(typed.value, before, currency);
    if (typeof change === "string") {
      action.refuse(change);
      return;
    }
    if (await action.run(async () => { await view.room.changeSale(sale.sale, change); })) onDone();
  };
  return (
    <form class="form form-sale" onSubmit={submit} data-testid="change-form">
      <Field label="Units to add" value={typed.value.add} onValue={(add) => set({ add })} inputMode="numeric" required testid="change-add" />
      <Field label={`Price in ${currency}`} value={typed.value.price} onValue={(price) => set({ price })} inputMode="decimal"
        hint="What is held keeps its price" required testid="change-price" />
      <Field label="Per buyer" value={typed.value.limit} onValue={(limit) => set({ limit })} inputMode="numeric" required testid="change-limit" />
      <button type="submit" class="button button-main" aria-disabled={action.busy.value} data-testid="change-do">Change the sale</button>
      <Notice message={action.message.value} />
    </form>
  );
}

/** What is to change, or what is wrong with it. Only what differs is sent. */
function read(typed: Typed, before: Typed, currency: string): SaleChange | string {
  const addAllotment = wholeNumber(typed.add, 0, UNITS_MAX);
  const price = parseMoney(typed.price, currency);
  const limitPerBuyer = wholeNumber(typed.limit, 1, UNITS_MAX);
  if (addAllotment === null) return "Units to add are a whole number; 0 adds none.";
  if (price === null) return `Write the price as a number with the digits of ${currency}, such as 19.90.`;
  if (limitPerBuyer === null) return "Units per buyer are a whole number, at least 1.";
  const change = {
    ...(addAllotment > 0 ? { addAllotment } : {}),
    ...(typed.limit === before.limit ? {} : { limitPerBuyer }),
    ...(typed.price === before.price ? {} : { price }),
  };
  return Object.keys(change).length === 0 ? "Nothing is different: change a number first." : change;
}

export function AddStockForm({ view, listing, onDone }: { view: RoomView; listing: Listing; onDone: () => void }) {
  const sku = useSignal(listing.skus[0]?.sku ?? "");
  const typed = useSignal("10");
  const action = useAction();
  const submit = async (event: Event) => {
    event.preventDefault();
    const quantity = wholeNumber(typed.value, 1, UNITS_MAX);
    if (quantity === null) {
      action.refuse("Units are a whole number, at least 1.");
      return;
    }
    if (await action.run(async () => { await view.room.addStock(sku.value, quantity); })) onDone();
  };
  return (
    <form class="form form-sale" onSubmit={submit} data-testid="stock-form">
      {listing.skus.length > 1 && (
        <Select label="Which" value={sku.value} onValue={(value) => { sku.value = value; }} testid="stock-sku"
          options={listing.skus.map((one) => [one.sku, one.title === "" ? one.sku : one.title] as const)} />
      )}
      <Field label="Units to add" value={typed.value} onValue={(value) => { typed.value = value; }} inputMode="numeric" required
        hint="A running sale sells no more than its own units" testid="stock-units" />
      <button type="submit" class="button button-main" aria-disabled={action.busy.value} data-testid="stock-do">Add stock</button>
      <Notice message={action.message.value} />
    </form>
  );
}
