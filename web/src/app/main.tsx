// The one shell of all pages: which one is shown stands in the address, and only
// that one is loaded.
import { render } from "preact";
import type { VNode } from "preact";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/pages.css";
import { routeOf } from "./route";
import type { Route } from "./route";

async function pageOf(route: Route): Promise<VNode> {
  switch (route.page) {
    case "shows": {
      const { ShowsPage } = await import("./pages/shows");
      return <ShowsPage />;
    }
    case "viewer": {
      const { ViewerPage } = await import("./pages/viewer");
      return <ViewerPage show={route.show} />;
    }
    case "host": {
      const { HostPage } = await import("./pages/host");
      return <HostPage show={route.show} />;
    }
    case "merchant": {
      const { MerchantPage } = await import("./pages/merchant");
      return <MerchantPage show={route.show} />;
    }
    default: {
      const { NotFoundPage } = await import("./pages/not-found");
      return <NotFoundPage />;
    }
  }
}

const root = document.getElementById("app");
if (root !== null) render(await pageOf(routeOf(location.pathname)), root);
