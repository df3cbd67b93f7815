// The viewer's page: the stage, the pinned product, one's own holds, the line-up
// and chat. Without a token one may watch; signing in adds chat and buying.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isOn, saleOf } from "../../sdk";
import type { Listing } from "../../sdk";
import { Announcer } from "../parts/announce";
import { Card } from "../parts/card";
import { Chat } from "../parts/chat";
import { ConnectionBanner } from "../parts/connection";
import { Gate } from "../parts/gate";
import { Header, ShowBadge, ViewerCount } from "../parts/header";
import { Holds } from "../parts/holds";
import { Empty } from "../parts/notice";
import { Stage } from "../parts/stage";
import { useRoom } from "../use-room";
import type { RoomView } from "../use-room";

export function ViewerPage({ show }: { show: string }) {
  const view = useRoom(show, "viewer");
  const state = view.state.value;
  const held = useSignal<bigint | null>(null);
  const title = state.show?.title ?? show;
  useEffect(() => { document.title = `${title} · Hawker`; }, [title]);
  const pinned = state.listings.find((listing) => listing.listing === state.pinned);
  const others = state.listings.filter((listing) => listing !== pinned);
  const onHeld = (id: bigint) => { held.value = id; };
  return (
    <>
      <Header title={title}>
        {state.show !== null && <ShowBadge state={state.show.state} />}
        <ViewerCount now={state.viewers} />
        <SignIn view={view} show={show} />
      </Header>
      <ConnectionBanner view={view} />
      <Announcer view={view} />
      <main class="page viewer">
        <div class="viewer-main">
          <Stage view={view} />
          <div class="viewer-offer">
            {pinned === undefined
              ? state.show !== null && <div class="panel"><Empty>Nothing is shown right now. What the host pins appears here.</Empty></div>
              : <Card key={pinned.listing} view={view} listing={pinned} pinned onHeld={onHeld} />}
            <Holds view={view} focus={held.value} />
          </div>
        </div>
        <Chat view={view} />
        <LineUp view={view} listings={others} onHeld={onHeld} />
      </main>
    </>
  );
}

/** Everything that is not pinned; what is on sale comes first. */
function LineUp({ view, listings, onHeld }: { view: RoomView; listings: readonly Listing[]; onHeld: (id: bigint) => void }) {
  if (listings.length === 0) return null;
  const on = (listing: Listing) => {
    const sale = saleOf(view.state.value, listing.listing);
    return sale !== undefined && isOn(sale) ? 0 : 1;
  };
  return (
    <section aria-labelledby="lineup-heading" class="lineup">
      <h2 id="lineup-heading">Also in this show</h2>
      <div class="lineup-cards">
        {listings.toSorted((a, b) => on(a) - on(b)).map((listing) => (
          <Card key={listing.listing} view={view} listing={listing} pinned={false} onHeld={onHeld} />
        ))}
      </div>
    </section>
  );
}

/** The way in for one who only watches, and who one is for others. */
function SignIn({ view, show }: { view: RoomView; show: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { phase } = view.status.value;
  const anonymous = phase === "open" ? view.self.value === "" : phase === "closed";
  const enter = (token: string) => {
    dialog.current?.close();
    void view.room.setToken(token);
  };
  return (
    <>
      {view.self.value !== "" && phase !== "closed" && <span class="badge" title="Your name for others">{view.self.value}</span>}
      {anonymous && (
        <button type="button" class="button button-small button-main" onClick={() => dialog.current?.showModal()} data-testid="sign-in">
          Sign in
        </button>
      )}
      <dialog ref={dialog} class="dialog" aria-labelledby="sign-in-heading">
        <div class="panel-head">
          <h2 id="sign-in-heading">Sign in</h2>
          <button type="button" class="button button-small" onClick={() => dialog.current?.close()}>Close</button>
        </div>
        <Gate enterAs="viewer" show={show} why="Watching needs nothing. To chat and to buy, say who you are." onToken={enter} />
      </dialog>
    </>
  );
}
