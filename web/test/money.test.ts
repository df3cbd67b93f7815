import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { MoneySchema } from "../src/gen/hawker/v1/types_pb";
import { decimal, divide, formatMoney, parseMoney } from "../src/sdk/money";

const money = (minor: bigint, currency: string) => create(MoneySchema, { minor, currency });
const digitsOf = (text: string) => text.replaceAll(/[^\d.]/g, "");

describe("money", () => {
  it("is written with its currency's digits", () => {
    expect(digitsOf(formatMoney(money(1999n, "EUR")))).toBe("19.99");
    expect(digitsOf(formatMoney(money(1999n, "JPY")))).toBe("1999");
    expect(digitsOf(formatMoney(money(1999n, "KWD")))).toBe("1.999");
    expect(decimal(-5n, 2)).toBe("-0.05");
  });

  it("keeps amounts that a float would round", () => {
    const big = 9007199254740993n;
    expect(digitsOf(formatMoney(money(big, "EUR")))).toBe("90071992547409.93");
    expect(parseMoney("90071992547.93", "EUR")?.minor).toBe(9007199254793n);
  });

  it("reads what people type, and nothing that would lose digits", () => {
    expect(parseMoney("19.9", "EUR")?.minor).toBe(1990n);
    expect(parseMoney(" 19,90 ", "EUR")?.minor).toBe(1990n);
    expect(parseMoney("500", "JPY")?.minor).toBe(500n);
    for (const wrong of ["", "-1", "1.234", "1e3", "1.2.3", "abc", "0x10"]) {
      expect(parseMoney(wrong, "EUR"), wrong).toBeNull();
    }
    expect(parseMoney("5.5", "JPY")).toBeNull();
    expect(parseMoney("5", "euro")).toBeNull();
  });

  it("divides to the nearest minor unit", () => {
    expect(divide(1000n, 3n)).toBe(333n);
    expect(divide(2000n, 3n)).toBe(667n);
    expect(divide(5n, 2n)).toBe(3n);
    expect(divide(5n, 0n)).toBe(0n);
  });
});
