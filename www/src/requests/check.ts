import type { Diagnostic, DocumentKind, Range, Scim, ValidateOptions } from "scimlens/slim";
import { type Address, ENDPOINTS, type Parameter } from "./address.ts";
import { hasBody } from "./request.ts";

const METHODS_OF: Record<string, string> = {
  "/ServiceProviderConfig": "GET",
  "/ResourceTypes": "GET",
  "/Schemas": "GET",
  "/Bulk": "POST",
};

/** What is wrong with the request line. Ranges are in the address. */
export function checkAddress(scim: Scim, method: string, address: Address): Diagnostic[] {
  return [
    ...checkEndpoint(scim, method, address),
    ...checkTogether(address),
    ...address.parameters.flatMap(parameter => checkParameter(scim, method, address, parameter)),
  ];
}

function checkEndpoint(scim: Scim, method: string, address: Address): Diagnostic[] {
  const { endpoint, endpointRange: range, resourceType, search, id } = address;
  const known = [...scim.resourceTypes.map(type => type.endpoint), ...ENDPOINTS];
  if (endpoint === "") return [];
  if (!known.includes(endpoint)) {
    const near = known.find(one => one.toLowerCase() === endpoint.toLowerCase());
    const message = `\`${endpoint}\` is no endpoint that is known here; there are ${known.map(one => `\`${one}\``).join(", ")}.`;
    return [
      finding("request/endpoint", "warning", message, range, "RFC 7644 §3.2", {
        ...(near !== undefined && {
          help: `Endpoints tell capitals from small letters: \`${near}\`.`,
          fixes: [
            {
              title: `Write \`${near}\``,
              safety: "safe" as const,
              edits: [{ range, text: near.slice(1) }],
            },
          ],
        }),
      }),
    ];
  }
  const only = search ? "POST" : METHODS_OF[endpoint];
  if (only !== undefined && method !== only) return [wrongMethod(method, endpoint, only, range)];
  if (resourceType !== undefined && !search) {
    const many = id === undefined;
    const allowed = many ? ["GET", "POST"] : ["GET", "PUT", "PATCH", "DELETE"];
    if (!allowed.includes(method))
      return [wrongMethod(method, many ? endpoint : `${endpoint}/{id}`, allowed.join(", "), range)];
  }
  return [];
}

function wrongMethod(method: string, endpoint: string, allowed: string, range: Range): Diagnostic {
  const message = `\`${endpoint}\` takes ${allowed}, not ${method}.`;
  return finding("request/method", "warning", message, range, "RFC 7644 §3.2");
}

function checkTogether({ parameters }: Address): Diagnostic[] {
  const found = (name: string) => parameters.find(one => one.name.text === name);
  const excluded = found("excludedAttributes");
  if (!excluded || !found("attributes")) return [];
  const message = "`attributes` and `excludedAttributes` exclude each other.";
  return [
    finding("request/attributes", "error", message, excluded.name.range, "RFC 7644 §3.9", {
      scimType: "invalidValue",
    }),
  ];
}

function checkParameter(
  scim: Scim,
  method: string,
  { resourceType }: Address,
  parameter: Parameter,
): Diagnostic[] {
  const options = resourceType === undefined ? {} : { resourceType: resourceType.name };
  const { value, valueRange: range } = parameter;
  switch (parameter.name.text) {
    case "filter":
      return scim.checkFilter(value, options).map(one => placed(one, parameter));
    case "attributes":
    case "excludedAttributes":
    case "sortBy":
      return names(parameter)
        .filter(({ text }) => text !== "" && !isKnown(scim, text, resourceType?.name))
        .map(({ text, range }) =>
          finding(
            "request/attribute",
            "warning",
            `\`${text}\` is no attribute of ${resourceType?.name ?? "any resource type"}.`,
            range,
            "RFC 7644 §3.10",
          ),
        );
    case "sortOrder":
      if (value === "ascending" || value === "descending") return [];
      return [
        finding(
          "request/sort-order",
          "error",
          `\`sortOrder\` is \`ascending\` or \`descending\`, not \`${value}\`.`,
          range,
          "RFC 7644 §3.4.2.3",
        ),
      ];
    case "startIndex":
    case "count":
      if (/^-?\d+$/.test(value)) return [];
      return [
        finding(
          "request/number",
          "error",
          `\`${parameter.name.text}\` is a whole number, not \`${value}\`.`,
          range,
          "RFC 7644 §3.4.2.4",
        ),
      ];
    case "cursor":
      return [];
    default:
      return method === "GET"
        ? [
            finding(
              "request/parameter",
              "warning",
              `\`${parameter.name.text}\` is no parameter that SCIM knows.`,
              parameter.name.range,
              "RFC 7644 §3.4.2",
            ),
          ]
        : [];
  }
}

