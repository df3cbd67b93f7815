// Adds a product to the line-up: its words, its price, and the SKUs it sells,
// each with the units that come into stock with it.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { newKey, parseMoney } from "../../sdk";
import type { Listing, Money } from "../../sdk";
import { useAction } from "../action";
import { apiAs } from "../session";
import { Field, wholeNumber } from "./field";
import { Notice } from "./notice";

/** SKUs that one listing may have. */
const SKUS_MAX = 16;
const UNITS_MAX = 1_000_000_000;
const ID = /^[A-Za-z0-9_.:-]{1,64}$/;

interface SkuRow {
  readonly sku: string;
  readonly title: string;
  readonly stock: string;
  /** Kept until the listing is in, so that trying again adds nothing twice. */
  readonly key: string;
}

const EMPTY = { title: "", price: "", currency: "EUR", description: "", image: "" };
const emptyRow = (): SkuRow => ({ sku: "", title: "", stock: "", key: newKey() });

export function ListingForm({ show, taken }: { show: string; taken: readonly Listing[] }) {
  const words = useSignal(EMPTY);
  const rows = useSignal<readonly SkuRow[]>([emptyRow()]);
  const action = useAction();
  const first = useRef<HTMLFormElement>(null);
  const set = (part: Partial<typeof EMPTY>) => { words.value = { ...words.value, ...part }; };
  const setRow = (at: number, part: Partial<SkuRow>) => {
    rows.value = rows.value.map((row, i) => (i === at ? { ...row, ...part } : row));
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = check(words.value, rows.value);
    const price = parseMoney(words.value.price, words.value.currency);
    if (wrong !== null || price === null) {
      action.refuse(wrong ?? `Write the price as a number with the digits of ${words.value.currency}, such as 19.90.`);
      return;
    }
    const added = await action.run(async () => {
      await add(show, words.value, price, rows.value, taken);
      return `${words.value.title.trim()} is in the line-up.`;
    });
    if (!added) return;
    words.value = { ...EMPTY, currency: words.value.currency };
    rows.value = [emptyRow()];
    first.current?.querySelector("input")?.focus();
  };
  return (
    <form ref={first} class="form" onSubmit={submit} data-testid="listing-form">
      <Field label="Title" value={words.value.title} onValue={(title) => set({ title })} required maxLength={200} testid="listing-title" />
      <div class="form-pair">
        <Field label="Price" value={words.value.price} onValue={(price) => set({ price })} required inputMode="decimal" testid="listing-price" />
        <Field label="Currency" value={words.value.currency} onValue={(text) => set({ currency: text.toUpperCase() })} required maxLength={3} pattern="[A-Z]{3}" />
      </div>
      {rows.value.map((row, at) => (
        <fieldset class="form-sku" key={row.key}>
          <legend>{rows.value.length === 1 ? "SKU" : `SKU ${at + 1}`}</legend>
          <Field label="Id" value={row.sku} onValue={(sku) => setRow(at, { sku })} required maxLength={64} testid="sku-id" />
          <Field label="Variant" value={row.title} onValue={(title) => setRow(at, { title })} maxLength={100} />
          <Field label="Units to add" value={row.stock} onValue={(stock) => setRow(at, { stock })} inputMode="numeric" testid="sku-stock" />
        </fieldset>
      ))}
      {rows.value.length < SKUS_MAX && (
        <button type="button" class="link" onClick={() => { rows.value = [...rows.value, emptyRow()]; }}>Add another SKU</button>
      )}
      <Field label="Description" value={words.value.description} onValue={(description) => set({ description })} maxLength={1000} />
      <Field label="Picture" value={words.value.image} onValue={(image) => set({ image })} hint="The address of a picture. May be empty." />
      <button type="submit" class="button button-main" aria-disabled={action.busy.value} data-testid="listing-add">Add to the line-up</button>
      <Notice message={action.message.value} />
    </form>
  );
}

function check(words: typeof EMPTY, rows: readonly SkuRow[]): string | null {
  if (words.title.trim() === "") return "Give the product a title.";
  for (const row of rows) {
    if (!ID.test(row.sku)) return "A SKU is 1 to 64 characters of A-Z a-z 0-9 _ . : -";
    if (row.stock.trim() !== "" && wholeNumber(row.stock, 1, UNITS_MAX) === null) {
      return "Units to add are a whole number from 1 to 1,000,000,000, or nothing.";
    }
  }
  const different = new Set(rows.map((row) => row.sku)).size === rows.length;
  return different ? null : "Each SKU can stand in a listing once.";
}

async function add(show: string, words: typeof EMPTY, price: Money, rows: readonly SkuRow[], taken: readonly Listing[]): Promise<void> {
  const api = apiAs("host");
  for (const row of rows) {
    const quantity = wholeNumber(row.stock, 1, UNITS_MAX);
    if (quantity !== null) await api.receiveStock(row.sku, quantity, row.key);
  }
  const title = words.title.trim();
  await api.putListing(show, {
    listing: freeId(title, taken),
    title,
    price,
    description: words.description.trim(),
    image: words.image.trim(),
    skus: rows.map(({ sku, title: variant }) => ({ sku, title: variant.trim() })),
  });
}

/** An id made of the title that no listing of the show has yet. */
function freeId(title: string, taken: readonly Listing[]): string {
  const plain = title.normalize("NFKD").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, 56);
  const base = plain === "" ? "item" : plain;
  const ids = new Set(taken.map((listing) => listing.listing));
  let id = base;
  for (let n = 2; ids.has(id); n += 1) id = `${base}-${n}`;
  return id;
}
