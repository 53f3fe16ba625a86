// The entries beside `scimlens`: each in a process of its own, since a process becomes ready only once.
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const folder = dirname(fileURLToPath(import.meta.url));

const common = `
const { readFileSync } = require("node:fs");
const { createServer } = require("node:http");
const file = require.resolve("scimlens/scimlens.wasm");
const address = require("node:url").pathToFileURL(file);
const bytes = readFileSync(file);
const user = '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mira"}';
const told = [];
const say = value => told.push(value);
const words = error => [error.name, error.message.replace(/http:[^ ]*(?=\\/)/g, "")];
const thrown = call => { try { call(); return "nothing"; } catch (error) { return words(error); } };
const rejected = promise => promise.then(() => "nothing", words);
/** Answers by path: [status, type, body]; and what has been asked for. */
async function serve(answers) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const [status, type, body] = answers[request.url] ?? [404, "text/plain", "no"];
    response.writeHead(status, { "content-type": type, connection: "close" }).end(body);
  });
  await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return { asked, url: path => "http://127.0.0.1:" + server.address().port + path };
}
process.on("exit", () => console.log(JSON.stringify(told)));
`;

const how = {
  module: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`,
  commonjs: "",
};

/** What a script says. */
function run(script: string, type: keyof typeof how = "module"): unknown[] {
  const told = execFileSync(
    process.execPath,
    [`--input-type=${type}`, "--eval", how[type] + common + script],
    { encoding: "utf8", cwd: folder },
  );
  return JSON.parse(told);
}

const NOT_READY = [
  "ScimInitError",
  "scimlens has no module yet: first `await init()` of scimlens/web, or call `initSync(module)` of scimlens/slim.",
];

describe("scimlens/web", () => {
  it("is ready after init, which finds the module by itself, and says so before", () => {
    const told =
      run(`import { init, validate, Scim, parseFilter, ScimInitError } from "scimlens/web";
      say(thrown(() => validate(user)));
      say(thrown(() => new Scim()));
      say(thrown(() => parseFilter("a pr")));
      try { validate(user) } catch (error) { say(error instanceof ScimInitError) }
      const [one, other] = [init(), init("nowhere")];
      say(one === other);
      await one;
      say(validate(user).valid);
      await init("nowhere");
      say(new Scim().parseFilter("userName pr").matches(user));`);
    expect(told).toEqual([NOT_READY, NOT_READY, NOT_READY, true, true, true, true]);
  });

  it("is ready after init as CommonJS too", () => {
    const told = run(
      `const { init, validate } = require("scimlens/web");
       say(thrown(() => validate(user)));
       init().then(() => say(validate(user).valid));`,
      "commonjs",
    );
    expect(told).toEqual([NOT_READY, true]);
  });

  it.each([
    ["a URL", "address"],
    ["the text of a file's URL", "address.href"],
    ["the text of a URL", 'server.url("/good")'],
    ["a request", 'new Request(server.url("/good"))'],
    ["a response", 'await fetch(server.url("/good"))'],
    ["a response that is still to come", 'fetch(server.url("/good"))'],
    ["a response without a type", 'fetch(server.url("/untyped"))'],
    ["bytes", "bytes"],
    ["a buffer", "bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)"],
    [
      "a buffer of another realm",
      'require("node:vm").runInNewContext("new Uint8Array(bytes)", { bytes })',
    ],
    ["a module", "new WebAssembly.Module(bytes)"],
    ["a module that is still to come", "WebAssembly.compile(bytes)"],
  ])("takes %s", (_, source) => {
    const told = run(`import { init, validate } from "scimlens/web";
      const server = await serve({ "/good": [200, "application/wasm", bytes], "/untyped": [200, "", bytes] });
      await init(${source});
      say(validate(user).valid);`);
    expect(told).toEqual([true]);
  });

  it("says why a module can't be had, and can be asked again", () => {
    const told = run(`import { init, validate } from "scimlens/web";
      const server = await serve({
        "/page": [200, "text/html", "<!doctype html><title>page</title>"],
        "/empty": [200, "application/wasm", ""],
        "/good": [200, "application/wasm", bytes],
      });
      say(await rejected(init(server.url("/missing"))));
      say(await rejected(init(server.url("/page"))));
      say((await rejected(init(server.url("/empty"))))[0]);
      say((await rejected(init(new Uint8Array(9))))[0]);
      say(await rejected(init("http://127.0.0.1:1/closed")));
      say(await rejected(init("file:///nowhere/scimlens.wasm")));
      say(await rejected(init(7)));
      say(thrown(() => validate(user)));
      await init(server.url("/good"));
      say(validate(user).valid);`);
    expect(told).toEqual([
      ["ScimInitError", "/missing answered with status 404."],
      ["ScimInitError", "/page is no WebAssembly; its type is text/html."],
      "ScimInitError",
      "ScimInitError",
      ["ScimInitError", "/closed can't be fetched."],
      ["ScimInitError", "file:///nowhere/scimlens.wasm can't be read."],
      [
        "TypeError",
        "A module comes from a URL, a Request, a Response, bytes or a WebAssembly.Module, not a number.",
      ],
      NOT_READY,
      true,
    ]);
  });
});

describe("scimlens/slim", () => {
  it.each([
    ["bytes", "bytes"],
    ["a module", "new WebAssembly.Module(bytes)"],
  ])("is ready after initSync with %s, and says so before", (_, source) => {
    const told = run(`import { initSync, validate } from "scimlens/slim";
      say(thrown(() => validate(user)));
      say(thrown(() => initSync(new Uint8Array(9)))[0]);
      say(thrown(() => initSync("scimlens.wasm")));
      initSync(${source});
      initSync(bytes);
      say(validate(user).valid);`);
    expect(told).toEqual([
      NOT_READY,
      "ScimInitError",
      ["TypeError", "A module is a WebAssembly.Module or its bytes, not a string."],
      true,
    ]);
  });

  it("works as CommonJS", () => {
    const told = run(
      `const { initSync, validate } = require("scimlens/slim");
       initSync(bytes);
       say(validate(user).valid);`,
      "commonjs",
    );
    expect(told).toEqual([true]);
  });

  it("refuses a module that is not its own", () => {
    const told = run(`import { initSync, validate } from "scimlens/slim";
      initSync(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
      say(thrown(() => validate(user)));`);
    expect(told).toEqual([["ScimInitError", "The module is not scimlens.wasm of this version."]]);
  });
});

describe("scimlens/core", () => {
  const use = `
    const scim = new Scim({ profile: "entra" });
    const filter = scim.parseFilter('userName eq "MIRA"', { resourceType: "User" });
    say([scim.validate('{"userName":7}').counts.error > 0, filter.matches(user), filter.matches({ userName: "otto" })]);
    say(validate(user.replace("}", ',"active":"True"}')).fixed().slice(-15));
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
    say(applyPatch(user, { schemas, Operations: [{ op: "add", path: "title", value: "Buyer" }] }).resource.title);
    say([checkFilter("a eq").length, scim.parsePath("emails[type pr].value").sub, scim.describe("userName").type]);
    try { parseFilter("(") } catch (error) { say(error instanceof ScimError) }`;
  const answers = [[true, true, false], ',"active":true}', "Buyer", [1, "value", "string"], true];

  it("validates, filters and patches with a smaller module", () => {
    const names = "applyPatch, checkFilter, parseFilter, Scim, ScimError, validate";
    expect(run(`import { ${names} } from "scimlens/core";${use}`)).toEqual(answers);
    const cjs = run(`const { ${names} } = require("scimlens/core");${use}`, "commonjs");
    expect(cjs).toEqual(answers);
    const dist = join(folder, "../dist");
    const [core, whole] = ["core.wasm", "scimlens.wasm"].map(
      name => statSync(join(dist, name)).size,
    );
    expect(core).toBeLessThan((whole as number) * 0.9);
  });

  it("says what it lacks, and goes on", () => {
    const told =
      run(`import { diff, parseFilter, Scim, ScimInitError, validate } from "scimlens/core";
      const scim = new Scim();
      const filter = scim.parseFilter("userName pr", { resourceType: "User" });
      for (const call of [
        () => diff(user, user),
        () => scim.jsonSchema("User"),
        () => scim.typescript(),
        () => scim.stream(),
        () => scim.completeFilter("a", 1),
        () => filter.explain(user),
        () => filter.toLdap(),
        () => validate("{").render("text"),
      ]) say(thrown(call));
      try { scim.stream() } catch (error) { say(error instanceof ScimInitError) }
      say([filter.matches(user), scim.validate(user).valid]);`);
    const lacks = (name: string) => [
      "ScimInitError",
      `scimlens/core has no \`${name}\`; import it from scimlens.`,
    ];
    expect(told).toEqual([
      lacks("diff"),
      lacks("jsonSchema"),
      lacks("typescript"),
      lacks("stream"),
      lacks("completeFilter"),
      lacks("explain"),
      lacks("toSql"),
      lacks("render"),
      true,
      [true, true],
    ]);
  });

  it("gives way to the whole toolkit, whichever comes first", () => {
    const late = run(`import * as core from "scimlens/core";
      const scim = new core.Scim();
      const filter = scim.parseFilter("userName pr", { resourceType: "User" });
      say([filter.matches(user), thrown(() => scim.typescript("User"))[0]]);
      const whole = await import("scimlens");
      say([filter.matches(user), scim.validate(user).valid, scim.typescript("User").length > 99, filter.describe()]);
      filter.free();
      scim.free();
      say(whole.Scim === core.Scim);`);
    expect(late).toEqual([
      [true, "ScimInitError"],
      [true, true, true, "A User matches when userName has a value."],
      true,
    ]);
    const early = run(`await import("scimlens");
      const { diff } = await import("scimlens/core");
      say(diff(user, user).Operations);`);
    expect(early).toEqual([[]]);
    const web = run(`import { diff } from "scimlens/core";
      import { init } from "scimlens/web";
      say(thrown(() => diff(user, user))[0]);
      await init();
      say(diff(user, user).Operations);`);
    expect(web).toEqual(["ScimInitError", []]);
  });
});

