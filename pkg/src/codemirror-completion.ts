import type {
  CompletionContext,
  CompletionResult,
  CompletionSource,
  Completion as Offer,
} from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { AttributeInfo, Completion, Scim } from "./index.ts";

const KINDS: Record<Completion["kind"], string> = {
  attribute: "property",
  operator: "keyword",
  keyword: "keyword",
  value: "constant",
  schema: "namespace",
};

function offerOf({ label, kind, insert, detail }: Completion): Offer {
  return { label, type: KINDS[kind], apply: insert, ...(detail !== undefined && { detail }) };
}

/** What can stand at the cursor of a filter. */
export function filterCompletion(
  scim: Pick<Scim, "completeFilter">,
  resourceType: () => string | undefined,
): CompletionSource {
  return context => {
    const type = resourceType();
    const offers = scim.completeFilter(
      context.state.doc.toString(),
      context.pos,
      type === undefined ? {} : { resourceType: type },
    );
    return filterOffers(context, offers, place => place);
  };
}

/** What a toolkit offers in a filter that stands somewhere in a text: `placed` says where a place of the filter is there. */
export function filterOffers(
  context: CompletionContext,
  offers: readonly Completion[],
  placed: (place: number) => number,
): CompletionResult | null {
  const [first] = offers;
  if (first === undefined) return null;
  const from = Math.min(placed(first.from), context.pos);
  // Nothing is typed yet: only when asked for.
  if (from === context.pos && !context.explicit) return null;
  return { from, options: offers.map(offerOf), filter: true };
}

/** What is known of a document: what type of resource it has, and whether it is a PATCH request. */
export interface DocumentContext {
  readonly resourceType: string | undefined;
  readonly patch: boolean;
}

/** What is asked of a toolkit for completion. */
export type Completer = Pick<Scim, "completeFilter" | "describe" | "schemas">;

type Node = ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>;

/** What can stand at the cursor of a SCIM document: names of attributes, canonical values, URIs of schemas. */
export function documentCompletion(
  scim: Completer,
  known: (state: EditorState) => DocumentContext,
): CompletionSource {
  return context => {
    const { state, pos } = context;
    const node = syntaxTree(state).resolveInner(pos, -1);
    if (node.name === "PropertyName") return names(scim, context, node, known(state));
    if (node.name !== "String") return null;
    return values(scim, context, node, known(state));
  };
}

function names(
  scim: Completer,
  context: CompletionContext,
  node: Node,
  known: DocumentContext,
): CompletionResult | null {
  const path = pathOf(context, node.parent?.parent ?? null);
  const offers = namesAt(scim, path, known);
  if (offers === undefined) return null;
  const written = siblings(context, node);
  return quoted(
    node,
    context,
    offers.filter(({ label }) => !written.has(label)),
  );
}

const OPERATION = ["op", "path", "value"];

function namesAt(
  scim: Completer,
  path: readonly string[],
  known: DocumentContext,
): Offer[] | undefined {
  if (known.patch) {
    if (path.length === 0) return named(["schemas", "Operations"]);
    if (path.length === 1 && path[0] === "Operations") return named(OPERATION);
  }
  const inside = known.patch ? path.slice(2) : path;
  const options = known.resourceType === undefined ? {} : { resourceType: known.resourceType };
  if (inside.length === 0) {
    return scim
      .completeFilter("", 0, options)
      .filter(one => one.kind === "attribute" || one.kind === "schema")
      .map(({ label, detail }) => offer(label, detail));
  }
  const [first = "", ...rest] = inside;
  if (/^urn:/i.test(first)) {
    const schema = scim.schemas.find(({ id }) => id.toLowerCase() === first.toLowerCase());
    return schema && attributes(descend(schema.attributes, rest));
  }
  const info = scim.describe(inside.join("."), options);
  return info && attributes(info.subAttributes);
}

function descend(
  list: readonly AttributeInfo[],
  path: readonly string[],
): readonly AttributeInfo[] | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return list;
  const found = list.find(({ name }) => name.toLowerCase() === first.toLowerCase());
  return descend(found?.subAttributes ?? [], rest);
}

