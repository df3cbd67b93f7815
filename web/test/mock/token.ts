// Tokens of the mock: the claims of a JWT, without a signature that anyone checks.

export interface Claims {
  readonly sub: string;
  readonly caps: readonly string[];
}

const CAPS: Record<string, readonly string[]> = {
  viewer: ["chat", "buy"],
  host: ["chat", "buy", "host", "merchant", "moderate"],
  merchant: ["merchant"],
};

let last = 0;

/** A token for a role, of a new person. */
export function tokenFor(role: string): string {
  last += 1;
  const claims = { sub: `${role}-${last}`, caps: CAPS[role] ?? [], exp: Math.floor(Date.now() / 1000) + 86_400 };
  return `mock.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.mock`;
}

/** The claims of a token; null for none. */
export function claimsOf(token: string): Claims | null {
  const payload = token.split(".")[1];
  if (payload === undefined) return null;
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString()) as Claims;
  } catch {
    return null;
  }
}
