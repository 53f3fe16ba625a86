// The plugin module under Node, with nothing but what every host has: it imports nothing, answers all vectors of the
// calls that it has byte for byte as the JavaScript build does, and survives what no host should send.
import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Refused, Scimlens } from "../../examples/plugin/javascript/scimlens.mjs";
import * as glue from "../../pkg/generated/scimlens.js";
import { conclude, readNative, readVectors, root } from "./files.mjs";
import { put } from "./vectors.mjs";

const bytes = readFileSync(join(root, "pkg/generated/scimlens_plugin.wasm"));
const compiled = new WebAssembly.Module(bytes);
const module = glue.initSync({
  module: readFileSync(join(root, "pkg/generated/scimlens_bg.wasm")),
});

/** The sections of a module by their numbers: how many entries each begins with. */
function sections(bytes) {
  const found = new Map();
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = number() + at;
    found.set(section, number());
    at = end;
  }
  return found;
}

function importsNothing() {
  const [IMPORT, EXPORT] = [2, 7];
  const found = sections(bytes);
  strictEqual(found.get(IMPORT) ?? 0, 0, "the import section is empty");
  strictEqual(found.get(EXPORT), WebAssembly.Module.exports(compiled).length);
  deepStrictEqual(WebAssembly.Module.imports(compiled), []);
  const functions = WebAssembly.Module.exports(compiled).filter(({ kind }) => kind === "function");
  deepStrictEqual(functions.map(({ name }) => name).sort(), [
    "scimlens_abi",
    "scimlens_alloc",
    "scimlens_call",
    "scimlens_free",
    "scimlens_length",
  ]);
}

const FORMATS = ["text", "json", "sarif", "markdown"];
const result = text => `{"result":${text}}`;
const error = text => `{"error":${text}}`;

/** Begins as a report does, of "errors warnings infos". */
function counted(counts) {
  const [error, warning, info] = counts.split(" ").map(Number);
  return `{"valid":${error === 0},"counts":{"error":${error},"warning":${warning},"info":${info}}`;
}

const optional = (name, text) => (text === undefined ? "" : `,"${name}":${JSON.stringify(text)}`);

/**
 * What a vector is as requests, each with the answer that it has to get: of the native answer, and where that doesn't
 * have all, of the JavaScript build.
 */
const KINDS = {
  validate({ input, options, expect }, native, engine, turn) {
    const [, kind, counts, type, rest] = /^(\S+) (\d+ \d+ \d+) ?(.*)\n([\s\S]*)$/.exec(native);
    const end = expect.fixed === undefined ? rest.length : rest.indexOf("\n");
    const fixed = expect.fixed === undefined ? undefined : rest.slice(end + 1);
    const named = type === "" ? undefined : type;
    const report = (diagnostics, ...more) =>
      result(
        `${counted(counts)},"kind":"${kind}"${optional("resourceType", named)},"diagnostics":${diagnostics}${more.join("")}}`,
      );
    const told = engine.tell(options);
    const current = text => (text == null ? undefined : put(module, engine, 1, text));
    const render = (text, positions) => {
      const at = current(options?.current);
      const length = put(module, engine, 0, text);
      return engine.render(length, told, at, FORMATS[turn], positions, "a.json");
    };
    const asked = { call: "validate", document: input, ...options };
    const requests = [
      [
        { ...asked, fixed: fixed !== undefined },
        report(rest.slice(0, end), optional("fixed", fixed)),
      ],
      [
        { ...asked, format: FORMATS[turn], uri: "a.json" },
        report(rest.slice(0, end), optional("rendered", render(input, true))),
      ],
    ];
    // In place of the text what it stands for: the same findings without their places.
    const value = documentOf(input);
    if (value !== undefined) {
      const text = JSON.stringify(value);
      const at = current(options?.current);
      const length = put(module, engine, 0, text);
      engine.validate(length, told, at);
      const [counts, diagnostics] = engine.findings(length, false).split("\n");
      const answer = { document: value, ...options, call: "validate" };
      requests.push([answer, undefined, { counts: counted(counts), diagnostics }]);
    }
    return requests;
  },
  lint({ input, client, target, expect }, native) {
    const [, counts, rest] = /^(\d+ \d+ \d+)\n([\s\S]*)$/.exec(native);
    const end = expect.fixed === undefined ? rest.length : rest.indexOf("\n");
    const fixed = expect.fixed === undefined ? undefined : rest.slice(end + 1);
    const answer = `${counted(counts)},"diagnostics":${rest.slice(0, end)}${optional("fixed", fixed)}}`;
    const request = { call: "lint", document: input, client, target, fixed: fixed !== undefined };
    return [[request, result(answer)]];
  },
  filter({ filter, resourceType, resource }, native, engine) {
    const asked = { filter, resourceType };
    const told = JSON.parse(native);
    const requests = [];
    if (told.print === undefined) requests.push([{ call: "parseFilter", ...asked }, error(native)]);
    else requests.push([{ call: "parseFilter", ...asked }, parsed(engine, asked, told)]);
    if (typeof resource !== "string") return requests;
    const { matches, notes } = told;
    const once =
      matches === undefined ? error(native) : result(`{"matches":${matches},"notes":${notes}}`);
    const many =
      matches === undefined ? once : result(`{"matches":[${matches},${matches}],"notes":${notes}}`);
    requests.push([{ call: "matches", ...asked, resource }, once]);
    requests.push([{ call: "matches", ...asked, resources: [resource, resource] }, many]);
    return requests;
  },
  explainFilter: ({ filter, resourceType, resource }, native) => [
    [{ call: "explain", filter, resourceType, resource }, outcome(native)],
  ],
  describeFilter({ filter, resourceType }, native) {
    const told = { description: JSON.stringify(native) };
    return [[{ call: "parseFilter", filter, resourceType }, undefined, told]];
  },
  checkFilter: ({ filter, resourceType }, native) => [
    [{ call: "checkFilter", filter, resourceType }, result(`{"diagnostics":${native}}`)],
  ],
  parsePath: ({ path, resourceType }, native) => [
    [{ call: "parsePath", path, resourceType }, outcome(native)],
  ],
  patch({ resource, request, resourceType, trace }, native) {
    const asked = { call: "applyPatch", resource, request, resourceType, trace };
    const [, changed, units, body] = /^(?:([01]) (\d+)\n)?([\s\S]*)$/.exec(native);
    if (changed === undefined) return [[asked, error(body)]];
    const rest = body.slice(Number(units)).slice(1, -1);
    const json = body.slice(0, Number(units));
    return [[asked, result(`{"changed":${changed === "1"},${rest},"resource":${json}}`)]];
  },
  diff: ({ before, after, resourceType, style }, native) => [
    [{ call: "diff", before, after, resourceType, style }, outcome(native)],
  ],
};

