import type {
  CompletionContext,
  CompletionResult,
  CompletionSource,
  Completion as Offer,
} from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { AttributeInfo, Completion, Scim } from "scimlens/slim";
import { ENDPOINTS, type Parameter, readAddress } from "../requests/address.ts";

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
  scim: Scim,
  resourceType: () => string | undefined,
): CompletionSource {
  return context => {
    const type = resourceType();
    const offers = scim.completeFilter(
      context.state.doc.toString(),
      context.pos,
      type === undefined ? {} : { resourceType: type },
    );
    return result(context, offers, place => place);
  };
}

function result(
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

const PARAMETERS = [
  "filter",
  "attributes",
  "excludedAttributes",
  "sortBy",
  "sortOrder",
  "startIndex",
  "count",
  "cursor",
];

/** What can stand at the cursor of an address. */
export function addressCompletion(scim: Scim): CompletionSource {
  return context => {
    const url = context.state.doc.toString();
    const address = readAddress(url, scim.resourceTypes);
    const { pos } = context;
    if (!url.slice(0, pos).includes("?")) return endpoints(scim, context);
    const parameter = address.parameters.find(
      ({ valueRange, name }) =>
        valueRange.start <= pos && pos <= valueRange.end && name.text !== "",
    );
    if (parameter === undefined || pos <= parameter.name.range.end) {
      const from = Math.max(url.lastIndexOf("&", pos - 1), url.indexOf("?")) + 1;
      return {
        from,
        options: PARAMETERS.map(label => ({ label, type: "property", apply: `${label}=` })),
        validFor: /^\w*$/,
      };
    }
    return inValue(scim, context, parameter, address.resourceType?.name);
  };
}

function endpoints(scim: Scim, context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/\/[^/?]*$/);
  if (word === null) return null;
  const known = [...scim.resourceTypes.map(type => type.endpoint), ...ENDPOINTS];
  return { from: word.from, options: known.map(label => ({ label, type: "class" })) };
}

function inValue(
  scim: Scim,
  context: CompletionContext,
  { name, value, valueRange, places }: Parameter,
  resourceType: string | undefined,
): CompletionResult | null {
  const options = resourceType === undefined ? {} : { resourceType };
  switch (name.text) {
    case "filter": {
      const at = places.indexOf(context.pos);
      const offset = at < 0 ? value.length : at;
      return result(
        context,
        scim.completeFilter(value, offset, options),
        place => places[place] ?? valueRange.end,
      );
    }
    case "attributes":
    case "excludedAttributes":
    case "sortBy": {
      const word = context.matchBefore(/[^,=&]*$/);
      const names = scim.completeFilter("", 0, options).filter(one => one.kind === "attribute");
      return {
        from: word?.from ?? context.pos,
        options: names.map(({ label, detail }) => ({
          label,
          type: "property",
          ...(detail !== undefined && { detail }),
        })),
      };
    }
    case "sortOrder":
      return {
        from: valueRange.start,
        options: ["ascending", "descending"].map(label => ({ label, type: "constant" })),
      };
    default:
      return null;
  }
}

/** What is known of a document: what type of resource it has, and whether it is a PATCH request. */
export interface DocumentContext {
  readonly resourceType: string | undefined;
  readonly patch: boolean;
}

type Node = ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>;

/** What can stand at the cursor of a SCIM document: names of attributes, canonical values, URIs of schemas. */
export function documentCompletion(scim: Scim, known: () => DocumentContext): CompletionSource {
  return context => {
    const { state, pos } = context;
    const node = syntaxTree(state).resolveInner(pos, -1);
    if (node.name === "PropertyName") return names(scim, context, node, known());
    if (node.name !== "String") return null;
    return values(scim, context, node, known());
  };
}

function names(
  scim: Scim,
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

function namesAt(scim: Scim, path: readonly string[], known: DocumentContext): Offer[] | undefined {
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
  scim: Scim,
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
  scim: Scim,
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
