import type {
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import { filterOffers } from "scimlens/codemirror";
import type { Scim } from "scimlens/slim";
import { ENDPOINTS, type Parameter, readAddress } from "../requests/address.ts";

export { documentCompletion, filterCompletion } from "scimlens/codemirror";

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
      return filterOffers(
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
