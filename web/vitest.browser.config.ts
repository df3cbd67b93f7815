// Tests in a real Chromium: against the server at HAWKER_URL, or against the
// mock when there is none. One file after the other: they share one show.
import { defineConfig } from "vitest/config";

// What is about the server itself has nothing to say of the mock.
const without = (key: string) => (process.env[key] ?? "") === "";
const ofServer = [
  ...(without("HAWKER_URL") ? ["test/browser/socket.test.ts"] : []),
  ...(without("HAWKER_BIN") ? ["test/browser/restart.test.ts"] : []),
];

export default defineConfig({
  test: {
    include: ["test/browser/**/*.ts"],
    exclude: ["test/browser/support.ts", ...ofServer],
    environment: "node",
    reporters: ["verbose"],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
});
