// What a host does to a sale while it runs, and what a viewer does who came too late.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { LAMP, MUG, openSale, pin, useStand } from "./support";

const stand = useStand();

const item = (host: Page, listing: string) => host.locator(`[data-testid=host-item][data-listing=${listing}]`);
const tag = (viewer: Page, state: string) => viewer.locator(`[data-testid=pinned] [data-testid=sale-tag][data-state=${state}]`);

it("the host pauses a sale, changes it and lets it go on", async () => {
  const [host, viewer] = [await stand.open("host"), await stand.open("viewer")];
  await host.getByTestId("go-live").click();
  await host.getByTestId("end-show").waitFor();
  await pin(host, MUG.listing);
  await openSale(host, MUG.listing, { units: "3", price: "12.50" });
  await tag(viewer, "OPEN").waitFor();
  const mug = item(host, MUG.listing);
  await mug.getByTestId("sale-pause").click();
  await tag(viewer, "PAUSED").waitFor();
  expect(await viewer.getByTestId("pinned").getByTestId("buy").count()).toBe(0);
  await mug.getByTestId("sale-change").click();
  await mug.getByTestId("change-price").fill("9.90");
  await mug.getByTestId("change-add").fill("2");
  await mug.getByTestId("change-do").click();
  await mug.getByTestId("change-form").waitFor({ state: "detached" });
  await mug.getByTestId("sale-pause").click();
  await tag(viewer, "OPEN").waitFor();
  await viewer.getByTestId("pinned").getByText("Buy for").waitFor();
  expect(await viewer.getByTestId("pinned").getByTestId("price").textContent()).toContain("9.90");
  expect(await mug.getByTestId("sale-now").textContent()).toContain("5 units");
  await mug.getByTestId("stock-add").click();
  await mug.getByTestId("stock-units").fill("20");
  await mug.getByTestId("stock-do").click();
  await mug.getByTestId("stock-form").waitFor({ state: "detached" });
  await mug.getByTestId("sale-close").click();
  await Promise.all([viewer.context().close(), host.context().close()]);
});

it("a viewer who came too late waits, with the keyboard alone, and is given what comes back", async () => {
  const [host, first, late] = [await stand.open("host"), await stand.open("viewer"), await stand.open("viewer")];
  await pin(host, LAMP.listing);
  const lamp = item(host, LAMP.listing);
  await lamp.getByTestId("sale-new").click();
  await lamp.getByTestId("sale-waitlist").selectOption("first");
  await lamp.getByTestId("sale-units").fill("1");
  await lamp.getByTestId("sale-open").click();
  await first.getByTestId("pinned").getByTestId("buy").click();
  await first.locator("[data-testid=hold][data-state=HELD]").waitFor();
  await late.getByTestId("join-waitlist").focus();
  await late.keyboard.press("Enter");
  await late.getByText("You are number 1 in line").waitFor();
  await first.getByTestId("release").click();
  await late.getByTestId("promoted").waitFor();
  expect(await late.getByTestId("hold-timer").textContent()).toMatch(/Held for you for \d:\d\d/);
  expect(await late.getByTestId("place").count()).toBe(0);
  await Promise.all([host, first, late].map((page) => page.context().close()));
});
