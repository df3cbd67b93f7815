// When to try again: full jitter, so that a crowd that lost its server together
// does not come back together.

export interface Backoff {
  /** The longest first wait, in milliseconds. */
  readonly baseMs: number;
  /** No wait is longer. */
  readonly capMs: number;
}

// The first bound is what those who sat on a gateway that died are spread over, so
// that the others have time for them beside what they tell everyone.
export const RECONNECT: Backoff = { baseMs: 2_000, capMs: 20_000 };
export const FEED: Backoff = { baseMs: 500, capMs: 20_000 };
export const REPEAT: Backoff = { baseMs: 200, capMs: 3_000 };

/** Anything between 0 and the cap of that attempt, counted from 0. */
export function fullJitter(backoff: Backoff, attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(attempt, 16));
  return Math.floor(random() * ceiling);
}
