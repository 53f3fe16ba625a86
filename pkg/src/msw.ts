import { type HttpHandler, http } from "msw";
import type { ServiceProvider } from "./index.ts";

/**
 * A handler of Mock Service Worker that lets a service provider in memory answer all requests below its base URL, in
 * tests and in pages that have no server yet. `baseUrl` is that of the provider (default
 * "https://example.com/scim/v2", as there).
 *
 * What the page sends is kept in `provider`: `provider.rewind(0)` between two tests takes it back.
 */
export function scimHandlers(
  provider: Pick<ServiceProvider, "fetch">,
  baseUrl: string | URL = "https://example.com/scim/v2",
): HttpHandler[] {
  const base = String(baseUrl).replace(/\/+$/, "");
  return [http.all(`${base}/*`, ({ request }) => provider.fetch(request))];
}
