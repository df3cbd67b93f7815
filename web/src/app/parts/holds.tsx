// One's own reservations: what is held and for how long, the way to pay, and
// what was bought.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { describe, formatMoney, isHeld, quantityOf, ReservationState, reservationsOf } from "../../sdk";
import type { Reservation } from "../../sdk";
import { tell } from "../outcome";
import { apiAs } from "../session";
import { count, remaining, tick } from "../time";
import type { RoomView } from "../use-room";
import { Notice } from "./notice";
import type { Message } from "./notice";

/** How long after its end, in milliseconds, a hold without news is asked about. */
const ASK_AFTER = [1_500, 4_000, 10_000, 30_000];

export function Holds({ view, focus }: { view: RoomView; focus: bigint | null }) {
  const own = reservationsOf(view.state.value);
  if (own.length === 0) return null;
  return (
    <section class="panel holds" aria-labelledby="holds-heading">
      <h2 id="holds-heading">Yours</h2>
      <ul class="plain">
        {own.map((reservation) => (
          <Hold key={reservation.id.toString()} view={view} reservation={reservation} focus={reservation.id === focus} />
        ))}
      </ul>
    </section>
  );
}

function Hold({ view, reservation, focus }: { view: RoomView; reservation: Reservation; focus: boolean }) {
  const title = titleOf(view, reservation);
  return (
    <li class={`hold hold-${ReservationState[reservation.state]?.toLowerCase() ?? ""}`} data-testid="hold"
      data-state={ReservationState[reservation.state]}>
      <div class="hold-head">
        <span class="hold-title">{count(quantityOf(reservation))} × {title}</span>
        <strong>{formatMoney(reservation.total)}</strong>
      </div>
      {reservation.promoted && isHeld(reservation) && <p class="tag tag-sale" data-testid="promoted">It came free for you</p>}
      {isHeld(reservation)
        ? <OpenHold view={view} reservation={reservation} focus={focus} />
        : <p class="hold-state" role="status">{ENDED[reservation.state] ?? "It has ended."}</p>}
    </li>
  );
}

const ENDED: Partial<Record<ReservationState, string>> = {
  [ReservationState.COMMITTED]: "Bought ✓ The shop has your order.",
  [ReservationState.RELEASED]: "Given back.",
  [ReservationState.CANCELLED]: "The order was taken back.",
  [ReservationState.EXPIRED]: "The time to pay ran out, and it went back to stock.",
};

function OpenHold({ view, reservation, focus }: { view: RoomView; reservation: Reservation; focus: boolean }) {
  const pay = useRef<HTMLButtonElement>(null);
  const address = useSignal("");
  const message = useSignal<Message | null>(null);
  const local = tick.value;
  const left = Number(reservation.expiresAtMs) - (view.room.clock.now() || local);
  useAskAbout(view, reservation, left);
  useEffect(() => {
    if (focus) pay.current?.focus();
  }, [focus]);
  const checkout = async () => {
    message.value = null;
    // Opened within the click, or the browser takes it for a pop-up.
    const tab = window.open("", "_blank");
    try {
      const result = await view.room.checkout(reservation);
      address.value = safeAddress(result.url);
      if (address.value === "") message.value = { tone: "plain", text: "Pay in the shop. This page says when it is bought." };
      leadTo(tab, address.value);
    } catch (thrown) {
      tab?.close();
      message.value = { tone: "bad", text: describe(thrown) };
    }
  };
  const release = async () => {
    try {
      message.value = tell(await view.room.release(reservation));
    } catch (thrown) {
      message.value = { tone: "bad", text: describe(thrown) };
    }
  };
  return (
    <>
      <p class="hold-timer" data-testid="hold-timer">
        {left > 0 ? <>Held for you for <b>{remaining(left)}</b></> : "The time is over; asking whether it still stands…"}
      </p>
      <div class="row">
        <button ref={pay} type="button" class="button button-main" onClick={checkout} data-testid="checkout">Check out</button>
        <button type="button" class="button" onClick={release} data-testid="release">Give back</button>
      </div>
      {address.value !== "" && (
        <p><a href={address.value} target="_blank" rel="noopener" data-testid="pay-link">Open the checkout page</a></p>
      )}
      <Notice message={message.value} />
    </>
  );
}

/** News of a hold's end may have been missed: then it is read over the API. */
function useAskAbout(view: RoomView, reservation: Reservation, left: number): void {
  const asked = useRef(0);
  const due = ASK_AFTER[asked.current];
  useEffect(() => {
    if (due === undefined || left > -due) return;
    asked.current += 1;
    apiAs("viewer").getReservation(reservation.show, reservation.id).then(
      (now) => view.room.noteReservation(now),
      () => undefined,
    );
  });
}

function leadTo(tab: Window | null, address: string): void {
  if (tab === null) return;
  if (address === "") {
    tab.close();
    return;
  }
  tab.opener = null;
  tab.location.href = address;
}

/** A shop's address; empty for anything that is not a web page. */
function safeAddress(address: string): string {
  if (address === "") return "";
  try {
    const url = new URL(address, location.href);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : "";
  } catch {
    return "";
  }
}

function titleOf(view: RoomView, reservation: Reservation): string {
  const listing = view.state.value.listings.find((one) => one.listing === reservation.listing);
  const skus = reservation.lines.map((line) => {
    const sku = listing?.skus.find((one) => one.sku === line.sku);
    return sku === undefined || sku.title === "" ? line.sku : sku.title;
  });
  return listing === undefined ? skus.join(", ") : [listing.title, ...(listing.skus.length > 1 ? skus : [])].join(", ");
}
