import type {
  CompletionContext,
  CompletionResult,
  CompletionSource,
  Completion as Offer,
} from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import {
  type Completer,
  type DocumentContext,
  namesAt,
  pathOffers,
  valuesAt,
} from "./document-offers.ts";
import type { Completion, Scim } from "./index.ts";

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
    offers.filter(({ label }) => !written.has(label)).map(one => ({ ...one, type: "property" })),
  );
}

function values(
  scim: Completer,
  context: CompletionContext,
  node: Node,
  known: DocumentContext,
): CompletionResult | null {
  const offered = valuesAt(scim, pathOf(context, node), known);
  if (offered === undefined) return null;
  if (offered === "path") return inPath(scim, context, node, known);
  return quoted(
    node,
    context,
    offered.map(label => ({ label, type: "constant" })),
  );
}

/** A path is offered what a filter is: the quotes in it are written with backslashes. */
function inPath(
  scim: Completer,
  context: CompletionContext,
  node: Node,
  known: DocumentContext,
): CompletionResult | null {
  const found = pathOffers(scim, context.state.sliceDoc(node.from + 1, context.pos), known);
  if (found === undefined) return null;
  return {
    from: context.pos - found.behind,
    options: found.offers.map(one => ({
      ...offerOf(one),
      apply: one.insert.replaceAll('"', '\\"'),
    })),
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
