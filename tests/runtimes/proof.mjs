// A little of everything that the package does; runs wherever the package does.

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";

/** What a version of the package's API answers. */
export function prove({ applyPatch, checkFilter, diff, parseFilter, Scim, ScimError, validate }) {
  const text = `{"schemas":["${USER}"],"userName":"mira","active":"True","name":{"givenName":"Mírä 👩‍🔬"}}`;
  const report = validate(text);
  const bytes = validate(new TextEncoder().encode(text));
  const scim = new Scim({ profile: "entra" });
  const filter = scim.parseFilter('name.givenName sw "mír" and not (title pr)', {
    resourceType: "User",
  });
  const request = {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "Add", path: "title", value: "Buyer" }],
  };
  const before = JSON.parse(report.fixed());
  const patched = scim.applyPatch(before, request);
  const stream = scim.stream({ resourceType: "User" });
  const rows = new TextEncoder().encode(`${report.fixed()}\n{"schemas":["${USER}"]}\n`);
  const findings = [...stream.push(rows.subarray(0, 50)), ...stream.push(rows.subarray(50))];
  const { rows: count, invalid } = stream.finish();
  const answers = {
    findings: report.diagnostics.map(({ code, pointer, range }) => ({ code, pointer, range })),
    sameForBytes: JSON.stringify(bytes.diagnostics) === JSON.stringify(report.diagnostics),
    counts: report.counts,
    fixed: before.active,
    sarif: JSON.parse(report.render("sarif")).version,
    filter: String(filter),
    matches: [filter.matches(text), filter.matches(before), filter.matches(patched.resource)],
    checked: checkFilter('usrName eq "mira"', { resourceType: "User" })[0].help,
    patched: [
      patched.changed,
      patched.resource.title,
      applyPatch(before, diff(before, patched.resource)).resource.title,
    ],
    untouched: before.title === undefined,
    diff: diff(before, patched.resource).Operations,
    stream: [findings.map(({ row, diagnostics }) => [row, diagnostics[0].code]), count, invalid],
    refused: refusal(() => parseFilter("userName = 1"), ScimError),
  };
  filter.free();
  scim.free();
  return answers;
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
