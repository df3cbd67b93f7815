// Opens a sale on a listing: how many units, at what price, for how long.
import { useSignal } from "@preact/signals";
import { create } from "@bufbuild/protobuf";
import { currencyDigits, decimal, GroupTermsSchema, parseMoney, SalePolicy, Waitlist } from "../../sdk";
import type { GroupTerms, Listing, SaleIntent } from "../../sdk";
import { useAction } from "../action";
import type { RoomView } from "../use-room";
import { Field, Select, wholeNumber } from "./field";
import { Notice } from "./notice";

const UNITS_MAX = 1_000_000_000;
const HOLD_MAX = 3_600;
const DAY = 86_400;

interface Typed {
  readonly units: string;
  readonly price: string;
  readonly limit: string;
  readonly hold: string;
  readonly minutes: string;
  readonly policy: "rush" | "draw" | "group";
  readonly tiers: string;
  readonly waitlist: "none" | "first" | "lottery";
}

const POLICIES = [["rush", "First come"], ["draw", "By a draw"], ["group", "As a group"]] as const;
const WAITLISTS = [["none", "None"], ["first", "First come"], ["lottery", "By lot"]] as const;
const WAITLIST = { none: Waitlist.UNSPECIFIED, first: Waitlist.FIRST_COME, lottery: Waitlist.LOTTERY };

export function SaleForm({ view, listing, onOpened }: { view: RoomView; listing: Listing; onOpened: () => void }) {
  const currency = listing.price?.currency ?? "EUR";
  const usual = decimal(listing.price?.minor ?? 0n, currencyDigits(currency));
  const typed = useSignal<Typed>({ units: "100", price: usual, limit: "1", hold: "120", minutes: "5", policy: "rush", tiers: "", waitlist: "none" });
  const action = useAction();
  const set = (part: Partial<Typed>) => { typed.value = { ...typed.value, ...part }; };
  const submit = async (event: Event) => {
    event.preventDefault();
    const intent = read(typed.value, listing.listing, currency, view.room.clock.now());
    if (typeof intent === "string") {
      action.refuse(intent);
      return;
    }
    if (await action.run(async () => { await view.room.startSale(intent); })) onOpened();
  };
  return (
    <form class="form form-sale" onSubmit={submit} data-testid="sale-form">
      <Field label="Units" value={typed.value.units} onValue={(units) => set({ units })} inputMode="numeric" required testid="sale-units" />
      <Field label={`Price in ${currency}`} value={typed.value.price} onValue={(price) => set({ price })} inputMode="decimal" required testid="sale-price" />
      <Field label="Per buyer" value={typed.value.limit} onValue={(limit) => set({ limit })} inputMode="numeric" required testid="sale-limit" />
      <Field label="Hold, seconds" value={typed.value.hold} onValue={(hold) => set({ hold })} inputMode="numeric" required testid="sale-hold" />
      <Field label="Open, minutes" value={typed.value.minutes} onValue={(minutes) => set({ minutes })} inputMode="numeric" hint="0: until closed" testid="sale-minutes" />
      <Select label="Who gets one" value={typed.value.policy} options={POLICIES} testid="sale-policy"
        onValue={(policy) => set({ policy: policy as Typed["policy"] })} />
      {typed.value.policy === "rush" && (
        <Select label="Waitlist" value={typed.value.waitlist} options={WAITLISTS} testid="sale-waitlist"
          onValue={(waitlist) => set({ waitlist: waitlist as Typed["waitlist"] })} />
      )}
      {typed.value.policy === "group" && (
        <Field label={`Buyers: price in ${currency}`} value={typed.value.tiers} onValue={(tiers) => set({ tiers })} required
          hint="Such as 5: 15.00, 20: 12.00" testid="sale-tiers" />
      )}
      <button type="submit" class="button button-main" aria-disabled={action.busy.value} data-testid="sale-open">Open the sale</button>
      <Notice message={action.message.value} />
    </form>
  );
}

/** The sale as typed, or what is wrong with it. */
function read(typed: Typed, listing: string, currency: string, nowMs: number): SaleIntent | string {
  const allotment = wholeNumber(typed.units, 1, UNITS_MAX);
  const price = parseMoney(typed.price, currency);
  const limitPerBuyer = wholeNumber(typed.limit, 1, UNITS_MAX);
  const holdSeconds = wholeNumber(typed.hold, 1, HOLD_MAX);
  const minutes = wholeNumber(typed.minutes, 0, DAY / 60);
  if (allotment === null) return "Units are a whole number, at least 1.";
  if (price === null) return `Write the price as a number with the digits of ${currency}, such as 19.90.`;
  if (limitPerBuyer === null) return "Units per buyer are a whole number, at least 1.";
  if (holdSeconds === null) return "A hold lasts 1 to 3,600 seconds.";
  if (minutes === null) return "A sale is open for 0 to 1,440 minutes; 0 means until you close it.";
  const intent = { listing, allotment, price, limitPerBuyer, holdSeconds, openSeconds: minutes * 60 };
  if (typed.policy === "draw") {
    if (minutes === 0) return "A draw takes entries for some minutes: say how many.";
    return { ...intent, policy: SalePolicy.DRAW };
  }
  if (typed.policy === "group") {
    if (minutes === 0) return "A group has some minutes to come together: say how many.";
    const group = readGroup(typed.tiers, currency, nowMs + minutes * 60_000);
    return typeof group === "string" ? group : { ...intent, openSeconds: 0, policy: SalePolicy.GROUP, group };
  }
  return { ...intent, waitlist: WAITLIST[typed.waitlist] };
}

/** The tiers as typed, or what is wrong with them. */
function readGroup(text: string, currency: string, endsMs: number): GroupTerms | string {
  const tiers = [];
  for (const part of text.split(",")) {
    const [buyers = "", cost = ""] = part.split(":");
    const [number, price] = [wholeNumber(buyers, 1, UNITS_MAX), parseMoney(cost.trim(), currency)];
    if (number === null || price === null) return "Write each tier as buyers and price, such as 5: 15.00, 20: 12.00.";
    tiers.push({ buyers: number, price });
  }
  return create(GroupTermsSchema, { tiers, end: { case: "deadlineMs", value: BigInt(Math.round(endsMs)) } });
}
