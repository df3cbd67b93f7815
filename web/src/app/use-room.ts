// A room as signals: the connection lives as long as the page's component, and
// the page is drawn at most once per frame however many frames come in.
import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { EMPTY, HawkerRoom, showAddress } from "../sdk";
import type { Role, RoomState, Status, Touch } from "../sdk";
import { keptToken } from "./session";

/** How often a page in the background takes over what came in. */
const HIDDEN_MS = 500;

export interface RoomView {
  readonly room: HawkerRoom;
  readonly state: ReadonlySignal<RoomState>;
  readonly status: ReadonlySignal<Status>;
  /** The capabilities that the server granted. */
  readonly caps: ReadonlySignal<readonly string[]>;
  /** The name that others see; empty for an anonymous viewer. */
  readonly self: ReadonlySignal<string>;
}

/** Joins the show in a role; leaves when the component goes. */
export function useRoom(show: string, role: Role): RoomView {
  const view = useMemo(() => makeView(show, role), [show, role]);
  useEffect(() => {
    view.room.open();
    const retry = () => view.room.retryNow();
    const leave = () => view.room.close();
    const back = (event: PageTransitionEvent) => event.persisted && view.room.open();
    window.addEventListener("online", retry);
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", back);
    return () => {
      window.removeEventListener("online", retry);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", back);
      leave();
    };
  }, [view]);
  return view;
}

function makeView(show: string, role: Role): RoomView {
  const room = new HawkerRoom({ url: showAddress(location.origin, show), token: keptToken(role), touch: touchOf() });
  const state = signal<RoomState>(EMPTY);
  const status = signal<Status>(room.status);
  const caps = signal<readonly string[]>([]);
  const self = signal("");
  const take = () => {
    state.value = room.state;
    status.value = room.status;
    caps.value = room.welcome?.caps ?? [];
    self.value = room.welcome?.viewer ?? "";
  };
  let due = false;
  const later = () => {
    due = false;
    take();
  };
  room.subscribe(() => {
    if (due) return;
    due = true;
    if (document.hidden) setTimeout(later, HIDDEN_MS);
    else requestAnimationFrame(later);
  });
  return { room, state, status, caps, self };
}

/** What brought the viewer: the page's own query, in the names that shops use. */
function touchOf(): Touch {
  const query = new URLSearchParams(location.search);
  const part = (name: string) => (query.get(name) ?? "").slice(0, 64);
  return {
    host: part("utm_source"),
    sharer: part("sharer"),
    campaign: part("utm_campaign"),
    topic: part("utm_content"),
  };
}
