// The examples of hosts of the plugin, run, each held to what it has to print or answer. `PYTHON` names a Python with
// examples/plugin/python/requirements.txt, `HOST` the Rust host, built.
import { deepStrictEqual, strictEqual } from "node:assert";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { conclude, held, skipped } from "../runtimes/checks.mjs";
import { installTools, program, root } from "../runtimes/prepare.mjs";

const examples = join(root, "examples/plugin");
const module = join(root, "pkg/generated/scimlens_plugin.wasm");
const extism = join(root, "pkg/generated/scimlens_extism.wasm");

const PRINTED = `97 \`active\` is a boolean; "True" is a string.
true
true false 2
400 invalidFilter 12
`;

const printed =
  (command, ...args) =>
  () =>
    strictEqual(execFileSync(command, [...args, module], { encoding: "utf8" }), PRINTED);

/** A service provider that takes all, and remembers it. */
async function behind() {
  const seen = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", text => {
      body += text;
    });
    request.on("end", () => {
      seen.push([request.method, request.url, body, request.headers.authorization]);
      response.writeHead(request.method === "POST" ? 201 : 200, { location: "/Users/1" });
      response.end(body || "{}");
    });
  });
  await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
  return { seen, server, address: `127.0.0.1:${server.address().port}` };
}

/** Starts the proxy; gives its port and how to end it. */
async function proxy(workerd, folder, upstream) {
  const how = ["serve", "config.capnp", "--control-fd=3", "--socket-addr=http=127.0.0.1:0"];
  const child = spawn(workerd, [...how, `--external-addr=upstream=${upstream}`], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", data => {
    complaint += data;
  });
  const port = await new Promise((resolve, reject) => {
    let told = "";
    child.stdio[3].on("data", data => {
      told += data;
      const port = /"port":\s*(\d+)/.exec(told)?.[1];
      if (port !== undefined) resolve(port);
    });
    child.on("exit", () => reject(new Error(complaint)));
  });
  return { port, end: () => child.kill() };
}

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** Requests, and what comes back: the answer from behind, or a status with a word of the refusal. */
const REQUESTS = [
  ["POST", "/scim/v2/Users", { schemas: [USER], userName: "mira" }, 201],
  ["POST", "/scim/v2/Users", { schemas: [USER], userName: 7 }, 400, "invalidValue", /`userName`/],
  ["POST", "/scim/v2/Users", '{"schemas": [', 400, "invalidSyntax", /./],
  ["POST", "/scim/v2/Users", new Uint8Array([0x7b, 0xff, 0x7d]), 400, "invalidSyntax", /UTF-8/],
  ["POST", "/scim/v2/Users", " ".repeat(2 ** 20 + 1), 413, undefined, /1048576/],
  ["PUT", "/scim/v2/Users/1", { schemas: [USER] }, 400, "invalidValue", /userName/],
  [
    "PATCH",
    "/scim/v2/Users/1",
    { schemas: [PATCH], Operations: [{ op: "replace", path: "active", value: false }] },
    200,
  ],
  [
    "PATCH",
    "/scim/v2/Users/1",
    {
      schemas: [PATCH],
      Operations: [{ op: "replace", path: "emails[type eq work].value", value: "a" }],
    },
    400,
    "invalidFilter",
    /work/,
  ],
  ["GET", `/scim/v2/Users?filter=${encodeURIComponent('userName eq "mira"')}`, undefined, 200],
  ["GET", "/scim/v2/Users?filter=userName+eq+mira", undefined, 400, "invalidFilter", /mira/],
  ["DELETE", "/scim/v2/Users/1", undefined, 200],
];

async function edge(workerd) {
  const folder = join(root, "target/plugin/edge");
  mkdirSync(folder, { recursive: true });
  for (const name of ["edge/worker.mjs", "edge/config.capnp", "javascript/scimlens.mjs"])
    cpSync(join(examples, name), join(folder, name.split("/")[1]));
  cpSync(module, join(folder, "scimlens_plugin.wasm"));
  const { seen, server, address } = await behind();
  const { port, end } = await proxy(workerd, folder, address);
  try {
    const expected = [];
    for (const [method, url, given, status, scimType, detail] of REQUESTS) {
      const plain = given === undefined || typeof given === "string" || given instanceof Uint8Array;
      const body = plain ? given : JSON.stringify(given);
      const headers = { authorization: "Bearer b" };
      const response = await fetch(`http://127.0.0.1:${port}${url}`, { method, body, headers });
      const text = await response.text();
      strictEqual(response.status, status, `${method} ${url}: ${text}`);
      if (status < 300) {
        expected.push([method, url, body ?? "", "Bearer b"]);
        continue;
      }
      const error = JSON.parse(text);
      strictEqual(response.headers.get("content-type"), "application/scim+json");
      deepStrictEqual([error.status, error.scimType], [String(status), scimType], text);
      strictEqual(detail.test(error.detail), true, error.detail);
    }
    // What was refused never got through.
    deepStrictEqual(seen, expected);
  } finally {
    end();
    server.closeAllConnections();
    server.close();
  }
}

const { PYTHON, HOST } = process.env;
const [javascript, python, withExtism] = [
  "javascript/main.mjs",
  "python/main.py",
  "python/with_extism.py",
].map(name => join(examples, name));
await held("plain JavaScript", printed(process.execPath, javascript, module));
await held("Python, by wasmtime", printed(PYTHON, "-B", python, module));
await held("Python, by Extism", printed(PYTHON, "-B", withExtism, extism));
await held("Rust, by wasmi", printed(HOST, module));
installTools();
const workerd = program("@cloudflare/bin/workerd");
if (workerd === undefined)
  skipped("a proxy on workerd", "the registry has no package with the program for this machine");
else await held("a proxy on workerd", () => edge(workerd));
conclude();
