import type { PatchResult } from "./types.ts";

/**
 * Reads what the core answers to a PATCH: a line "changed head tail length", the resource without its `head` first and
 * its `tail` last characters, which are those of the text before, and `{"notes", "steps"}`, where there are any.
 */
export function patchResult(answer: string, before = ""): PatchResult {
  const header = answer.indexOf("\n");
  const [changed, head, tail, length] = answer.slice(0, header).split(" ");
  const end = header + 1 + Number(length);
  const middle = answer.slice(header + 1, end);
  const json =
    head === "0" && tail === "0"
      ? middle
      : before.slice(0, Number(head)) + middle + before.slice(before.length - Number(tail));
  const { notes, steps }: Pick<PatchResult, "notes" | "steps"> =
    end < answer.length ? JSON.parse(answer.slice(end)) : { notes: [], steps: [] };
  let resource: unknown;
  return {
    get resource() {
      resource ??= JSON.parse(json);
      return resource;
    },
    json,
    changed: changed === "1",
    steps,
    notes,
  };
}
