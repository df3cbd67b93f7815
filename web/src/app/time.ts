// One clock for all countdowns of a page, ticking four times a second, and how
// times and counts are written.
import { signal } from "@preact/signals";

/** The local time in Unix milliseconds, as of the last tick. */
export const tick = signal(Date.now());
setInterval(() => { tick.value = Date.now(); }, 250);

/** A span as `1:05`, or `1:02:05` from an hour on. Never negative. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => value.toString().padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** What is left of a span: the second under way counts, so that 0:00 means over. */
export function remaining(ms: number): string {
  return span(Math.ceil(Math.max(0, ms) / 1000) * 1000);
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const whole = new Intl.NumberFormat();
const share = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });

export const clockTime = (ms: number) => clock.format(ms);
export const shortTime = (ms: number) => hour.format(ms);
export const dateTime = (ms: number) => date.format(ms);
export const count = (value: number | bigint) => whole.format(value);

/** A part of a whole in percent; a dash where there is no whole. */
export function percent(part: bigint, all: bigint): string {
  if (all === 0n) return "–";
  return share.format(Number((part * 10_000n) / all) / 10_000);
}

/** `1 unit`, `2 units`. */
export function units(value: number | bigint): string {
  return `${count(value)} ${Number(value) === 1 ? "unit" : "units"}`;
}
