// The merchant's page: who is there, how viewers become buyers, what was sold.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { describe, divide, formatMoney, FunnelStep } from "../../sdk";
import type { FunnelSecond, Listing, ListingFunnel, Money, SalesTotal, ShowFunnel } from "../../sdk";
import { barsOf, countOf, mergeSeconds, seriesOf, viewersOf } from "../funnel";
import { Chart } from "../parts/chart";
import { FunnelBars } from "../parts/funnel-bars";
import { Gate } from "../parts/gate";
import { Header } from "../parts/header";
import { Empty } from "../parts/notice";
import { addressOf } from "../route";
import { apiAs, keepToken, keptToken, publicApi } from "../session";
import { clockTime, count, percent, span, units } from "../time";

/** Seconds that the charts show. */
const CHART_SECONDS = 300;

export function MerchantPage({ show }: { show: string }) {
  const token = useSignal(keptToken("merchant"));
  useEffect(() => { document.title = `Merchant · ${show} · Hawker`; }, [show]);
  const leave = () => {
    keepToken("merchant", "");
    token.value = "";
  };
  return (
    <>
      <Header title={`Numbers of ${show}`}>
        <a class="button button-small" href={addressOf("viewer", show)} target="_blank" rel="noopener">Viewer’s page</a>
        {token.value !== "" && <button type="button" class="button button-small" onClick={leave}>Leave</button>}
      </Header>
      {token.value === "" ? (
        <main class="page narrow">
          <section class="panel" aria-labelledby="gate-heading">
            <h2 id="gate-heading">The show’s numbers</h2>
            <Gate enterAs="merchant" show={show} why="A show’s numbers are its merchant’s: enter with a merchant’s token."
              onToken={(given) => { token.value = given; }} />
          </section>
        </main>
      ) : <Dashboard key={token.value} show={show} />}
    </>
  );
}

function Dashboard({ show }: { show: string }) {
  const funnel = useSignal<ShowFunnel | null>(null);
  const seconds = useSignal<readonly FunnelSecond[]>([]);
  const listings = useSignal<readonly Listing[]>([]);
  const error = useSignal("");
  useEffect(() => {
    const stop = new AbortController();
    const api = apiAs("merchant");
    const lost = (thrown: unknown) => { error.value = thrown === null ? "" : describe(thrown); };
    const follow = async () => {
      const first = await api.getFunnel(show, CHART_SECONDS);
      funnel.value = first.funnel ?? null;
      seconds.value = first.seconds;
      for await (const update of api.followFunnel(show, stop.signal, lost)) {
        error.value = "";
        funnel.value = update.funnel ?? funnel.value;
        seconds.value = mergeSeconds(seconds.value, update.seconds);
      }
    };
    follow().catch(lost);
    publicApi.getShow(show).then((snapshot) => { listings.value = snapshot.listings; }, () => undefined);
    return () => stop.abort();
  }, [show, funnel, seconds, listings, error]);
  return (
    <>
      {error.value !== "" && <div class="banner banner-warn" role="status"><span>{error.value}</span></div>}
      <main class="page merchant">
        {funnel.value === null
          ? error.value === "" && <Empty>Waiting for the first numbers…</Empty>
          : <Numbers funnel={funnel.value} seconds={seconds.value} listings={listings.value} />}
      </main>
    </>
  );
}

function Numbers({ funnel, seconds, listings }: { funnel: ShowFunnel; seconds: readonly FunnelSecond[]; listings: readonly Listing[] }) {
  const until = Math.floor(Number(funnel.asOfMs) / 1000);
  const series = seriesOf(seconds, until, CHART_SECONDS);
  const orders = series.orders.reduce((sum, one) => sum + one, 0);
  return (
    <>
      <Tiles funnel={funnel} />
      <section class="panel" aria-labelledby="funnel-heading">
        <h2 id="funnel-heading">From viewer to buyer</h2>
        <FunnelBars bars={barsOf(funnel.steps)} />
        <Losses funnel={funnel} />
      </section>
      <section class="panel charts" aria-labelledby="charts-heading">
        <h2 id="charts-heading">The last five minutes</h2>
        <Chart title="Viewers" summary={`${count(funnel.viewersNow)} now, ${count(funnel.peakViewers)} at most`}
          seconds={series.seconds} values={series.viewers} />
        <Chart title="Orders per second" summary={`${count(orders)} orders in the time shown`}
          seconds={series.seconds} values={series.orders} bars />
      </section>
      <section class="panel wide" aria-labelledby="listings-heading">
        <h2 id="listings-heading">By product</h2>
        <ListingTable rows={funnel.listings} listings={listings} />
      </section>
      <p class="hint wide">As of {clockTime(Number(funnel.asOfMs))} · orders counted to journal record {count(funnel.journalSeq)}
        {funnel.eventsLost > 0n && ` · ${count(funnel.eventsLost)} events were lost and are in no number`}</p>
    </>
  );
}

