// A reverse proxy on the edge: what is no sound SCIM request is refused here, with the answer that a service provider
// would give, and never reaches the one behind. It runs on workerd; config.capnp says how.
import { Refused, Scimlens } from "./scimlens.mjs";
import module from "./scimlens_plugin.wasm";

const LONGEST = 1 << 20;
const TYPES = { Users: "User", Groups: "Group" };

/** An instance and its toolkit, made when the first request comes and again after a trap. */
let ready;

function start(profile) {
  const scimlens = new Scimlens(module);
  const limits = { documentBytes: LONGEST, answerBytes: LONGEST };
  const { toolkit } = scimlens.call("open", { profile, limits });
  return (name, members) => scimlens.call(name, { toolkit, ...members });
}

/** What a body is asked to be, by the method and the last names of the path. */
function expected(method, path) {
  const segments = path.split("/").filter(Boolean);
  const last = segments.at(-1);
  const resourceType = TYPES[segments.findLast(segment => segment in TYPES)];
  if (method === "PATCH") return { kind: "patch", resourceType };
  if (method === "PUT") return { kind: "resource", operation: "replace", resourceType };
  if (method !== "POST") return undefined;
  if (last === "Bulk") return { kind: "bulk" };
  if (last === ".search") return { kind: "search", resourceType };
  return { kind: "resource", operation: "create", resourceType };
}

/** The first error in a request; nothing where there is none. */
function fault(call, { method, url }, body) {
  const { pathname, searchParams } = new URL(url);
  const wanted = expected(method, pathname);
  if (wanted !== undefined) {
    const { diagnostics } = call("validate", { document: body, ...wanted });
    const found = diagnostics.find(({ severity }) => severity === "error");
    return found && { status: 400, scimType: found.scimType, detail: found.message };
  }
  const filter = searchParams.get("filter");
  if (filter !== null) {
    const resourceType = TYPES[pathname.split("/").at(-1)];
    call("parseFilter", { filter, resourceType });
  }
}

function refuse({ status, scimType, detail }) {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
  const headers = { "content-type": "application/scim+json" };
  const body = JSON.stringify({ schemas, status: String(status), scimType, detail });
  return new Response(body, { status, headers });
}

/** The body, or nothing where it is longer than the limit. */
async function bytesOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > LONGEST) return undefined;
    chunks.push(chunk);
  }
  return new Blob(chunks).arrayBuffer();
}

export default {
  async fetch(request, env) {
    const bytes = await bytesOf(request);
    if (bytes === undefined)
      return refuse({ status: 413, detail: `The body has more than ${LONGEST} bytes.` });
    let body;
    try {
      body = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return refuse({ status: 400, scimType: "invalidSyntax", detail: "The body is not UTF-8." });
    }
    try {
      ready ??= start(env.PROFILE);
      const found = fault(ready, request, body);
      if (found !== undefined) return refuse(found);
    } catch (error) {
      if (error instanceof Refused) return refuse(error);
      ready = undefined;
      return refuse({ status: 500, detail: "The request could not be checked." });
    }
    const forwarded = bytes.byteLength === 0 ? undefined : bytes;
    return env.UPSTREAM.fetch(new Request(request, { body: forwarded }));
  },
};
