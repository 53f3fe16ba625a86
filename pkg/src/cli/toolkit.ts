import { type ProfileOptions, Scim, ScimError, type ScimOptions } from "scimlens";
import type { Arguments, Options } from "./arguments.ts";
import { Exit, Stop, trouble, usage } from "./exit.ts";
import { writeFindings } from "./findings.ts";
import { nameOf, readText } from "./input.ts";
import { didYouMean } from "./nearest.ts";
import type { Terminal } from "./terminal.ts";

/** The options that say what is known and tolerated. */
export const toolkitOptions: Options = {
  schema: {
    value: "FILE",
    many: true,
    help: "Schemas or resource types to add to the built-in ones: a document, an array or a ListResponse of them. May be repeated.",
  },
  profile: {
    value: "NAME",
    help: "Tolerate the habits of a client: rfc (nothing beyond the RFCs, the default), interop, lenient, permissive, entra, entra-optscim, okta, onelogin, jumpcloud, authentik, keycloak, google or ping.",
  },
  quirk: {
    value: "NAME=on|off",
    many: true,
    help: "Turn one habit of the profile on or off. `scimlens help quirks` lists them. May be repeated.",
  },
};

interface Definitions {
  schemas: Document[];
  resourceTypes: Document[];
}

interface Document {
  input: string | object;
  path: string;
}

/** The toolkit that the options ask for. */
export async function toolkit(given: Arguments, terminal: Terminal): Promise<Scim> {
  const found: Definitions = { schemas: [], resourceTypes: [] };
  for (const path of given.all("schema")) {
    const { schemas, resourceTypes } = definitions(await readText(path), path);
    found.schemas.push(...schemas);
    found.resourceTypes.push(...resourceTypes);
  }
  const options: ScimOptions = {
    schemas: found.schemas.map(({ input }) => input),
    resourceTypes: found.resourceTypes.map(({ input }) => input),
    profile: profile(given),
  };
  try {
    return new Scim(options);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    throw refused(error, found, terminal);
  }
}

/** The name of a resource type, where it is one that is known. */
export function resourceType(given: Arguments, scim: Scim): { resourceType?: string } {
  const name = given.get("resource-type");
  if (name === undefined) return {};
  const names = scim.resourceTypes.map(type => type.name);
  if (names.includes(name)) return { resourceType: name };
  const known = names.join(", ");
  throw usage(`There is no resource type ${name}. There are ${known}.${didYouMean(name, names)}`);
}

export const resourceTypeOption: Options = {
  "resource-type": {
    value: "NAME",
    help: "The resource type, such as User or Group. Found out from `schemas` where it is left out.",
  },
};

function profile(given: Arguments): ProfileOptions {
  const quirks: Record<string, boolean> = {};
  for (const text of given.all("quirk")) {
    const { name, state } = /^(?<name>[^=]+)=(?<state>on|off)$/.exec(text)?.groups ?? {};
    if (name === undefined) throw usage(`--quirk is written NAME=on or NAME=off, not ${text}.`);
    quirks[name] = state === "on";
  }
  const base = given.get("profile") ?? "rfc";
  return { base, quirks };
}

/** Tells schemas and resource types apart. A text that can't be read goes to the core, which says what is wrong. */
function definitions(text: string, path: string): Definitions {
  const found: Definitions = { schemas: [], resourceTypes: [] };
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    found.schemas.push({ input: text, path });
    return found;
  }
  const list = Array.isArray(read) ? read : listed(read);
  for (const document of list ?? [read]) {
    const into = isResourceType(document) ? found.resourceTypes : found.schemas;
    const isObject = typeof document === "object" && document !== null;
    const alone = isObject ? document : JSON.stringify(document);
    // The only one keeps its text, and with it the places of what is found.
    into.push({ input: list === undefined ? text : alone, path });
  }
  return found;
}

function listed(read: unknown): unknown[] | undefined {
  const { Resources } = (read ?? {}) as { Resources?: unknown };
  return Array.isArray(Resources) ? Resources : undefined;
}

function isResourceType(document: unknown): boolean {
  if (typeof document !== "object" || document === null) return false;
  return "endpoint" in document || ("schema" in document && !("attributes" in document));
}

function refused(error: ScimError, found: Definitions, terminal: Terminal): Stop {
  if (error.documents === undefined) {
    const unknown = /^There is no (profile|quirk) /.test(error.detail);
    return unknown ? usage(error.detail) : trouble(error.detail);
  }
  let out = "";
  for (const { option, index, diagnostics } of error.documents) {
    const { input = "", path = "?" } = found[option][index] ?? {};
    if (typeof input === "string") {
      out += writeFindings(diagnostics, { name: nameOf(path), text: input }, terminal.paintError);
      continue;
    }
    // One of several in its file: nobody knows where its text is.
    const { id, name } = input as { id?: unknown; name?: unknown };
    const subject = { name: nameOf(path), text: "", note: String(id ?? name ?? index) };
    const findings = diagnostics.map(({ range: _, fixes: __, ...finding }) => finding);
    out += writeFindings(findings, subject, terminal.paintError);
  }
  return new Stop(Exit.trouble, `${out}The schemas can't be used.`);
}