function isKnown(scim: Scim, name: string, resourceType: string | undefined): boolean {
  const types =
    resourceType === undefined ? scim.resourceTypes.map(type => type.name) : [resourceType];
  const urn = name.toLowerCase();
  return types.some(
    type =>
      scim.describe(name, { resourceType: type }) !== undefined ||
      scim.schemas.some(schema => schema.id.toLowerCase() === urn),
  );
}

/** The names of a list with commas, each where it stands. */
function names({ value, places }: Parameter): { text: string; range: Range }[] {
  let start = 0;
  return value.split(",").map(part => {
    const lead = part.length - part.trimStart().length;
    const text = part.trim();
    const from = start + lead;
    start += part.length + 1;
    return {
      text,
      range: { start: placeAt(places, from), end: placeAt(places, from + text.length) },
    };
  });
}

function placeAt(places: readonly number[], at: number): number {
  return places[Math.min(at, places.length - 1)] ?? 0;
}

/** A finding in the value of a parameter, as one in the address. */
function placed(one: Diagnostic, { places }: Parameter): Diagnostic {
  const move = ({ start, end }: Range) => ({
    start: placeAt(places, start),
    end: placeAt(places, end),
  });
  return {
    ...one,
    ...(one.range && { range: move(one.range) }),
    ...(one.fixes && {
      fixes: one.fixes.map(fix => ({
        ...fix,
        edits: fix.edits.map(edit => ({ range: move(edit.range), text: edit.text })),
      })),
    }),
  };
}

function finding(
  code: string,
  severity: Diagnostic["severity"],
  message: string,
  range: Range,
  reference: string,
  more: Partial<Diagnostic> = {},
): Diagnostic {
  return { code, severity, message, pointer: "", range, reference, ...more };
}

/** How the body of a request is to be read: by its method and its endpoint. */
export function bodyOptions(
  method: string,
  { endpoint, resourceType, search }: Address,
  current: string | undefined,
): ValidateOptions | undefined {
  if (!hasBody(method)) return undefined;
  const type = resourceType && { resourceType: resourceType.name };
  const kind = (kind: DocumentKind): ValidateOptions => ({ kind, ...type });
  if (search) return kind("search");
  if (endpoint === "/Bulk") return kind("bulk");
  if (method === "PATCH") return kind("patch");
  if (resourceType === undefined) return {};
  return {
    ...kind("resource"),
    operation: method === "PUT" ? "replace" : "create",
    ...(method === "PUT" && current !== undefined && { current }),
  };
}

/** How the body of an answer is to be read: by the request, and by whether that was refused. */
export function answerOptions(
  method: string,
  { endpoint, resourceType, search, id }: Address,
  status: number,
): ValidateOptions {
  const type = resourceType && { resourceType: resourceType.name };
  const read = (kind?: DocumentKind): ValidateOptions => ({
    operation: "read",
    ...(kind !== undefined && { kind }),
    ...type,
  });
  if (status >= 400) return read("error");
  if (endpoint === "/Bulk") return read("bulkResponse");
  if (endpoint === "/ServiceProviderConfig") return read("serviceProviderConfig");
  if (search) return read("list");
  if (endpoint === "/Schemas") return read(id === undefined ? "list" : "schema");
  if (endpoint === "/ResourceTypes") return read(id === undefined ? "list" : "resourceType");
  if (resourceType === undefined) return read();
  return read(method === "GET" && id === undefined ? "list" : "resource");
}
