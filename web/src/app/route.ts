// Addresses of the pages. A show's id is one path segment.

export type Route =
  | { readonly page: "shows" }
  | { readonly page: "viewer" | "host" | "merchant"; readonly show: string }
  | { readonly page: "not-found" };

const PAGES = { shows: "viewer", host: "host", merchant: "merchant" } as const;

export function routeOf(pathname: string): Route {
  const [first = "", second = "", ...more] = pathname.split("/").filter((part) => part !== "");
  if (first === "") return { page: "shows" };
  const page = PAGES[first as keyof typeof PAGES];
  if (page === undefined || second === "" || more.length > 0) return { page: "not-found" };
  try {
    return { page, show: decodeURIComponent(second) };
  } catch {
    return { page: "not-found" };
  }
}

export function addressOf(page: "viewer" | "host" | "merchant", show: string): string {
  return `/${page === "viewer" ? "shows" : page}/${encodeURIComponent(show)}`;
}
