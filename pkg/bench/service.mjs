// The service provider with 1,000, 10,000 and 100,000 users: what one request takes, how it grows, and what memory it
// takes; a bulk request of 1,000 operations; and a group of all users. Medians, one state after the other.
import { Scim } from "../dist/esm/index.js";
import { machine } from "./rounds.mjs";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

const user = (name, title = "Buyer") => ({
  schemas: [USER],
  userName: name,
  displayName: `User ${name}`,
  title,
  active: true,
  name: { givenName: "Mira", familyName: "Lindqvist" },
  emails: [{ value: `${name}@shop.example`, type: "work", primary: true }],
});

const patch = (...Operations) => ({ schemas: [PATCH], Operations });

function send(provider, method, url, body) {
  const response = provider.handle({ method, url, body });
  if (response.status >= 400)
    throw new Error(`${method} ${url}: ${response.status} ${response.body}`);
  return response;
}

/** The median of some runs, in milliseconds. */
function median(runs, use) {
  const times = Array.from({ length: runs }, (_, run) => {
    const start = performance.now();
    use(run);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[runs >> 1];
}

function bulkOf(count, from) {
  const operations = Array.from({ length: count }, (_, at) => ({
    method: "POST",
    path: "/Users",
    bulkId: `b${at}`,
    data: user(`bulk${from + at}`),
  }));
  return { schemas: [BULK], Operations: operations };
}

console.log(machine());
const rows = {};
const atFirst = process.memoryUsage().rss;
for (const count of [1_000, 10_000, 100_000]) {
  let ids = 0;
  const scim = new Scim();
  const provider = scim.createService({
    newId: () => `2819c223-7f76-453a-919d-${String(++ids).padStart(12, "0")}`,
    config: { bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 10_000_000 } },
  });
  const start = performance.now();
  for (let at = 0; at < count; at++) send(provider, "POST", "/Users", user(`u${at}`));
  const filling = performance.now() - start;
  for (let at = 0; at < count / 100; at++) {
    const members = Array.from({ length: 20 }, (_, n) => ({
      value: `2819c223-7f76-453a-919d-${String(((at * 97 + n * 13) % count) + 1).padStart(12, "0")}`,
    }));
    send(provider, "POST", "/Groups", { schemas: [GROUP], displayName: `g${at}`, members });
  }
  const id = n => `2819c223-7f76-453a-919d-${String(((n * 7919) % count) + 1).padStart(12, "0")}`;
  rows[count] = {
    "creating all, each": (filling / count) * 1000,
    "GET /Users/{id}": median(501, n => send(provider, "GET", `/Users/${id(n)}`)) * 1000,
    "POST /Users": median(201, n => send(provider, "POST", "/Users", user(`new${n}`))) * 1000,
    "PUT /Users/{id}":
      median(201, n => send(provider, "PUT", `/Users/${id(1)}`, user(`put${n}`))) * 1000,
    "PATCH /Users/{id}":
      median(201, n => {
        const value = `t${n}`;
        send(provider, "PATCH", `/Users/${id(n)}`, patch({ op: "replace", path: "title", value }));
      }) * 1000,
    "query by userName":
      median(7, n => send(provider, "GET", `/Users?filter=userName eq "u${n}"`)) * 1000,
    "query, sorted, a page":
      median(3, () => send(provider, "GET", "/Users?sortBy=displayName&count=10")) * 1000,
    "bulk of 1,000": median(3, n => send(provider, "POST", "/Bulk", bulkOf(1000, n * 1000))) * 1000,
    "DELETE of a member": median(51, n => send(provider, "DELETE", `/Users/${id(n)}`)) * 1000,
    "process grown by, MB": (process.memoryUsage().rss - atFirst) / 1e6,
    "export, MB": provider.export().length / 1e6,
  };
  const members = Array.from({ length: count }, (_, n) => ({ value: id(n) }));
  const everyone = { schemas: [GROUP], displayName: "everyone", members };
  const made = performance.now();
  const { headers } = send(provider, "POST", "/Groups?attributes=id", everyone);
  rows[count]["a group of all: created"] = (performance.now() - made) * 1000;
  const change = (url, op) => median(7, n => send(provider, "PATCH", url, patch(op(n))));
  const extra = n => ({ op: "add", path: "members", value: [{ value: `outside-${n}` }] });
  const rid = n => ({ op: "remove", path: `members[value eq "outside-${n}"]` });
  // The first one finds it as text.
  const short = `${headers.Location}?attributes=id`;
  send(provider, "PATCH", short, patch(extra(-1)));
  rows[count]["its members: one added"] = change(short, extra) * 1000;
  rows[count]["one removed"] = change(short, rid) * 1000;
  rows[count]["one added, all answered"] = change(headers.Location, extra) * 1000;
  provider.free();
  scim.free();
}
console.log("\nµs".padEnd(28), ...Object.keys(rows).map(count => count.padStart(12)));
for (const name of Object.keys(rows[1000]))
  console.log(
    name.padEnd(27),
    ...Object.values(rows).map(row => row[name].toFixed(1).padStart(12)),
  );
