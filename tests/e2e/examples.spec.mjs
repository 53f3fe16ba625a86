// What each example of the playground says of itself.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Scim } from "scimlens";

const scim = new Scim();
const read = name =>
  JSON.parse(readFileSync(new URL(`../../www/src/examples/${name}.json`, import.meta.url), "utf8"));

for (const { id, document, lines, operation, expect } of read("documents")) {
  test(`document ${id}`, () => {
    const text = lines?.join("\n") ?? JSON.stringify(document, null, 2);
    const report = scim.validate(text, { operation });
    assert.equal(report.resourceType, expect.resourceType);
    assert.deepEqual(
      report.diagnostics.map(({ code, pointer }) => `${code} ${pointer}`),
      expect.findings,
    );
  });
}

test("the sample file has the defects that it says", () => {
  const { resources, expect } = read("file");
  const stream = scim.stream({ operation: "create" });
  const found = [
    ...stream.push(resources.map(one => `${JSON.stringify(one)}\n`).join("")),
    ...stream.finish().findings,
  ];
  assert.deepEqual(
    found.flatMap(({ row, diagnostics }) =>
      diagnostics.map(({ code, pointer }) => `${row} ${code} ${pointer}`),
    ),
    expect.findings,
  );
});

for (const { id, resourceType, documents } of read("definitions")) {
  test(`definitions ${id}`, () => {
    const kindOf = ({ schemas: [uri] }) => uri.slice(uri.lastIndexOf(":") + 1);
    const own = new Scim({
      schemas: documents.filter(one => kindOf(one) === "Schema"),
      resourceTypes: documents.filter(one => kindOf(one) === "ResourceType"),
    });
    const type = own.resourceTypes.find(({ name }) => name === resourceType);
    const used = [type.schema, ...type.schemaExtensions.map(({ schema }) => schema)];
    assert.ok(used.includes(documents[0].id));
    for (const one of documents) {
      const kind = kindOf(one) === "Schema" ? "schema" : "resourceType";
      assert.deepEqual(own.validate(one, { kind, operation: "read" }).diagnostics, []);
    }
  });
}

const resources = read("resources");

test("the sample resources are valid answers", () => {
  for (const resource of resources)
    assert.deepEqual(scim.validate(resource, { operation: "read" }).diagnostics, []);
});

for (const { id, filter, resourceType, expect } of read("filters")) {
  test(`filter ${id}`, () => {
    const findings = scim.checkFilter(filter, { resourceType });
    assert.deepEqual(
      findings.map(({ range }) => [range.start, range.end]),
      expect.range ? [expect.range] : [],
    );
    if (expect.range) return;
    const parsed = scim.parseFilter(filter, { resourceType });
    const hits = resources.filter(
      one => one.meta.resourceType === resourceType && parsed.matches(one),
    );
    assert.deepEqual(
      hits.map(one => one.userName ?? one.displayName),
      expect.matches,
    );
  });
}

for (const { id, before, request, expect } of read("patches")) {
  test(`PATCH ${id}`, () => {
    assert.deepEqual(scim.validate(before, { operation: "read" }).diagnostics, []);
    if (expect.scimType) {
      assert.throws(() => scim.applyPatch(before, request), {
        scimType: expect.scimType,
        operation: expect.operation,
      });
      return;
    }
    const { resource, changed } = scim.applyPatch(before, request);
    assert.equal(changed, expect.changed);
    const wanted = { ...before, ...expect.after };
    for (const name of expect.gone ?? []) delete wanted[name];
    assert.deepEqual(resource, wanted);
  });
}
