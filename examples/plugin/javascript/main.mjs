// node main.mjs scimlens_plugin.wasm
import { readFileSync } from "node:fs";
import { Refused, Scimlens } from "./scimlens.mjs";

const scimlens = new Scimlens(readFileSync(process.argv[2]));
const document = `{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "userName": "mira",
  "active": "True"
}`;

const report = scimlens.call("validate", { document, fixed: true });
for (const { message, range } of report.diagnostics) console.log(range.start, message);
const user = JSON.parse(report.fixed);

const filter = 'userName sw "MI" and active eq true';
console.log(scimlens.call("matches", { filter, resourceType: "User", resource: user }).matches);

const { toolkit } = scimlens.call("open", { profile: "entra" });
const request = {
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations: [{ op: "Replace", path: "active", value: "False" }],
};
const patched = scimlens.call("applyPatch", { toolkit, resource: user, request });
console.log(patched.changed, patched.resource.active, patched.notes.length);
scimlens.call("close", { toolkit });

try {
  scimlens.call("parseFilter", { filter: "userName eq mira" });
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.log(error.status, error.scimType, error.range.start);
}
