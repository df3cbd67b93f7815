// Money is integer minor units of a currency, as a bigint: never a float. How
// many digits a currency has is asked of Intl.
import { create } from "@bufbuild/protobuf";
import { MoneySchema } from "../gen/hawker/v1/types_pb";
import type { Money } from "../gen/hawker/v1/types_pb";

const formats = new Map<string, { format: Intl.NumberFormat; digits: number }>();

function currencyFormat(currency: string): { format: Intl.NumberFormat; digits: number } {
  const known = formats.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency });
  const made = { format, digits: format.resolvedOptions().maximumFractionDigits ?? 2 };
  formats.set(currency, made);
  return made;
}

/** How many decimal digits a currency has: 2 for EUR, 0 for JPY. */
export function currencyDigits(currency: string): number {
  return /^[A-Z]{3}$/.test(currency) ? currencyFormat(currency).digits : 2;
}

/** Minor units as a plain decimal: `1999` of EUR is `19.99`. */
export function decimal(minor: bigint, digits: number): string {
  const sign = minor < 0n ? "-" : "";
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** An amount as people of this browser's language read it. */
export function formatMoney(money: Money | undefined): string {
  if (money === undefined) return "–";
  if (!/^[A-Z]{3}$/.test(money.currency)) return `${money.minor} ${money.currency}`.trim();
  const { format, digits } = currencyFormat(money.currency);
  // Intl takes decimal strings exactly; the type only asks for their form.
  return format.format(decimal(money.minor, digits) as Intl.StringNumericLiteral);
}

/** Reads a typed amount such as `19.90` or `19,90`; null when it is none. */
export function parseMoney(text: string, currency: string): Money | null {
  const digits = currencyDigits(currency);
  const match = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim());
  if (match === null || !/^[A-Z]{3}$/.test(currency)) return null;
  const fraction = match[2] ?? "";
  if (fraction.length > digits) return null;
  return create(MoneySchema, { minor: BigInt((match[1] ?? "") + fraction.padEnd(digits, "0")), currency });
}

/** The quotient rounded half up, of amounts that are not negative. */
export function divide(minor: bigint, by: bigint): bigint {
  return by === 0n ? 0n : (2n * minor + by) / (2n * by);
}
