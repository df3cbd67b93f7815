// One show from end to end, in a browser: the host goes live, pins and opens a
// sale; viewers see it and buy, by keyboard alone; the merchant's numbers move.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { LAMP, MUG, openSale, pin, useStand } from "./support";

const stand = useStand();

/** Presses Tab until the focus is on it; fails when it is never reached. */
async function tabTo(page: Page, testid: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    const here = await page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
    if (here === testid) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${testid} can't be reached with the Tab key`);
}

it("the host goes live, and viewers see it", async () => {
  const viewer = await stand.open("viewer");
  await viewer.getByText("Not live yet").waitFor();
  const host = await stand.open("host");
  await host.getByTestId("go-live").click();
  await host.getByTestId("end-show").waitFor();
  await viewer.getByTestId("on-air").waitFor();
  expect(await viewer.getByTestId("clock").textContent()).toMatch(/\d/);
  await Promise.all([viewer.context().close(), host.context().close()]);
});

it("a pinned product appears before the viewer, and another pin replaces it", async () => {
  const [host, viewer] = [await stand.open("host"), await stand.open("viewer")];
  await pin(host, LAMP.listing);
  await viewer.locator(`[data-testid=pinned][data-listing=${LAMP.listing}]`).waitFor();
  await pin(host, MUG.listing);
  await viewer.locator(`[data-testid=pinned][data-listing=${MUG.listing}]`).waitFor();
  expect(await viewer.getByTestId("pinned").count()).toBe(1);
  expect(await viewer.getByTestId("pinned").getByTestId("stock").textContent()).toBe("500 in stock");
  await Promise.all([viewer.context().close(), host.context().close()]);
});

it("a viewer buys with the keyboard alone, and pays", async () => {
  const [host, viewer] = [await stand.open("host"), await stand.open("viewer")];
  await openSale(host, MUG.listing, { units: "3", price: "12.50" });
  await viewer.getByTestId("pinned").getByTestId("buy").waitFor();
  expect(await viewer.getByTestId("pinned").getByTestId("price").textContent()).toContain("12.50");
  await tabTo(viewer, "buy");
  await viewer.keyboard.press("Enter");
  await viewer.locator("[data-testid=hold][data-state=HELD]").waitFor();
  expect(await viewer.getByTestId("hold-timer").textContent()).toMatch(/[12]:\d\d/);
  await viewer.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "checkout");
  const shop = viewer.context().waitForEvent("page");
  await viewer.keyboard.press("Enter");
  const checkout = await shop;
  await checkout.getByRole("button").first().waitFor();
  await checkout.getByRole("button").first().focus();
  await checkout.keyboard.press("Enter");
  await viewer.locator("[data-testid=hold][data-state=COMMITTED]").waitFor();
  await viewer.getByText("Bought ✓").waitFor();
  await Promise.all([viewer.context().close(), host.context().close()]);
});

it("the limit, the stock and the end of a sale are said plainly", async () => {
  const [host, first, second, third] = [
    await stand.open("host"), await stand.open("viewer"), await stand.open("viewer"), await stand.open("viewer"),
  ];
  const buy = async (page: Page) => page.getByTestId("pinned").getByTestId("buy").click();
  await buy(first);
  await first.locator("[data-testid=hold][data-state=HELD]").waitFor();
  await buy(first);
  await first.getByText(/as many as one buyer may have|can still get/).waitFor();
  await buy(second);
  await second.locator("[data-testid=hold][data-state=HELD]").waitFor();
  // One was bought above, two are held: three of three.
  await third.getByText("Sold out: 2 held, may come back").waitFor();
  expect(await third.getByTestId("pinned").getByTestId("buy").count()).toBe(0);
  await first.getByTestId("release").click();
  await first.locator("[data-testid=hold][data-state=RELEASED]").waitFor();
  await buy(third);
  await third.locator("[data-testid=hold][data-state=HELD]").waitFor();
  const item = host.locator(`[data-testid=host-item][data-listing=${MUG.listing}]`);
  await item.getByTestId("sale-close").click();
  await item.getByTestId("sale-new").waitFor();
  await second.getByText("This sale is over.").first().waitFor();
  await Promise.all([host, first, second, third].map((page) => page.context().close()));
});

it("a hold that runs out is said so, and its unit can be bought again", async () => {
  const [host, viewer] = [await stand.open("host"), await stand.open("viewer")];
  await openSale(host, MUG.listing, { units: "1", price: "5.00", hold: "2" });
  await viewer.getByTestId("pinned").getByTestId("buy").click();
  await viewer.locator("[data-testid=hold][data-state=EXPIRED]").waitFor();
  await viewer.getByText("The time to pay ran out").waitFor();
  await viewer.getByTestId("pinned").getByTestId("buy").waitFor();
  await host.locator(`[data-testid=host-item][data-listing=${MUG.listing}]`).getByTestId("sale-close").click();
  await viewer.getByText("This sale is over.").waitFor();
  await Promise.all([host.context().close(), viewer.context().close()]);
});

it("stock falls before everyone's eyes, for the host and for one who only watches", async () => {
  const [host, buyer] = [await stand.open("host"), await stand.open("viewer")];
  const context = await stand.browser.newContext();
  const watcher = await context.newPage();
  await watcher.goto(`${stand.url}/shows/${stand.show}`);
  await pin(host, LAMP.listing);
  await watcher.locator(`[data-testid=pinned][data-listing=${LAMP.listing}]`).waitFor();
  await openSale(host, LAMP.listing, { units: "10", price: "9.00", limit: "4" });
  await watcher.getByText("10 of 10 left").waitFor();
  await watcher.getByText("Sign in to buy.").waitFor();
  await buyer.getByTestId("pinned").getByLabel("How many").fill("4");
  await buyer.getByTestId("pinned").getByTestId("buy").click();
  await watcher.getByText("6 of 10 left").waitFor();
  const item = host.locator(`[data-testid=host-item][data-listing=${LAMP.listing}]`);
  await item.getByTestId("figure-held").getByText("4", { exact: true }).waitFor();
  expect(await item.getByTestId("figure-stock").textContent()).toBe("496");
  await Promise.all([host.context().close(), buyer.context().close(), context.close()]);
});

it("the merchant sees the numbers move", async () => {
  const merchant = await stand.open("merchant");
  await merchant.getByTestId("funnel").waitFor();
  const orders = merchant.getByTestId("tile-orders");
  await merchant.waitForFunction(() => document.querySelector("[data-testid=tile-orders]")?.textContent === "1");
  expect(await merchant.getByTestId("tile-gmv").textContent()).toContain("12.50");
  const host = await stand.open("host");
  const viewer = await stand.open("viewer");
  const item = host.locator(`[data-testid=host-item][data-listing=${LAMP.listing}]`);
  await item.getByTestId("sale-now").waitFor();
  await viewer.getByTestId("pinned").getByTestId("buy").click();
  const shop = viewer.context().waitForEvent("page");
  await viewer.getByTestId("checkout").click();
  await (await shop).getByRole("button").first().click();
  await viewer.locator("[data-testid=hold][data-state=COMMITTED]").waitFor();
  await orders.getByText("2", { exact: true }).waitFor();
  expect(await merchant.getByTestId("tile-gmv").textContent()).toContain("21.50");
  await merchant.locator(`[data-testid=listings] tr[data-listing=${LAMP.listing}]`).waitFor();
  await merchant.locator(".chart canvas").first().waitFor();
  await Promise.all([merchant, host, viewer].map((page) => page.context().close()));
});
