// The funnel as bars. Each rate says of whom it is a part.
import { baseOf } from "../funnel";
import type { Bar } from "../funnel";
import { count, percent } from "../time";

export function FunnelBars({ bars }: { bars: readonly Bar[] }) {
  const all = bars[0]?.viewers ?? 0n;
  return (
    <ol class="funnel" data-testid="funnel">
      {bars.map((bar, at) => (
        <li key={bar.step} class="funnel-step">
          <div class="funnel-head">
            <span class="funnel-name">{bar.name}</span>
            <span><b data-testid={`step-${bar.step}`}>{count(bar.viewers)}</b> viewers</span>
          </div>
          <progress class="meter meter-funnel" max={Number(all === 0n ? 1n : all)} value={Number(bar.viewers)} aria-label={bar.name} />
          <p class="hint">{ratesOf(bars, at)}</p>
        </li>
      ))}
    </ol>
  );
}

function ratesOf(bars: readonly Bar[], at: number): string {
  const [bar, first, before] = [bars[at], bars[0], baseOf(bars, at)];
  if (bar === undefined || first === undefined) return "";
  if (at === 0) return `${count(bar.count)} joins by ${count(bar.viewers)} different viewers`;
  const rate = (base: Bar) => `${percent(bar.viewers, base.viewers)} of the ${count(base.viewers)} who ${base.who}`;
  return before === undefined ? rate(first) : `${rate(first)} · ${rate(before)}`;
}
