// What an outcome means to the one who asked, in a sentence.
import { formatMoney, Outcome } from "../sdk";
import type { ReserveResult } from "../sdk";
import type { Message } from "./parts/notice";
import { count, units } from "./time";

export function tell(result: ReserveResult): Message {
  switch (result.outcome) {
    case Outcome.HELD:
      return { tone: "good", text: "It is held for you. Pay before the time is over." };
    case Outcome.COMMITTED:
      return { tone: "good", text: "Bought. Thank you!" };
    case Outcome.SOLD_OUT:
      return { tone: "bad", text: soldOut(result.heldByOthers) };
    case Outcome.LIMIT:
      return { tone: "bad", text: limit(result.leftForBuyer) };
    case Outcome.NOT_OPEN:
      return { tone: "bad", text: "The sale is not open, so nothing was reserved. Buy when the host opens it." };
    case Outcome.PAUSED:
      return { tone: "bad", text: "The host has paused the sale. Try again when it goes on." };
    case Outcome.CONFLICT:
      return { tone: "bad", text: `The price has changed, so nothing was reserved. It is ${formatMoney(result.sale?.price)} now: buy again if that is fine.` };
    case Outcome.WAITING:
      return { tone: "good", text: "You wait. When a unit comes back for you, it is held for you here." };
    case Outcome.ENTERED:
      return { tone: "good", text: `You take part, with entry ${count(result.waiting)}.` };
    case Outcome.RELEASED:
      return { tone: "plain", text: "Given back. Others can have it now." };
    case Outcome.EXPIRED:
      return { tone: "bad", text: "The hold had run out, and the units went back to stock." };
    default:
      return { tone: "plain", text: "Done." };
  }
}

function soldOut(held: number): string {
  return held === 0
    ? "Sold out. Nothing is held any more, so nothing will come back."
    : `Sold out: ${units(held)} held, may come back. Stay here and try again then.`;
}

function limit(left: number): string {
  return left === 0
    ? "You have as many as one buyer may have in this sale."
    : `That is more than one buyer may have. You can still get ${units(left)}.`;
}
