import type { HttpRequest, HttpResponse, ResourceTypeDocument, Row, Scim } from "scimlens";
import { trouble } from "../exit.ts";
import { several, writeFindings } from "../findings.ts";
import { chunksOf, nameOf } from "../input.ts";
import { rowsOf } from "../rows.ts";
import type { Terminal } from "../terminal.ts";

/** What creates a resource, with the id that it is to have if that can be. */
export type Create = (request: HttpRequest, id: string | undefined) => HttpResponse;

/**
 * Creates the resources of a file, NDJSON, an array or a ListResponse. They keep their ids. What refers to others comes
 * after them, in whatever order they stand.
 */
export async function seed(
  path: string,
  scim: Scim,
  create: Create,
  terminal: Terminal,
): Promise<number> {
  let left: Row[] = [];
  for await (const row of rowsOf(scim, chunksOf(path))) left.push(row);
  const broken = left.filter(({ diagnostics }) => diagnostics.length > 0);
  const all = left.length;
  if (broken.length > 0) {
    for (const row of broken) {
      const subject = { name: nameOf(path), ...row };
      terminal.say(writeFindings(row.diagnostics, subject, terminal.paintError).trimEnd());
    }
    throw trouble(`${nameOf(path)}: ${several(broken.length, "row")} can't be read.`);
  }
  const types = scim.resourceTypes;
  while (left.length > 0) {
    const refused = left.filter(row => {
      row.diagnostics = [];
      const why = createOne(row, types, create);
      if (why === undefined) return false;
      reasons.set(row, why);
      return true;
    });
    if (refused.length === left.length) {
      for (const row of refused.slice(0, 10))
        terminal.say(`${nameOf(path)}:${row.line}: ${reasons.get(row)}`);
      throw trouble(`${nameOf(path)}: ${several(refused.length, "resource")} can't be created.`);
    }
    left = refused;
  }
  return all;
}

const reasons = new WeakMap<Row, string>();

/** Creates a resource; says why it can't be. */
function createOne(row: Row, types: ResourceTypeDocument[], create: Create): string | undefined {
  let resource: { id?: unknown; schemas?: unknown; meta?: { resourceType?: unknown } };
  try {
    resource = JSON.parse(row.text);
  } catch (error) {
    return (error as Error).message;
  }
  const type = types.find(
    ({ name, schema }) =>
      resource?.meta?.resourceType === name ||
      (Array.isArray(resource?.schemas) && resource.schemas.includes(schema)),
  );
  if (type === undefined) return "Its `schemas` name no resource type that is known.";
  const id = typeof resource.id === "string" && resource.id !== "" ? resource.id : undefined;
  const headers = { "content-type": "application/scim+json" };
  const { status, body } = create(
    { method: "POST", url: type.endpoint, headers, body: row.text },
    id,
  );
  return status === 201 ? undefined : detailOf(body);
}

function detailOf(body: string): string {
  try {
    return String((JSON.parse(body) as { detail?: unknown }).detail ?? body);
  } catch {
    return body;
  }
}