/** An answer of the native build that is either a result or an error. */
function outcome(native) {
  return native.startsWith('{"status":') ? error(native) : result(native);
}

/** The answer to `parseFilter`, from the JavaScript build. */
function parsed(engine, { filter, resourceType }, { notes, print }) {
  const store = new glue.FilterStore();
  try {
    const length = put(module, engine, 0, filter);
    store.parse(engine, length, engine.tell({ resourceType }) & ~0xff, 0);
    const [ast, attributes] = [store.ast(0), store.attributes(engine, 0)];
    const description = JSON.stringify(store.describe(engine, 0));
    const text = JSON.stringify(print);
    return result(
      `{"text":${text},"ast":${ast},"attributes":${attributes},"notes":${notes},"description":${description}}`,
    );
  } finally {
    store.free();
  }
}

/** How deep the brackets of a text go, at most. */
function depthOf(text) {
  let [depth, most] = [0, 0];
  for (const [bracket] of text.matchAll(/[[{\]}]/g)) {
    depth += "[{".includes(bracket) ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
}

/** The object or array that a text is. The request is a level more, and has a thousand at most. */
function documentOf(text) {
  if (depthOf(text) > 999) return undefined;
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Runs the vectors of all kinds that there are calls for. */
function vectors() {
  const native = new Map(readNative());
  const builtin = new glue.Engine(undefined);
  const plugin = new Scimlens(compiled);
  const differences = [];
  const requests = [];
  let [count, turn] = [0, 0];
  for (const vector of readVectors()) {
    const kind = KINDS[vector.kind];
    if (kind === undefined) continue;
    count++;
    turn = (turn + 1) % FORMATS.length;
    const own = vector.scim !== undefined;
    const engine = own ? new glue.Engine(vector.scim) : builtin;
    const toolkit = own ? plugin.call("open", vector.scim).toolkit : undefined;
    for (const [asked, whole, parts] of kind(vector, native.get(vector.name), engine, turn)) {
      const request = JSON.stringify({ ...asked, toolkit });
      const answer = plugin.answer(request);
      if (!own) requests.push(request);
      const holds =
        whole === undefined
          ? Object.entries(parts).every(([name, part]) =>
              answer.includes(name === "counts" ? part : `"${name}":${part}`),
            )
          : answer === whole;
      if (!holds) {
        const expected = whole ?? JSON.stringify(parts);
        differences.push(`${vector.name}\n  expected ${expected}\n  here     ${answer}`);
      }
    }
    if (own) {
      plugin.call("close", { toolkit });
      engine.free();
    }
  }
  builtin.free();
  return { count, differences, requests };
}

/** The error of a request that is refused. */
function refusal(plugin, request) {
  const text = typeof request === "string" ? request : JSON.stringify(request);
  const { error } = JSON.parse(plugin.answer(text));
  if (error === undefined) throw new Error(`${text} is answered`);
  return error;
}

/** Each refusal says what is wrong and how to mend it. */
function refusals() {
  const plugin = new Scimlens(compiled);
  const cases = [
    ["{", "invalidSyntax", /^The request is not JSON: /],
    ["[]", "invalidSyntax", "A request is an object with a member `call`."],
    [{}, "invalidValue", "The request has no member `call`, which this call needs."],
    [
      { call: "validat" },
      "invalidValue",
      /^The member `call` is "validat", which is none of about, open, close, validate, /,
    ],
    [
      { call: "validate" },
      "invalidValue",
      "The request has no member `document`, which this call needs.",
    ],
    [
      { call: "validate", document: 1 },
      "invalidValue",
      "`document` is a document: JSON text in a string, or an object.",
    ],
    [
      { call: "validate", documnt: "" },
      "invalidValue",
      /^This call has no member `documnt`\. Did you mean `document`\? /,
    ],
    [
      { call: "validate", document: "{}", resourceType: "Usr" },
      "invalidValue",
      'The member `resourceType` is "Usr", which is none of User, Group.',
    ],
    [
      { call: "validate", document: "{}", current: [] },
      "invalidValue",
      "The option `current` is a resource: a JSON object.",
    ],
    [{ call: "validate", document: "{}", toolkit: 7 }, "invalidValue", /^No toolkit 7 is open: /],
    [
      { call: "validate", document: "{}", toolkit: 0 },
      "invalidValue",
      "The member `toolkit` is a whole number from 1 to 4294967295.",
    ],
    [
      { call: "validate", document: "{}", fixed: 1 },
      "invalidValue",
      "The member `fixed` is true or false.",
    ],
    [
      { call: "validate", document: "{}", format: "html" },
      "invalidValue",
      'The member `format` is "html", which is none of text, json, sarif, markdown.',
    ],
    [
      '{"call":"validate","document":"\\ud800"}',
      "invalidSyntax",
      /^`document` is no Unicode text: /,
    ],
    [
      { call: "lint", document: {}, client: "entr" },
      "invalidValue",
      /^There is no profile `entr`\. Did you mean `entra`\? /,
    ],
    [
      { call: "lint", document: {}, target: "slak" },
      "invalidValue",
      /^There is no application `slak`\. Did you mean `slack`\? /,
    ],
    [
      { call: "matches", filter: "title pr" },
      "invalidValue",
      "A filter is asked about `resource`, or about an array `resources`.",
    ],
    [
      { call: "open", limits: { dept: 3 } },
      "invalidValue",
      /^`limits` has no member `dept`\. Did you mean `depth`\? /,
    ],
    [
      { call: "open", profile: { quirk: {} } },
      "invalidValue",
      /^A profile has no member `quirk`\. /,
    ],
    [{ call: "close", toolkit: 1 }, "invalidValue", /^No toolkit 1 is open: /],
  ];
  for (const [request, scimType, detail] of cases) {
    const error = refusal(plugin, request);
    strictEqual(error.scimType, scimType, JSON.stringify(request));
    if (typeof detail === "string") strictEqual(error.detail, detail);
    else strictEqual(detail.test(error.detail), true, error.detail);
  }
  const range = refusal(plugin, '{"call": nothing}').range;
  deepStrictEqual(range, { start: 9, end: 16 });
  const about = plugin.call("about");
  strictEqual(about.abi, 1);
  strictEqual(about.version, glue.version());
  const schema = { id: "urn:example:Thing", name: "Thing" };
  throws(
    () => plugin.call("open", { schemas: [schema] }),
    refused => refused instanceof Refused && refused.documents[0].option === "schemas",
  );
}

/** The calls and their members are those that docs/plugin.md tells of. */
function documented() {
  const plugin = new Scimlens(compiled);
  const text = readFileSync(join(root, "docs/plugin.md"), "utf8");
  const table = text.slice(text.indexOf("| `call` |"), text.indexOf("Members in bold"));
  const rows = [...table.slice(9).matchAll(/^\| `(\w+)` \| ([^|]*)\|/gm)].map(([, call, cell]) => {
    const plain = cell.replaceAll(/\([^)]*\)/g, "");
    const members = [...plain.matchAll(/`(\w+)`/g)].map(([, member]) => member);
    const own = ["about", "open", "close"].includes(call) ? [] : ["toolkit"];
    return [call, ["call", ...own, ...members].sort()];
  });
  deepStrictEqual(
    rows.map(([call]) => call),
    plugin.call("about").calls,
  );
  for (const [call, members] of rows) {
    const { detail } = refusal(plugin, { call, noneSuch: 1 });
    deepStrictEqual(
      detail
        .match(/There are (.*)\.$/)[1]
        .split(", ")
        .sort(),
      members,
      call,
    );
  }
}

/** Input, depth, answers and toolkits are limited. */
function limits() {
  const plugin = new Scimlens(compiled);
  const { toolkit } = plugin.call("open", {
    limits: { documentBytes: 50, depth: 3, filterLength: 20, operations: 1, answerBytes: 600 },
  });
  const codes = document =>
    plugin.call("validate", { toolkit, document }).diagnostics.map(({ code }) => code);
  deepStrictEqual(codes(" ".repeat(51)), ["json/size"]);
  deepStrictEqual(codes({ a: { b: { c: {} } } }), ["json/depth"]);
  const long = { toolkit, call: "parseFilter", filter: `title eq "${"x".repeat(20)}"` };
  strictEqual(refusal(plugin, long).scimType, "invalidFilter");
  const document = '{"a":1,"b":1,"c":1,"d":1,"e":1}';
  const tooMuch = refusal(plugin, { toolkit, call: "validate", document, operation: "read" });
  strictEqual(tooMuch.status, 413);
  strictEqual(/^The answer has \d+ bytes; `answerBytes` allows 600\.$/.test(tooMuch.detail), true);
  for (let open = 1; open < 64; open++) plugin.call("open");
  strictEqual(refusal(plugin, { call: "open" }).status, 429);
  plugin.call("close", { toolkit });
  strictEqual(plugin.call("open").toolkit, toolkit, "the number is free again");
  const deep = depth => `{"call":"validate","document":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  strictEqual(JSON.parse(plugin.answer(deep(900))).result.valid, false);
  strictEqual(refusal(plugin, deep(1_000_000)).scimType, "invalidSyntax");
}

/** What a host gets wrong with addresses and lengths is an answer, or nothing, and does no harm. */
function addresses() {
  const { exports } = new WebAssembly.Instance(compiled, {});
  const text = at => {
    const length = exports.scimlens_length(at);
    return new TextDecoder().decode(new Uint8Array(exports.memory.buffer, at, length));
  };
  for (const length of [0, -1, 2 ** 28 + 1]) strictEqual(exports.scimlens_alloc(length), 0);
  const at = exports.scimlens_alloc(8);
  strictEqual(exports.scimlens_length(at), 8);
  for (const [address, length] of [
    [0, 8],
    [at + 1, 7],
    [at, 9],
    [at, 0],
    [-1, -1],
  ]) {
    const answer = exports.scimlens_call(address, length);
    strictEqual(
      /^\{"error":\{"status":400,.*No request is at the address/.test(text(answer)),
      true,
    );
    strictEqual(exports.scimlens_free(answer), 1);
  }
  new Uint8Array(exports.memory.buffer, at, 8).set([
    0x22, 0xff, 0x22, 0x20, 0x20, 0x20, 0x20, 0x20,
  ]);
  strictEqual(/The request is not UTF-8: /.test(text(exports.scimlens_call(at, 8))), true);
  deepStrictEqual([exports.scimlens_free(at), exports.scimlens_free(at)], [1, 0]);
  strictEqual(exports.scimlens_length(at), 0);
  // What is freed is used again: memory stands still.
  const run = () => {
    for (let round = 0; round < 200; round++) {
      const place = exports.scimlens_alloc(100_000);
      exports.scimlens_free(exports.scimlens_call(place, 100_000));
      exports.scimlens_free(place);
    }
    return exports.memory.buffer.byteLength;
  };
  strictEqual(run(), run());
}

/** Requests with a character more, less or other: answered, each as JSON, without a trap. */
function damaged(requests) {
  const plugin = new Scimlens(compiled);
  let seed = 1;
  const random = below => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const pieces = [
    "",
    '"',
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "1e9",
    "é",
    "\\ud800",
    "\u0000",
  ];
  const short = requests.filter(({ length }) => length < 3000);
  for (let round = 0; round < 4000; round++) {
    const request = short[random(short.length)];
    const at = random(request.length);
    const piece = pieces[random(pieces.length)];
    const text = request.slice(0, at) + piece + request.slice(at + random(3));
    const answer = JSON.parse(plugin.answer(text));
    strictEqual(Object.keys(answer).length, 1, text);
  }
}

importsNothing();
refusals();
documented();
limits();
addresses();
const { requests, ...told } = vectors();
damaged(requests);
conclude(`The plugin, ${requests.length} requests of`, told);
