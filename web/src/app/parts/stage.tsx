// The video area. A shop puts its player here; until then it is a stage with the
// show's title, the time, and how long it has been on.
import { ShowState } from "../../sdk";
import type { RoomView } from "../use-room";
import { clockTime, dateTime, span, tick } from "../time";

export function Stage({ view, compact = false }: { view: RoomView; compact?: boolean }) {
  const { show } = view.state.value;
  // Read before the clock, so that the stage is drawn again with every tick.
  const local = tick.value;
  const now = view.room.clock.now() || local;
  const live = show?.state === ShowState.LIVE;
  return (
    <section class={compact ? "stage stage-compact" : "stage"} aria-label="Video">
      <div class="stage-light" aria-hidden="true" />
      <div class="stage-top">
        {live && <span class="badge badge-live"><i class="dot" aria-hidden="true" />Live</span>}
        {live && <span class="stage-span" data-testid="on-air">{span(now - Number(show.liveAtMs))}</span>}
      </div>
      <div class="stage-middle">
        <p class="stage-title">{show?.title ?? "Joining the show…"}</p>
        <p class="stage-say">{show === null ? "" : say(show.state, Number(show.endedAtMs))}</p>
      </div>
      <time class="stage-clock" data-testid="clock">{clockTime(now)}</time>
    </section>
  );
}

function say(state: ShowState, endedAtMs: number): string {
  switch (state) {
    case ShowState.LIVE:
      return "On air";
    case ShowState.ENDED:
    case ShowState.SETTLED:
      return endedAtMs > 0 ? `This show ended on ${dateTime(endedAtMs)}` : "This show has ended";
    default:
      return "The show starts soon";
  }
}
