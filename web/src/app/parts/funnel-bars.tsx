// The funnel as bars. Each rate says of whom it is a part.
import type { Bar } from "../funnel";
import { count, percent } from "../time";

export function FunnelBars({ bars }: { bars: readonly Bar[] }) {
  const all = bars[0]?.viewers ?? 0n;
  return (
    <ol class="funnel" data-testid="funnel">
      {bars.map((bar, at) => {
        const before = bars[at - 1];
        return (
          <li key={bar.step} class="funnel-step">
            <div class="funnel-head">
              <span class="funnel-name">{bar.name}</span>
              <span><b data-testid={`step-${bar.step}`}>{count(bar.viewers)}</b> viewers</span>
            </div>
            <progress class="meter meter-funnel" max={Number(all === 0n ? 1n : all)} value={Number(bar.viewers)} aria-label={bar.name} />
            <p class="hint">
              {before === undefined
                ? `${count(bar.count)} joins by ${count(bar.viewers)} different viewers`
                : `${percent(bar.viewers, all)} of the ${count(all)} who entered · ${percent(bar.viewers, before.viewers)} of the ${count(before.viewers)} in the step before`}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
