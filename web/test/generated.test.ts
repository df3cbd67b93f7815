// The committed TypeScript types are those that the schema gives.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const web = fileURLToPath(new URL("..", import.meta.url));

function files(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return new Map(names.toSorted().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

it("src/gen is what `npm run generate` writes", () => {
  const folder = mkdtempSync(join(tmpdir(), "hawker-gen-"));
  try {
    const path = `${join(web, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`;
    execFileSync("buf", ["generate", "../proto", "--output", folder], { cwd: web, env: { ...process.env, PATH: path } });
    const made = files(join(folder, "src/gen"));
    expect(made.size).toBe(5);
    expect(files(join(web, "src/gen")), "run `npm run generate` and commit src/gen").toEqual(made);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
