// A mock show with products and, if asked, a crowd that chats and buys.
import { Outcome, ReservationState, SaleState } from "../../src/gen/hawker/v1/types_pb";
import { ChatRole, ShowState } from "../../src/gen/hawker/v1/realtime_pb";
import { FunnelStep } from "../../src/gen/hawker/v1/funnel_pb";
import { MockShow } from "./show";
import type { Mock } from "./server";

const PRODUCTS = [
  ["enamel-mug", "Enamel mug, harbour blue", 1800n, 2000, [["mug-blue", ""]]],
  ["linen-shirt", "Washed linen shirt", 6900n, 500, [["shirt-s", "S"], ["shirt-m", "M"], ["shirt-l", "L"]]],
  ["desk-lamp", "Brass desk lamp", 12900n, 600, [["lamp-brass", ""]]],
  ["wool-throw", "Lambswool throw, woven to order by a very patient weaver", 8900n, 400, [["throw-oat", "Oat"], ["throw-moss", "Moss"]]],
] as const;

const WORDS = ["love it", "does it come in green?", "how heavy is it?", "hello from Lisbon", "that blue!", "I have two already", "is it dishwasher safe?", "🔥🔥", "pin the lamp again please"];

export function addDemoShow(mock: Mock, id = "demo"): MockShow {
  const show = new MockShow(id, "Harbour Goods, live from the workshop");
  mock.shows.set(id, show);
  for (const [listing, title, minor, stock, skus] of PRODUCTS) {
    show.putListing({
      listing, title, price: { minor, currency: "EUR" },
      skus: skus.map(([sku, variant]) => ({ sku, title: variant })),
      description: "Made in small numbers, two streets from the harbour. Comes in a box that is worth keeping.",
    });
    for (const [sku] of skus) show.stock(sku, { available: stock });
  }
  show.setState(ShowState.LIVE);
  show.pin("enamel-mug");
  return show;
}

/** So many people who chat, and who buy whenever a sale is open. */
export function addCrowd(show: MockShow, size: number): void {
  show.extra = size;
  for (let i = 0; i < size; i += 1) {
    show.funnel.step(FunnelStep.ROOM_ENTERED, `crowd-${i}`);
    if (i % 8 !== 0) show.funnel.step(FunnelStep.VIEW_PROMOTION, `crowd-${i}`, show.pinned);
  }
  const pick = () => `crowd-${Math.floor(Math.random() * size)}`;
  setInterval(() => {
    if (Math.random() < 0.5) show.say(pick(), WORDS[Math.floor(Math.random() * WORDS.length)] ?? "hi", ChatRole.UNSPECIFIED);
    show.extra = size + Math.round(Math.sin(Date.now() / 9000) * size * 0.1);
    for (const sale of show.sales.values()) {
      if (sale.state !== SaleState.OPEN || Math.random() < 0.4) continue;
      const buyer = pick();
      show.funnel.step(FunnelStep.ADD_TO_CART, buyer, sale.listing);
      const answer = show.reserve(buyer, crypto.randomUUID(), sale.listing, "", 1);
      const { reservation } = answer;
      if (answer.outcome !== Outcome.HELD || reservation === undefined) continue;
      show.funnel.step(FunnelStep.BEGIN_CHECKOUT, buyer, sale.listing);
      setTimeout(() => show.finish(reservation.id, Math.random() < 0.8 ? ReservationState.COMMITTED : ReservationState.RELEASED), 1500);
    }
  }, 150).unref();
}
