// The tiers of a group sale: which are unlocked, and what the next one takes.
import { formatMoney } from "../../sdk";
import type { GroupTerms, Sale } from "../../sdk";
import { count } from "../time";
import type { RoomView } from "../use-room";

export function GroupTiers({ view, sale, terms }: { view: RoomView; sale: Sale; terms: GroupTerms }) {
  const progress = view.state.value.groups.get(sale.sale);
  const [buyers, unlocked] = [progress?.buyers ?? 0, progress?.unlocked ?? 0];
  const first = terms.tiers[0];
  const next = terms.tiers[unlocked];
  return (
    <div class="tiers" data-testid="tiers">
      <p class="hint" role="status" data-testid="group-progress">
        {people(buyers)} so far.{" "}
        {next === undefined ? "The best price is reached." : `${count(Math.max(0, next.buyers - buyers))} more for ${formatMoney(next.price)}.`}
      </p>
      <ol class="plain">
        {terms.tiers.map((tier, at) => (
          <li key={tier.buyers} class={at < unlocked ? "tier tier-reached" : "tier"} data-reached={at < unlocked}>
            <span>{people(tier.buyers)}</span>
            <strong>{formatMoney(tier.price)}</strong>
            {at < unlocked && <span class="sr">reached</span>}
          </li>
        ))}
      </ol>
      <p class="hint">
        {unlocked === 0 && first !== undefined
          ? `If fewer than ${people(first.buyers)} take part nothing is sold, and whoever paid gets the money back.`
          : "At the end everyone pays the best price that was reached, also who bought before."}
      </p>
    </div>
  );
}

function people(number: number): string {
  return `${count(number)} ${number === 1 ? "buyer" : "buyers"}`;
}
