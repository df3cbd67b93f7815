// The server's clock as seen from here, to set countdowns by: the difference
// measured at `hello`, taken from the exchange with the shortest round trip.

/** A measurement older than this gives way to any newer one. */
const STALE_MS = 10 * 60_000;

export class ServerClock {
  readonly #local: () => number;
  #offset = 0;
  #roundTrip = Number.POSITIVE_INFINITY;
  #at = 0;

  constructor(local: () => number = Date.now) {
    this.#local = local;
  }

  /** The server told its time in an answer to what was sent at `sentAt`. */
  measured(sentAt: number, serverMs: number): void {
    const now = this.#local();
    const roundTrip = Math.max(0, now - sentAt);
    if (roundTrip > this.#roundTrip && now - this.#at < STALE_MS) return;
    this.#roundTrip = roundTrip;
    this.#at = now;
    this.#offset = serverMs - (sentAt + roundTrip / 2);
  }

  /** Unix milliseconds of the server's clock. */
  now(): number {
    return this.#local() + this.#offset;
  }
}
