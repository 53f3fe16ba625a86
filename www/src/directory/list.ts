import type { Keeper } from "./keeper.ts";
import type { Listed, ListedResource, Listing } from "./protocol.ts";

/** A page of the resources, as the service provider answers a query. */
export function list(keeper: Keeper, asked: Listed): Listing {
  const query = new URLSearchParams({
    startIndex: String(asked.start),
    count: String(asked.count),
    ...(asked.filter.trim() !== "" && { filter: asked.filter }),
    ...(asked.sortBy !== "" && {
      sortBy: asked.sortBy,
      sortOrder: asked.descending ? "descending" : "ascending",
    }),
  });
  const { status, body } = keeper.read(`${asked.endpoint}?${query}`);
  const answer = JSON.parse(body) as {
    totalResults?: number;
    Resources?: Record<string, unknown>[];
    detail?: string;
  };
  if (status !== 200) {
    return {
      total: 0,
      start: 1,
      rows: [],
      findings: [
        {
          code: "filter/refused",
          severity: "error",
          message: answer.detail ?? `The query was answered with ${status}.`,
          pointer: "",
        },
      ],
    };
  }
  return {
    total: answer.totalResults ?? 0,
    start: asked.start,
    rows: (answer.Resources ?? []).map(rowOf),
    findings: [],
  };
}

function rowOf(resource: Record<string, unknown>): ListedResource {
  const text = (name: string) => {
    const value = resource[name];
    return typeof value === "string" ? value : "";
  };
  const meta = resource["meta"] as { lastModified?: string } | undefined;
  const members = resource["members"];
  const active = resource["active"];
  return {
    id: text("id"),
    name: text("userName") || text("displayName") || text("id"),
    detail: text("userName") === "" ? "" : text("displayName"),
    active: typeof active === "boolean" ? active : undefined,
    modified: meta?.lastModified ?? "",
    count: Array.isArray(members) ? members.length : undefined,
  };
}
