import { Header } from "../parts/header";

export function NotFoundPage() {
  return (
    <>
      <Header title="Hawker" />
      <main class="page narrow">
        <div class="panel">
          <h2>There is no such page</h2>
          <p>A show's pages are at <code>/shows/…</code>, <code>/host/…</code> and <code>/merchant/…</code>.</p>
          <p><a href="/">See all shows</a></p>
        </div>
      </main>
    </>
  );
}
