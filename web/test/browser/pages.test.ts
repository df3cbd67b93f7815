// What holds of every page: nothing typed becomes markup, no serious barrier,
// room on a narrow screen, and a way back after a loss.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { addressOf, DEMO, MUG, openSale, pin, useStand } from "./support";

const stand = useStand();

const MARKUP = `<img src=x onerror="document.title='owned'"><b id="typed">bold</b>`;

async function barriers(page: Page, colorScheme: "light" | "dark"): Promise<string[]> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  const axe = new AxeBuilder({ page });
  // The themes differ in nothing but colour.
  if (colorScheme === "light") axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]);
  else axe.withRules("color-contrast");
  const { violations } = await axe.analyze();
  return violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html}`));
}

it("nothing typed becomes markup: chat, titles, descriptions", async () => {
  const [host, viewer] = [await stand.open("host"), await stand.open("viewer")];
  const form = host.getByTestId("listing-form");
  await form.getByTestId("listing-title").fill(MARKUP);
  await form.getByTestId("listing-price").fill("1.00");
  await form.getByTestId("sku-id").fill(`markup-${stand.show}`);
  await form.getByTestId("sku-stock").fill("5");
  await form.getByTestId("listing-add").click();
  await form.getByText("is in the line-up").waitFor();
  await viewer.getByTestId("chat-input").fill(MARKUP);
  await viewer.keyboard.press("Enter");
  await host.getByRole("log").getByText(MARKUP).waitFor();
  await viewer.getByRole("log").getByText(MARKUP).waitFor();
  await viewer.getByRole("heading", { name: MARKUP }).waitFor();
  for (const page of [host, viewer]) {
    expect(await page.locator("#typed").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
  }
  await Promise.all([host.context().close(), viewer.context().close()]);
});

it("a message is shown once to its writer, and arrives at others", async () => {
  const [one, other] = [await stand.open("viewer"), await stand.open("viewer")];
  await one.getByTestId("chat-input").fill("only once");
  await one.keyboard.press("Enter");
  await other.getByRole("log").getByText("only once").waitFor();
  await one.getByRole("log").getByText("only once").waitFor();
  expect(await one.getByRole("log").getByText("only once").count()).toBe(1);
  expect(await one.getByTestId("chat-input").inputValue()).toBe("");
  await Promise.all([one.context().close(), other.context().close()]);
});

it("chat follows new messages, until one scrolls back", async () => {
  const [writer, reader] = [await stand.open("host"), await stand.open("viewer")];
  await reader.setViewportSize({ width: 1280, height: 420 });
  const say = async (text: string) => {
    await writer.getByTestId("chat-input").fill(text);
    await writer.keyboard.press("Enter");
    await writer.getByRole("log").getByText(text, { exact: true }).waitFor();
  };
  // Few and long ones: who writes too often is told to wait.
  const long = "and so on ".repeat(60).trim();
  for (const name of ["first", "second", "third"]) await say(`${name} ${long}`);
  const log = reader.getByRole("log");
  await log.getByText("third and so on").waitFor();
  expect(await log.evaluate((list) => list.scrollHeight > list.clientHeight)).toBe(true);
  await reader.waitForFunction(() => {
    const list = document.querySelector("[role=log]");
    return list !== null && list.scrollHeight - list.scrollTop - list.clientHeight < 2;
  });
  expect(await reader.getByText("Newer messages").count()).toBe(0);
  await log.focus();
  await reader.keyboard.press("Home");
  await reader.waitForFunction(() => document.querySelector("[role=log]")?.scrollTop === 0);
  await say("one more");
  await reader.getByText("Newer messages").click();
  await reader.getByText("Newer messages").waitFor({ state: "detached" });
  await Promise.all([writer.context().close(), reader.context().close()]);
});

it("a demo lets one enter as viewer, host and merchant", async () => {
  const context = await stand.browser.newContext();
  const page = await context.newPage();
  await page.goto(`${stand.url}${addressOf("viewer", DEMO)}`);
  await page.getByTestId("sign-in").click();
  await page.getByRole("button", { name: "Enter as viewer" }).click();
  await page.getByTestId("chat-input").waitFor();
  await page.goto(`${stand.url}${addressOf("host", DEMO)}`);
  await page.getByRole("button", { name: "Enter as host" }).click();
  await page.getByTestId("host-item").first().waitFor();
  await page.goto(`${stand.url}${addressOf("merchant", DEMO)}`);
  await page.getByRole("button", { name: "Enter as merchant" }).click();
  await page.getByTestId("funnel").waitFor();
  await page.reload();
  await page.getByTestId("funnel").waitFor();
  await context.close();
});

it("a wrong token and a missing show are said in the server's words", async () => {
  const context = await stand.browser.newContext();
  const page = await context.newPage();
  await page.goto(`${stand.url}${addressOf("viewer", "no-such-show")}`);
  await page.getByRole("alert").first().waitFor();
  await page.goto(`${stand.url}${addressOf("host", stand.show)}`);
  await page.getByLabel(/token/i).fill("not.a.token");
  await page.getByRole("button", { name: "Enter", exact: true }).click();
  await page.getByRole("alert").first().waitFor();
  await context.close();
});

it("axe finds no serious barrier on any page, in light and in dark", async () => {
  const [host, viewer, merchant] = [await stand.open("host"), await stand.open("viewer"), await stand.open("merchant")];
  await host.getByTestId("go-live").click();
  await pin(host, MUG.listing);
  await openSale(host, MUG.listing, { units: "50", price: "10.00" });
  await viewer.getByTestId("pinned").getByTestId("buy").click();
  await viewer.getByTestId("hold").waitFor();
  await merchant.getByTestId("funnel").waitFor();
  const shows = await (await stand.browser.newContext({ reducedMotion: "reduce" })).newPage();
  await shows.goto(stand.url);
  await shows.getByText("Web test show").first().waitFor();
  const gate = await (await stand.browser.newContext({ reducedMotion: "reduce" })).newPage();
  await gate.goto(`${stand.url}${addressOf("host", stand.show)}`);
  await gate.getByRole("button", { name: "Enter as host" }).waitFor();
  for (const colorScheme of ["light", "dark"] as const) {
    for (const [name, page] of Object.entries({ host, viewer, merchant, shows, gate })) {
      expect(await barriers(page, colorScheme), `${name} in ${colorScheme}`).toEqual([]);
    }
  }
  await Promise.all([host, viewer, merchant, shows, gate].map((page) => page.context().close()));
});

it("every page fits a screen of 360 pixels", async () => {
  for (const role of ["viewer", "host", "merchant"] as const) {
    const page = await stand.open(role);
    await page.setViewportSize({ width: 360, height: 700 });
    await page.getByTestId({ viewer: "pinned", host: "host-item", merchant: "funnel" }[role]).first().waitFor();
    // A chart follows its frame a moment later.
    const fits = page.waitForFunction(() => document.documentElement.scrollWidth === document.documentElement.clientWidth);
    await fits.catch(() => { throw new Error(`${role}'s page scrolls sideways`); });
    await page.context().close();
  }
});

it("a viewer who loses the connection is told, and catches up when it is back", async () => {
  let down = false;
  const cut: (() => Promise<void>)[] = [];
  const [host, viewer] = [await stand.open("host"), await stand.open("viewer", (page) =>
    page.routeWebSocket(/\/ws$/, (socket) => {
      if (down) {
        void socket.close({ code: 3001 });
        return;
      }
      const server = socket.connectToServer();
      cut.push(async () => {
        await server.close();
        await socket.close({ code: 3001 });
      });
    }))];
  await viewer.getByTestId("pinned").waitFor();
  down = true;
  await Promise.all(cut.map((close) => close()));
  await viewer.getByText("The connection was lost.").waitFor();
  await host.locator(`[data-testid=host-item][data-listing=${MUG.listing}]`).getByTestId("pin").click();
  await host.locator(`[data-testid=host-item][data-listing=${MUG.listing}] [data-testid=pin][aria-pressed=false]`).waitFor();
  expect(await viewer.getByTestId("pinned").count()).toBe(1);
  down = false;
  await viewer.getByText("Nothing is shown right now").waitFor();
  await viewer.getByText("The connection was lost.").waitFor({ state: "detached" });
  await Promise.all([host.context().close(), viewer.context().close()]);
});
