// Who sits before the page: a token per role, kept in sessionStorage, and what
// the server says of itself.
import { signal } from "@preact/signals";
import { HawkerApi } from "../sdk";
import type { About, Role } from "../sdk";

/** What the server says of itself; null until it is known. */
export const about = signal<About | null>(null);

/** The API without a token, for what is public. */
export const publicApi = new HawkerApi(location.origin);

publicApi.about().then(
  (answer) => { about.value = answer; },
  () => { about.value = { demo: false, version: "" }; },
);

const name = (role: Role) => `hawker.token.${role}`;

export function keptToken(role: Role): string {
  return sessionStorage.getItem(name(role)) ?? "";
}

export function keepToken(role: Role, token: string): void {
  if (token === "") sessionStorage.removeItem(name(role));
  else sessionStorage.setItem(name(role), token);
}

/** The API with the token of a role, whichever it is by then. */
export function apiAs(role: Role): HawkerApi {
  return new HawkerApi(location.origin, () => keptToken(role));
}
