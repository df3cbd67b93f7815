// For one who finds nothing to buy now: a place on the waitlist, or an entry in the
// draw. What comes of either appears as a hold, among one's own.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { describe, Outcome, quantityOf, reservationsOf, SaleState, Waitlist } from "../../sdk";
import type { ReserveIntent, ReserveResult, Sale } from "../../sdk";
import { tell } from "../outcome";
import { count, units } from "../time";
import type { RoomView } from "../use-room";
import { Notice } from "./notice";
import type { Message } from "./notice";

/** How often the place in line is read again. */
const PLACE_MS = 5_000;

interface WaitProps {
  readonly view: RoomView;
  readonly sale: Sale;
  readonly wanted: ReserveIntent;
}

export function WaitlistPlace({ view, sale, wanted, onHeld }: WaitProps & { onHeld: (id: bigint) => void }) {
  const message = useSignal<Message | null>(null);
  const busy = useSignal(false);
  const place = view.state.value.places.get(sale.sale);
  const inLine = place !== undefined && sale.waitlist === Waitlist.FIRST_COME;
  useEffect(() => {
    if (!inLine) return undefined;
    const again = setInterval(() => {
      // A place that can't be read now is read the next time.
      if (view.status.value.phase === "open") view.room.askPlace(sale.sale).catch(() => undefined);
    }, PLACE_MS);
    return () => clearInterval(again);
  }, [view, sale.sale, inLine]);
  const run = async (work: () => Promise<ReserveResult | void>) => {
    if (busy.value) return;
    busy.value = true;
    message.value = null;
    try {
      const result = await work();
      if (result?.outcome === Outcome.HELD && result.reservation !== undefined) onHeld(result.reservation.id);
      else if (result !== undefined && result.outcome !== Outcome.WAITING) message.value = tell(result);
    } catch (thrown) {
      message.value = { tone: "bad", text: describe(thrown) };
    }
    busy.value = false;
  };
  return (
    <div class="waiting" data-testid="waiting">
      {place === undefined ? (
        <button type="button" class="button button-main" aria-disabled={busy.value} data-testid="join-waitlist"
          onClick={() => run(() => view.room.joinWaitlist(wanted))}>Join the waitlist</button>
      ) : (
        <>
          <p role="status" data-testid="place">{placeText(place.place, place.quantity)}</p>
          <button type="button" class="button" aria-disabled={busy.value} data-testid="leave-waitlist"
            onClick={() => run(() => view.room.leaveWaitlist(sale.sale))}>Leave the waitlist</button>
        </>
      )}
      <Notice message={message.value} />
    </div>
  );
}

function placeText(place: number, quantity: number): string {
  const wanted = quantity > 1 ? ` for up to ${units(quantity)}` : "";
  return place === 0
    ? `You wait${wanted}. Who is next is drawn by lot when a unit comes back.`
    : `You are number ${count(place)} in line${wanted}. When a unit comes back for you, it is held for you here.`;
}

export function DrawEntry({ view, sale, wanted }: WaitProps) {
  const message = useSignal<Message | null>(null);
  const busy = useSignal(false);
  const state = view.state.value;
  const entry = state.entries.get(sale.sale);
  const won = reservationsOf(state).filter((one) => one.sale === sale.sale).reduce((sum, one) => sum + quantityOf(one), 0);
  const enter = async () => {
    if (busy.value) return;
    busy.value = true;
    message.value = null;
    try {
      const result = await view.room.enterDraw(wanted, nonceOf());
      if (result.outcome !== Outcome.ENTERED) message.value = tell(result);
    } catch (thrown) {
      message.value = { tone: "bad", text: describe(thrown) };
    }
    busy.value = false;
  };
  return (
    <div class="waiting" data-testid="draw">
      {entry === undefined && won === 0 && sale.state === SaleState.OPEN && (
        <button type="button" class="button button-main" aria-disabled={busy.value} onClick={enter} data-testid="enter-draw">
          Enter the draw
        </button>
      )}
      {(entry !== undefined || won > 0) && <p role="status" data-testid="draw-result">{resultText(sale, entry, won)}</p>}
      <Notice message={message.value} />
    </div>
  );
}

function resultText(sale: Sale, entry: number | undefined, won: number): string {
  if (won > 0) return `You were drawn: ${units(won)}.`;
  const yours = `Yours is entry ${count(entry ?? 0)}.`;
  switch (sale.state) {
    case SaleState.OPEN:
    case SaleState.PAUSED:
      return `You take part. ${yours}`;
    case SaleState.DRAWING:
      return `${yours} The units are being drawn.`;
    case SaleState.SOLD_OUT:
      return `${yours} It was not drawn. If a winner lets go, whoever is next is given it.`;
    default:
      return `${yours} It was not drawn.`;
  }
}

/** The buyer's own part of the draw, so that nobody else's choice decides it. */
function nonceOf(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
