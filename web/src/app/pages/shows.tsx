// All shows of this server, with the way to each of their pages.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { describe, ShowState } from "../../sdk";
import type { Show } from "../../sdk";
import { Header, ShowBadge } from "../parts/header";
import { Empty, Notice } from "../parts/notice";
import { addressOf } from "../route";
import { publicApi } from "../session";

/** What is on comes first, then what will be, then what was. */
const ORDER = [ShowState.LIVE, ShowState.SCHEDULED, ShowState.ENDED, ShowState.SETTLED];

export function ShowsPage() {
  const shows = useSignal<Show[] | null>(null);
  const error = useSignal("");
  useEffect(() => {
    document.title = "Shows · Hawker";
    publicApi.listShows().then(
      (list) => { shows.value = list.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state)); },
      (thrown: unknown) => { error.value = describe(thrown); },
    );
  }, [shows, error]);
  return (
    <>
      <Header title="Shows" />
      <main class="page narrow">
        <Notice message={error.value === "" ? null : { tone: "bad", text: error.value }} />
        {shows.value?.length === 0 && <Empty>There is no show yet. A host creates one at <code>/host/NAME</code>.</Empty>}
        <ul class="show-list">
          {shows.value?.map((show) => (
            <li key={show.show} class="panel show-row">
              <div class="show-row-text">
                <a class="show-row-title" href={addressOf("viewer", show.show)}>{show.title === "" ? show.show : show.title}</a>
                <p class="hint">{show.merchant}</p>
              </div>
              <ShowBadge state={show.state} />
              <nav class="row" aria-label={`Pages of ${show.title}`}>
                <a class="button button-small" href={addressOf("host", show.show)}>Host</a>
                <a class="button button-small" href={addressOf("merchant", show.show)}>Merchant</a>
              </nav>
            </li>
          ))}
        </ul>
      </main>
    </>
  );
}
