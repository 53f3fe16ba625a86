import { formatJson } from "../editor/format.ts";
import definitionData from "./definitions.json";
import documentData from "./documents.json";
import fileData from "./file.json";
import filterData from "./filters.json";
import patchData from "./patches.json";
import requestData from "./requests.json";
import resourceData from "./resources.json";

// What each example says of itself is held by tests/e2e/examples.spec.mjs.

export interface DocumentExample {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly claim: string;
  readonly operation: "create" | "replace" | "read";
  readonly text: string;
}

export interface FilterExample {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly resourceType: string;
  readonly filter: string;
}

export interface PatchExample {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly claim: string;
  readonly before: string;
  readonly request: string;
}

export interface RequestExample {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly claim: string;
  readonly profile: string;
  readonly method: string;
  readonly url: string;
  readonly body: string;
  /** What the directory that a new visitor finds answers. */
  readonly status: number;
}

export interface DefinitionExample {
  readonly id: string;
  readonly title: string;
  readonly claim: string;
  /** The resource type that has what it defines. */
  readonly resourceType: string;
  readonly text: string;
}

const pretty = (value: object) => formatJson(JSON.stringify(value));

export const documents = atLeastOne<DocumentExample>(
  documentData.map(example => ({
    ...example,
    operation: example.operation as DocumentExample["operation"],
    // Lines where the text is no JSON.
    text: example.lines?.join("\n") ?? pretty(example.document ?? {}),
  })),
);

export const filters = atLeastOne<FilterExample>(filterData);

export const resources: string = pretty(resourceData);

export const patches = atLeastOne<PatchExample>(
  patchData.map(example => ({
    ...example,
    before: pretty(example.before),
    request: pretty(example.request),
  })),
);

export const requests = atLeastOne<RequestExample>(
  requestData.map(example => ({
    ...example,
    body: example.body === undefined ? "" : pretty(example.body),
  })),
);

export const definitionExamples: readonly DefinitionExample[] = definitionData.map(example => ({
  ...example,
  text: pretty(example.documents),
}));

function atLeastOne<T>(list: T[]): readonly [T, ...T[]] {
  const [first, ...rest] = list;
  if (first === undefined) throw new RangeError("There are no examples.");
  return [first, ...rest];
}

/** A file with three defects, a resource a line. */
export const sampleFile = {
  title: "Check a sample with three defects",
  name: fileData.name,
  text: fileData.resources.map(resource => `${JSON.stringify(resource)}\n`).join(""),
} as const;
