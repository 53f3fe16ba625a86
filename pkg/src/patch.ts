import type { PatchResult } from "./types.ts";

/** Reads what the core answers to a PATCH: a line "changed length", the resource, and `{"notes", "steps"}`. */
export function patchResult(answer: string): PatchResult {
  const header = answer.indexOf("\n");
  const [changed, length] = answer.slice(0, header).split(" ");
  const end = header + 1 + Number(length);
  const json = answer.slice(header + 1, end);
  const rest = JSON.parse(answer.slice(end)) as Pick<PatchResult, "notes" | "steps">;
  let resource: unknown;
  return {
    get resource() {
      resource ??= JSON.parse(json);
      return resource;
    },
    json,
    changed: changed === "1",
    steps: rest.steps,
    notes: rest.notes,
  };
}