describe("all entries", () => {
  it("export the same names, and their own init", () => {
    const script = (load: string) => `
      (async () => {
        const names = async name => Object.keys(await ${load}).filter(name => name !== "default" && name !== "module.exports").sort();
        const [base, web, slim] = [await names("scimlens"), await names("scimlens/web"), await names("scimlens/slim")];
        const core = await names("scimlens/core");
        say(base);
        say([base.filter(name => !core.includes(name)), core.filter(name => !base.includes(name))]);
        say(web.filter(name => !base.includes(name)));
        say(slim.filter(name => !base.includes(name)));
        say([base.filter(name => !web.includes(name)), base.filter(name => !slim.includes(name))]);
      })();`;
    const esm = run(script("import(name)"));
    const cjs = run(script("require(name)"), "commonjs");
    expect(cjs).toEqual(esm);
    expect(esm.slice(1)).toEqual([[[], []], ["init"], ["initSync"], [[], []]]);
    expect(esm[0]).toEqual(
      expect.arrayContaining([
        "Filter",
        "Scim",
        "ScimError",
        "ScimInitError",
        "validate",
        "version",
      ]),
    );
  });

  it("share what they are made of: classes, and the module", () => {
    const told = run(`import * as base from "scimlens";
      import * as web from "scimlens/web";
      import * as slim from "scimlens/slim";
      say([web.Scim === base.Scim, slim.ScimError === base.ScimError]);
      await web.init("nowhere");
      slim.initSync(bytes);
      say(slim.validate(user).valid);`);
    expect(told).toEqual([[true, true], true]);
  });

  it("read what is inside by whatever the runtime has for it", () => {
    for (const without of ["", "delete globalThis.Buffer;", "globalThis.Buffer = {};"]) {
      const told = run(`${without}
        const { validate } = await import("scimlens");
        say(validate(user).valid);`);
      expect(told).toEqual([true]);
    }
    const standard = run(`let asked = 0;
      const { Buffer } = globalThis;
      Uint8Array.fromBase64 = text => { asked++; return new Uint8Array(Buffer.from(text, "base64")); };
      delete globalThis.Buffer;
      const { validate } = await import("scimlens");
      say([validate(user).valid, asked]);`);
    expect(standard).toEqual([[true, 1]]);
  });

  it("set nothing global, and change nothing that is there", () => {
    const told = run(`const before = Reflect.ownKeys(globalThis);
      const frozen = [Object, Array, Map, String, Error, Promise, Uint8Array, WebAssembly.Module];
      for (const it of frozen) { Object.freeze(it); Object.freeze(it.prototype); }
      for (const name of ["scimlens", "scimlens/web", "scimlens/slim"]) {
        const { validate, parseFilter, Scim } = await import(name);
        validate(user).render("text");
        parseFilter("a pr").matches({});
        new Scim().free();
      }
      say(Reflect.ownKeys(globalThis).filter(key => !before.includes(key)).map(String));`);
    expect(told).toEqual([[]]);
  });

  it("compile nothing before they are used", () => {
    const told = run(`let compiled = 0;
      const { Module } = WebAssembly;
      WebAssembly.Module = class extends Module { constructor(bytes) { super(bytes); compiled++; } };
      const { validate } = await import("scimlens");
      say(compiled);
      validate(user);
      validate(user);
      say(compiled);`);
    expect(told).toEqual([0, 1]);
  });

  it("tell what a policy must allow, where it forbids to compile", () => {
    const told = run(`const { Module } = WebAssembly;
      WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("WebAssembly.Module(): Wasm code generation disallowed by embedder"); } };
      const { validate } = await import("scimlens");
      say(thrown(() => validate(user)));
      WebAssembly.Module = Module;
      say(validate(user).valid);`);
    expect(told).toEqual([
      [
        "ScimInitError",
        "The module of scimlens could not be compiled: WebAssembly.Module(): Wasm code generation disallowed by embedder. A content security policy needs `script-src 'wasm-unsafe-eval'`; a runtime that compiles nothing from bytes, a module compiled ahead, for scimlens/slim.",
      ],
      true,
    ]);
  });
});