function Tiles({ funnel }: { funnel: ShowFunnel }) {
  const sum = (pick: (total: SalesTotal) => bigint) => funnel.sales.reduce((all, total) => all + pick(total), 0n);
  const left = countOf(funnel.steps, FunnelStep.ROOM_LEFT);
  const watched = left === 0n ? "–" : span(Number(funnel.watchedMs / left));
  return (
    <dl class="tiles wide">
      <Tile name="Viewers now" value={count(funnel.viewersNow)} note={`at most ${count(funnel.peakViewers)}`} id="viewers-now" />
      <Tile name="GMV" value={amounts(funnel.sales, (total) => total.gross)} note="all orders, refunds not taken off" id="gmv" />
      <Tile name="Orders" value={count(sum((total) => total.orders))} note={`by ${count(sum((total) => total.buyers))} buyers`} id="orders" />
      <Tile name="Units" value={count(sum((total) => total.units))} note="sold" id="units" />
      <Tile name="Refunded" value={amounts(funnel.sales, (total) => total.refunded)}
        note={`${count(sum((total) => total.refunds))} times, ${units(sum((total) => total.refundedUnits))}`} id="refunded" />
      <Tile name="Average order" value={amounts(funnel.sales, average)} note="GMV ÷ orders" id="aov" />
      <Tile name="Watch time" value={watched} note="average of those who left" id="watched" />
    </dl>
  );
}

function Tile({ name, value, note, id }: { name: string; value: string; note: string; id: string }) {
  return (
    <div class="tile-box">
      <dt>{name}</dt>
      <dd data-testid={`tile-${id}`}>{value}</dd>
      <dd class="hint">{note}</dd>
    </div>
  );
}

function Losses({ funnel }: { funnel: ShowFunnel }) {
  const refused = countOf(funnel.steps, FunnelStep.STOCK_REFUSED);
  const reserved = countOf(funnel.steps, FunnelStep.STOCK_RESERVED);
  const expired = countOf(funnel.steps, FunnelStep.STOCK_EXPIRED);
  const released = countOf(funnel.steps, FunnelStep.STOCK_RELEASED);
  return (
    <p class="hint">
      Lost on the way: {count(refused)} requests refused ({percent(refused, refused + reserved)} of {count(refused + reserved)} requests),
      {" "}{count(expired)} holds ran out and {count(released)} were given back ({percent(expired + released, reserved)} of {count(reserved)} holds).
    </p>
  );
}

function ListingTable({ rows, listings }: { rows: readonly ListingFunnel[]; listings: readonly Listing[] }) {
  if (rows.length === 0) return <Empty>No product has been shown yet.</Empty>;
  const title = (id: string) => listings.find((listing) => listing.listing === id)?.title ?? id;
  return (
    // Focusable, because a table that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div class="table-frame" tabIndex={0} role="group" aria-label="Numbers by product">
      <table data-testid="listings">
        <thead>
          <tr>
            <th scope="col">Product</th><th scope="col">Saw it</th><th scope="col">Pressed “buy”</th><th scope="col">Held</th>
            <th scope="col">Refused</th><th scope="col">Orders</th><th scope="col">Units</th><th scope="col">GMV</th>
            <th scope="col">Refunded</th><th scope="col">Bought, of those who saw it</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => <ListingRow key={row.listing} row={row} title={title(row.listing)} />)}
        </tbody>
      </table>
    </div>
  );
}

function ListingRow({ row, title }: { row: ListingFunnel; title: string }) {
  const saw = viewersOf(row.steps, FunnelStep.VIEW_PROMOTION);
  const buyers = row.sales.reduce((sum, total) => sum + total.buyers, 0n);
  const cell = (value: bigint) => <td>{count(value)}</td>;
  return (
    <tr data-listing={row.listing}>
      <th scope="row">{title}</th>
      {cell(saw)}
      {cell(viewersOf(row.steps, FunnelStep.ADD_TO_CART))}
      {cell(countOf(row.steps, FunnelStep.STOCK_RESERVED))}
      {cell(countOf(row.steps, FunnelStep.STOCK_REFUSED))}
      {cell(row.sales.reduce((sum, total) => sum + total.orders, 0n))}
      {cell(row.sales.reduce((sum, total) => sum + total.units, 0n))}
      <td>{amounts(row.sales, (total) => total.gross)}</td>
      <td data-testid="refunded">{amounts(row.sales, (total) => total.refunded)}</td>
      <td>{percent(buyers, saw)}</td>
    </tr>
  );
}

/** One amount per currency; amounts of different currencies are never added. */
function amounts(sales: readonly SalesTotal[], pick: (total: SalesTotal) => Money | undefined): string {
  return sales.length === 0 ? "–" : sales.map((total) => formatMoney(pick(total))).join(" + ");
}

function average(total: SalesTotal): Money | undefined {
  const { gross } = total;
  return gross === undefined ? undefined : { ...gross, minor: divide(gross.minor, total.orders) };
}
