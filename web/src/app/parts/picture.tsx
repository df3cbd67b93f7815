// A product's picture, or a calm tile with its first letter where it has none or
// where it does not load.
import { useSignal } from "@preact/signals";
import type { Listing } from "../../sdk";

const TILES = 6;

export function Picture({ listing, small = false }: { listing: Listing; small?: boolean }) {
  const failed = useSignal("");
  const frame = small ? "picture picture-small" : "picture";
  if (isWeb(listing.image) && failed.value !== listing.image) {
    return <img class={frame} src={listing.image} alt="" onError={() => { failed.value = listing.image; }} />;
  }
  return <span class={`${frame} tile tile-${tileOf(listing.listing)}`} aria-hidden="true">{[...listing.title][0]?.toUpperCase() ?? "·"}</span>;
}

function isWeb(address: string): boolean {
  return /^https?:\/\//.test(address) || /^\/[^/]/.test(address);
}

function tileOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % TILES;
}
