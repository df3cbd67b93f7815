// The bar above every page: where one is, whether the show is on, who is in.
import type { ComponentChildren } from "preact";
import { ShowState } from "../../sdk";
import { count } from "../time";

export function Header({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <header class="bar">
      <a class="brand" href="/" aria-label="Hawker: all shows">
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
          <rect width="32" height="32" rx="8" fill="currentColor" />
          <path d="M9 7v18M23 7v18M9 16h14" fill="none" stroke="var(--on-accent)" stroke-width="4.5" stroke-linecap="round" />
        </svg>
      </a>
      <h1 class="bar-title">{title}</h1>
      <div class="bar-side">{children}</div>
    </header>
  );
}

const WORDS: Record<ShowState, string> = {
  [ShowState.UNSPECIFIED]: "Unknown",
  [ShowState.SCHEDULED]: "Not live yet",
  [ShowState.LIVE]: "Live",
  [ShowState.ENDED]: "Ended",
  [ShowState.SETTLED]: "Settled",
};

export function ShowBadge({ state }: { state: ShowState }) {
  const live = state === ShowState.LIVE;
  return <span class={live ? "badge badge-live" : "badge"}>{live && <i class="dot" aria-hidden="true" />}{WORDS[state]}</span>;
}

export function ViewerCount({ now }: { now: number }) {
  return (
    <span class="badge" data-testid="viewers">
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path fill="currentColor" d="M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-6 6c0-3 2.7-5 6-5s6 2 6 5v.5H2V14Z" />
      </svg>
      {count(now)} <span class="hide-narrow">watching</span><span class="sr">&nbsp;viewers</span>
    </span>
  );
}
