// Says when the page is not connected, why, and what comes next.
import type { RoomView } from "../use-room";
import { tick } from "../time";

export function ConnectionBanner({ view }: { view: RoomView }) {
  const status = view.status.value;
  const first = view.state.value.show === null;
  if (status.phase === "waiting") {
    const seconds = Math.max(0, Math.ceil((status.retryAt - tick.value) / 1000));
    return (
      <div class="banner banner-warn" role="status">
        <span>{status.error?.message ?? "The connection was lost. What you hold stays yours."}</span>
        <span class="banner-count" aria-hidden="true">{seconds > 0 ? `Again in ${seconds} s` : "Reconnecting…"}</span>
        <button type="button" class="button button-small" onClick={() => view.room.retryNow()}>Reconnect now</button>
      </div>
    );
  }
  if (status.phase === "closed" && status.error !== null) {
    return <div class="banner banner-bad" role="alert"><span>{status.error.message}</span></div>;
  }
  if (status.phase === "connecting" && !first) {
    return <div class="banner banner-warn" role="status"><span>Reconnecting…</span></div>;
  }
  return null;
}