function attributes(list: readonly AttributeInfo[] | undefined): Offer[] {
  return (list ?? []).map(({ name, type, multiValued }) =>
    offer(name, multiValued ? `${type}, multi-valued` : type),
  );
}

const offer = (label: string, detail: string | undefined): Offer => ({
  label,
  type: "property",
  ...(detail !== undefined && { detail }),
});

const named = (list: readonly string[]) => list.map(label => offer(label, undefined));

function values(
  scim: Completer,
  context: CompletionContext,
  node: Node,
  known: DocumentContext,
): CompletionResult | null {
  const path = pathOf(context, node);
  const last = path.at(-1);
  const constants = (list: readonly string[]) =>
    quoted(
      node,
      context,
      list.map(label => ({ label, type: "constant" })),
    );
  if (last === "schemas") {
    const messages = ["PatchOp", "BulkRequest", "SearchRequest"].map(
      name => `urn:ietf:params:scim:api:messages:2.0:${name}`,
    );
    return constants([...scim.schemas.map(schema => schema.id), ...messages]);
  }
  if (known.patch && path.length === 2 && path[0] === "Operations") {
    if (last === "op") return constants(["add", "remove", "replace"]);
    if (last === "path") return inPath(scim, context, node, known);
  }
  const options = known.resourceType === undefined ? {} : { resourceType: known.resourceType };
  const inside = known.patch ? path.slice(2) : path;
  const [first = "", ...rest] = inside;
  const name = /^urn:/i.test(first) ? `${first}:${rest.join(".")}` : inside.join(".");
  const canonical = name === "" ? undefined : scim.describe(name, options)?.canonicalValues;
  return canonical === undefined ? null : constants(canonical);
}

/** A path is offered what a filter is: the quotes in it are written with backslashes. */
function inPath(
  scim: Completer,
  context: CompletionContext,
  node: Node,
  known: DocumentContext,
): CompletionResult | null {
  const start = node.from + 1;
  const text = context.state.sliceDoc(start, context.pos);
  if (text.includes("\\") && !/\[/.test(text)) return null;
  const plain = text.replaceAll('\\"', '"');
  const options = known.resourceType === undefined ? {} : { resourceType: known.resourceType };
  const offers = scim
    .completeFilter(plain, plain.length, options)
    .filter(({ kind }) => /\[/.test(plain) || kind === "attribute" || kind === "schema");
  const [first] = offers;
  if (first === undefined) return null;
  return {
    from: context.pos - (plain.length - first.from),
    options: offers.map(one => ({ ...offerOf(one), apply: one.insert.replaceAll('"', '\\"') })),
  };
}

/** Offers inside the quotes of a string. */
function quoted(node: Node, context: CompletionContext, options: Offer[]): CompletionResult {
  const closed = context.state.sliceDoc(node.to - 1, node.to) === '"' && node.to - node.from > 1;
  return {
    from: node.from + 1,
    to: closed ? node.to - 1 : context.pos,
    options,
    validFor: /^[\w:.$-]*$/,
  };
}

/** The names that lead to a node, outermost first. */
function pathOf(context: CompletionContext, node: Node | null): string[] {
  const path: string[] = [];
  for (let at = node; at; at = at.parent) {
    const name = at.name === "Property" ? at.getChild("PropertyName") : null;
    if (name) path.unshift(unquoted(context.state.sliceDoc(name.from, name.to)));
  }
  return path;
}

/** The other names of the object that a name stands in. */
function siblings(context: CompletionContext, name: Node): Set<string> {
  const own = name.parent;
  const all = own?.parent?.getChildren("Property") ?? [];
  return new Set(
    all
      .filter(property => property.from !== own?.from)
      .flatMap(property => property.getChild("PropertyName") ?? [])
      .map(({ from, to }) => unquoted(context.state.sliceDoc(from, to))),
  );
}

function unquoted(text: string): string {
  return text.replace(/^"|"$/g, "");
}
