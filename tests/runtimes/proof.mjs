// A little of everything that the package does; runs wherever the package does.

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** What the package answers. */
export function prove(scimlens) {
  return { ...proveCore(scimlens), ...proveRest(scimlens) };
}

/** What scimlens/core answers as well. */
export function proveCore({ applyPatch, checkFilter, parseFilter, Scim, ScimError, validate }) {
  const text = `{"schemas":["${USER}"],"userName":"mira","active":"True","name":{"givenName":"Mírä 👩‍🔬"}}`;
  const report = validate(text);
  const bytes = validate(new TextEncoder().encode(text));
  const scim = new Scim({ profile: "entra" });
  const filter = scim.parseFilter('name.givenName sw "mír" and not (title pr)', {
    resourceType: "User",
  });
  const request = op => ({
    schemas: [PATCH],
    Operations: [{ op, path: "title", value: "Buyer" }],
  });
  const before = JSON.parse(report.fixed());
  const patched = scim.applyPatch(before, request("Add"));
  const answers = {
    findings: report.diagnostics.map(({ code, pointer, range }) => ({ code, pointer, range })),
    sameForBytes: JSON.stringify(bytes.diagnostics) === JSON.stringify(report.diagnostics),
    counts: report.counts,
    fixed: before.active,
    filter: String(filter),
    matches: [filter.matches(text), filter.matches(before), filter.matches(patched.resource)],
    checked: checkFilter('usrName eq "mira"', { resourceType: "User" })[0].help,
    patched: [
      patched.changed,
      patched.resource.title,
      applyPatch(patched.resource, request("add")).changed,
    ],
    untouched: before.title === undefined,
    refused: refusal(() => parseFilter("userName = 1"), ScimError),
  };
  filter.free();
  scim.free();
  return answers;
}

/** What only the whole toolkit answers. */
function proveRest({ applyPatch, diff, Scim, validate }) {
  const before = { schemas: [USER], userName: "mira", active: true };
  const after = { ...before, title: "Buyer" };
  const request = diff(before, after);
  const scim = new Scim();
  const stream = scim.stream({ resourceType: "User" });
  const rows = new TextEncoder().encode(`${JSON.stringify(after)}\n{"schemas":["${USER}"]}\n`);
  const findings = [...stream.push(rows.subarray(0, 50)), ...stream.push(rows.subarray(50))];
  const { rows: count, invalid } = stream.finish();
  const set = scim.load([before, after]);
  const provider = scim.createService({ now: () => "2026-01-31T09:30:00Z", newId: () => "1" });
  const made = provider.handle({ method: "POST", url: "/Users", body: after });
  const found = provider.handle({ method: "GET", url: '/Users?filter=title eq "BUYER"' });
  const answers = {
    set: [set.size, set.count("title pr")],
    service: [made.status, made.headers.Location, JSON.parse(found.body).totalResults],
  };
  provider.free();
  set.free();
  scim.free();
  return {
    ...answers,
    sarif: JSON.parse(validate(before).render("sarif")).version,
    diff: request.Operations,
    again: applyPatch(before, request).resource.title,
    stream: [findings.map(({ row, diagnostics }) => [row, diagnostics[0].code]), count, invalid],
  };
}

function refusal(call, ScimError) {
  try {
    call();
    return "nothing";
  } catch (error) {
    return [
      error instanceof ScimError,
      error.name,
      error.scimType,
      error.range,
      error.toJSON().status,
    ];
  }
}
