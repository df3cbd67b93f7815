// The host's page: go live and end, the line-up with pins and sales, and chat.
// A show that does not exist yet is created here.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ErrorCode, ShowState } from "../../sdk";
import { useAction } from "../action";
import { Chat } from "../parts/chat";
import { ConnectionBanner } from "../parts/connection";
import { Field } from "../parts/field";
import { Gate } from "../parts/gate";
import { Header, ShowBadge, ViewerCount } from "../parts/header";
import { HostLineUp } from "../parts/line-up";
import { ListingForm } from "../parts/listing-form";
import { Notice } from "../parts/notice";
import { Stage } from "../parts/stage";
import { addressOf } from "../route";
import { apiAs, keepToken, keptToken } from "../session";
import { useRoom } from "../use-room";
import type { RoomView } from "../use-room";

export function HostPage({ show }: { show: string }) {
  const token = useSignal(keptToken("host"));
  useEffect(() => { document.title = `Host · ${show} · Hawker`; }, [show]);
  if (token.value !== "") {
    const leave = () => {
      keepToken("host", "");
      token.value = "";
    };
    return <HostRoom key={token.value} show={show} onLeave={leave} />;
  }
  return (
    <>
      <Header title={`Host of ${show}`} />
      <main class="page narrow">
        <section class="panel" aria-labelledby="gate-heading">
          <h2 id="gate-heading">Host this show</h2>
          <Gate enterAs="host" show={show} why="To go live, pin products and open sales, enter with a host's token."
            onToken={(given) => { token.value = given; }} />
        </section>
      </main>
    </>
  );
}

function HostRoom({ show, onLeave }: { show: string; onLeave: () => void }) {
  const view = useRoom(show, "host");
  const state = view.state.value;
  const status = view.status.value;
  const missing = status.phase === "closed" && status.error?.code === ErrorCode.SHOW_NOT_FOUND;
  const unfit = status.phase === "open" && !view.caps.value.includes("host");
  return (
    <>
      <Header title={state.show?.title ?? show}>
        {state.show !== null && <ShowBadge state={state.show.state} />}
        <ViewerCount now={state.viewers} />
        <a class="button button-small" href={addressOf("viewer", show)} target="_blank" rel="noopener">Viewer’s page</a>
        <button type="button" class="button button-small" onClick={onLeave}>Leave</button>
      </Header>
      {!missing && <ConnectionBanner view={view} />}
      {unfit && <div class="banner banner-bad" role="alert"><span>This token may not host: leave, and enter with one that has the capability “host”.</span></div>}
      {missing ? <CreateShow view={view} show={show} /> : state.show !== null && (
        <main class="page host">
          <div class="host-side">
            <Stage view={view} compact />
            <Controls view={view} />
          </div>
          <div class="host-main">
            <HostLineUp view={view} />
            <section class="panel" aria-labelledby="add-heading">
              <h2 id="add-heading">Add a product</h2>
              <ListingForm show={show} taken={state.listings} />
            </section>
          </div>
          <Chat view={view} />
        </main>
      )}
    </>
  );
}

function CreateShow({ view, show }: { view: RoomView; show: string }) {
  const title = useSignal("");
  const action = useAction();
  const submit = async (event: Event) => {
    event.preventDefault();
    const made = await action.run(async () => { await apiAs("host").createShow(show, title.value.trim()); });
    if (made) view.room.open();
  };
  return (
    <main class="page narrow">
      <section class="panel" aria-labelledby="create-heading">
        <h2 id="create-heading">There is no show “{show}” yet</h2>
        <form class="form" onSubmit={submit}>
          <Field label="Title of the show" value={title.value} onValue={(text) => { title.value = text; }} required maxLength={200} />
          <button type="submit" class="button button-main" aria-disabled={action.busy.value}>Create it</button>
          <Notice message={action.message.value} />
        </form>
      </section>
    </main>
  );
}

function Controls({ view }: { view: RoomView }) {
  const action = useAction();
  const dialog = useRef<HTMLDialogElement>(null);
  const state = view.state.value.show?.state ?? ShowState.UNSPECIFIED;
  const move = (to: ShowState.LIVE | ShowState.ENDED) => {
    dialog.current?.close();
    void action.run(async () => { await view.room.setShowState(to); });
  };
  return (
    <section class="panel controls" aria-labelledby="controls-heading">
      <h2 id="controls-heading">The show</h2>
      {state === ShowState.SCHEDULED && (
        <button type="button" class="button button-main" aria-disabled={action.busy.value} onClick={() => move(ShowState.LIVE)} data-testid="go-live">Go live</button>
      )}
      {state === ShowState.LIVE && (
        <button type="button" class="button button-danger" onClick={() => dialog.current?.showModal()} data-testid="end-show">End the show…</button>
      )}
      {(state === ShowState.ENDED || state === ShowState.SETTLED) && <p class="hint">The show has ended. Holds that are open can still be paid.</p>}
      <Notice message={action.message.value} />
      <dialog ref={dialog} class="dialog" aria-labelledby="end-heading">
        <h2 id="end-heading">End the show?</h2>
        <p>Open sales close, and it can’t be made live again. Holds stay valid until they run out.</p>
        <div class="row">
          <button type="button" class="button button-danger" onClick={() => move(ShowState.ENDED)} data-testid="end-confirm">End it</button>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>Keep going</button>
        </div>
      </dialog>
    </section>
  );
}
