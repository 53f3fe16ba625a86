import type { HttpResponse, Row, Scim, ServiceProvider } from "scimlens/slim";
import { readCsv } from "./csv.ts";
import type { Filled, Refused } from "./protocol.ts";

/** How many resources are made before the page hears of it. */
const STEP = 2_000;

/** A resource that is to be made. */
export interface Planned {
  readonly endpoint: string;
  /** The id that it is to have. */
  readonly id: string | undefined;
  readonly resource: object | string;
}

/**
 * Creates resources. They keep their ids. What refers to others may stand before them: what is refused is tried again
 * for as long as that helps.
 */
export async function fillWith(
  provider: ServiceProvider,
  planned: readonly (Planned | Refused)[],
  giveId: (id: string | undefined) => void,
  progress: (done: number, of: number) => void,
): Promise<Filled> {
  const refused = planned.filter((one): one is Refused => "reason" in one);
  let left = planned.flatMap((one, row) => ("reason" in one ? [] : [{ row, ...one }]));
  let done = 0;
  while (left.length > 0) {
    const again: (typeof left)[number][] = [];
    const reasons: Refused[] = [];
    for (const one of left) {
      giveId(one.id);
      const answer = provider.handle({
        method: "POST",
        url: one.endpoint,
        headers: { "Content-Type": "application/scim+json" },
        body: one.resource,
      });
      if (answer.status === 201) {
        done++;
      } else {
        again.push(one);
        reasons.push({ row: one.row, reason: reasonOf(answer) });
      }
      if (done % STEP === 0) progress(done, planned.length);
    }
    if (again.length === left.length)
      return { resources: done, refused: [...refused, ...reasons].sort((a, b) => a.row - b.row) };
    left = again;
  }
  return { resources: done, refused };
}

/** The resources in NDJSON, an array, a ListResponse, or a table. */
export function rowsOf(scim: Scim, text: string): (Planned | Refused)[] {
  if (!/^\s*[[{]/.test(text))
    return readCsv(scim, text).map((one, row) => plan(scim, { row, text: one, diagnostics: [] }));
  const stream = scim.rows();
  const rows = [...stream.push(text), ...stream.finish().left];
  return rows
    .filter(row => row.text !== "" || row.diagnostics.length > 0)
    .map(row => plan(scim, row));
}

function plan(
  scim: Scim,
  { row, text, diagnostics }: Pick<Row, "row" | "text" | "diagnostics">,
): Planned | Refused {
  const [defect] = diagnostics;
  if (defect !== undefined) return { row, reason: defect.message };
  let resource: Record<string, unknown>;
  try {
    resource = JSON.parse(text);
  } catch {
    return { row, reason: "It is no JSON." };
  }
  const named = (resource["meta"] as { resourceType?: unknown } | undefined)?.resourceType;
  const schemas: unknown = resource["schemas"];
  const type = scim.resourceTypes.find(
    ({ name, schema }) =>
      named === name || (Array.isArray(schemas) && schemas.some(uri => uri === schema)),
  );
  if (type === undefined)
    return { row, reason: "Its `schemas` name no resource type that is known." };
  const { id } = resource;
  return {
    endpoint: type.endpoint,
    id: typeof id === "string" && id !== "" ? id : undefined,
    resource: text,
  };
}

function reasonOf({ status, body }: HttpResponse): string {
  try {
    return (JSON.parse(body) as { detail?: string }).detail ?? `It was answered with ${status}.`;
  } catch {
    return `It was answered with ${status}.`;
  }
}
