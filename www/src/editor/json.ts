import { json } from "@codemirror/lang-json";
import type { Extension } from "@codemirror/state";
import type { AttributeAt } from "scimlens/codemirror";
import { urns } from "./highlighting.ts";

export { attributeAt, characteristics } from "scimlens/codemirror";

/** JSON, with the schema URIs marked. */
export const jsonLanguage: Extension = [json(), urns];

/** The characteristics in a line, for the foot of the page. */
export function summary({ info }: AttributeAt): string[] {
  return [
    info.multiValued ? `${info.type}, multi-valued` : info.type,
    ...(info.required ? ["required"] : []),
    info.mutability,
    `returned ${info.returned}`,
  ];
}
