// Runs one vector through the glue, as the native runner runs it: the answers must be the same, byte for byte.

/** Puts a text into a slot of the engine's memory. */
export function put(module, engine, slot, text) {
  const bytes = new TextEncoder().encode(text);
  const address = engine.reserve(slot, bytes.length);
  new Uint8Array(module.memory.buffer).set(bytes, address);
  return bytes.length;
}

/** The answer of a stream, whose pieces have the sizes that the vector says, in bytes. */
function stream(glue, module, engine, vector) {
  let bytes = new TextEncoder().encode(vector.input);
  if (vector.hex !== undefined)
    bytes = Uint8Array.from(vector.hex.split(" "), byte => Number.parseInt(byte, 16));
  const handle = new glue.StreamHandle(engine, vector.options);
  const sizes = vector.chunks ?? [bytes.length];
  const found = [];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const piece = bytes.subarray(at, at + sizes[index % sizes.length]);
    const address = engine.reserve(0, piece.length);
    new Uint8Array(module.memory.buffer).set(piece, address);
    found.push(handle.push(engine, piece.length)?.slice(1, -1));
    at += piece.length;
  }
  const end = handle.finish(engine);
  handle.free();
  const last = end.slice(end.indexOf("[") + 1, -2);
  const all = [...found, last].filter(Boolean).join();
  return `${end.slice(0, end.indexOf("[") + 1)}${all}]}`;
}

/** The answer of a vector of the filter language. */
function filterAnswer(glue, module, engine, vector) {
  const lengthOf = text => put(module, engine, 0, text);
  const type = vector.resourceType ?? undefined;
  const length = lengthOf(vector.filter ?? vector.path);
  switch (vector.kind) {
    case "checkFilter":
      return engine.checkFilter(length, type);
    case "tokenizeFilter":
      return engine.tokenizeFilter(length).join();
    case "completeFilter":
      return engine.completeFilter(length, vector.offset, type);
    case "parsePath":
      return engine.parsePath(length, type);
  }
  const told = engine.tell({ resourceType: type }) & ~0xff;
  const filters = new glue.FilterStore();
  const place = 3;
  try {
    if (!filters.parse(engine, length, told, place)) throw filters.refusal();
    if (vector.kind === "describeFilter") return filters.describe(engine, place);
    if (vector.kind === "translateFilter") {
      const { target, strings, column } = vector;
      const names = Object.entries(vector.names ?? {}).flat();
      const how = { dialect: target, strings, column };
      return filters.translate(engine, place, target, names, how);
    }
    if (vector.kind === "explainFilter")
      return filters.explain(engine, place, lengthOf(vector.resource));
    const [notes, print] = [filters.notes(place), filters.print(place)];
    let matches = null;
    if (typeof vector.resource === "string") {
      matches = filters.matches(engine, place, lengthOf(vector.resource));
      // A JavaScript object can't hold the numbers of a few vectors.
      const inPlace = vector.beyondDouble
        ? matches
        : filters.matchesObject(place, JSON.parse(vector.resource));
      if (inPlace !== matches) throw new Error("text and object give different answers");
    }
    return JSON.stringify({ matches, notes, print });
  } finally {
    filters.free();
  }
}

/** The answers to the queries of a vector in turn, up to the first that is refused. */
function pages(glue, module, engine, vector) {
  const set = new glue.SetHandle(engine, 0);
  const answers = [];
  try {
    set.push(engine, put(module, engine, 0, vector.data));
    set.finish(engine);
    for (const { filter, ...told } of vector.queries) {
      if (told.cursor?.endsWith("Cursor")) told.cursor = JSON.parse(answers.at(-1))[told.cursor];
      const length = filter === undefined ? undefined : put(module, engine, 0, filter);
      answers.push(set.query(engine, length, told));
    }
  } catch (error) {
    if (typeof error !== "string") throw error;
    answers.push(error);
  } finally {
    set.free();
  }
  return answers.join("\n");
}

/** `${0:ETag}` is a header of the first answer, `${1:/nextCursor}` a part of the body of the second. */
function filled(text, answers, escaped) {
  return text.replace(/\$\{(\d+):([^}]*)\}/g, (_, index, name) => {
    const [head, body] = answers[index].split(/\n(.*)/s);
    const part = (value, step) => value[step];
    const value = name.startsWith("/")
      ? name.slice(1).split("/").reduce(part, JSON.parse(body))
      : JSON.parse(head).headers[name];
    return escaped ? value.replaceAll('"', '\\"') : value;
  });
}

/** The answers of a service provider, with a clock and ids that the vector tells. */
function service(glue, module, engine, vector) {
  const options = vector.options ?? {};
  const config = options.config === undefined ? undefined : JSON.stringify(options.config);
  const state = options.state === undefined ? undefined : put(module, engine, 0, options.state);
  const handle = new glue.ServiceHandle(engine, { ...options, config }, state);
  let now = "2026-01-31T09:30:00Z";
  let ids = 0;
  const answers = [];
  for (const step of vector.steps) {
    now = step.now ?? now;
    let body = "";
    if (step.rewind !== undefined) handle.rewind(engine, step.rewind);
    else if (step.audit !== undefined) body = handle.audit(engine, step.audit);
    else if (step.export) body = handle.export();
    else if (step.resources) body = handle.resources(engine);
    else {
      const headers = Object.entries(step.headers ?? {});
      const head = JSON.stringify({
        method: step.method,
        url: filled(step.url, answers, false),
        headers: headers.map(([name, value]) => [name, filled(value, answers, false)]),
      });
      const bodyLength = put(module, engine, 0, filled(step.body ?? "", answers, true));
      const headLength = put(module, engine, 1, head);
      const clock = () => now;
      const newId = () => `id-${++ids}`;
      answers.push(handle.handle(engine, bodyLength, headLength, clock, newId));
      continue;
    }
    answers.push(`{"status":0,"headers":{}}\n${body}`);
  }
  handle.free();
  return answers.join("\n");
}

/** The answer of a vector: what the engine returned, or the error that it threw. */
function answer(glue, module, engine, vector) {
  const lengthOf = (slot, text) => put(module, engine, slot, text);
  if (vector.kind === "validate") {
    const told = engine.tell(vector.options);
    const text = vector.options?.current ?? undefined;
    const current = text === undefined ? undefined : lengthOf(1, text);
    const length = lengthOf(0, vector.input);
    const summary = engine.validate(length, told, current);
    const { kinds, resourceTypes } = JSON.parse(engine.names());
    const [counts, findings] = engine.findings(length, true).split("\n");
    const name = resourceTypes[(summary >>> 8) - 1] ?? "";
    const found = `${kinds[(summary >> 1) & 127]} ${counts} ${name}\n${findings}`;
    if ((summary & 1) !== Number(findings !== "[]")) throw new Error("the summary is wrong");
    if (vector.expect.fixed === undefined) return found;
    return `${found}\n${engine.fixed(length, told, current)}`;
  }
  if (vector.kind === "recognise") return engine.recognise(lengthOf(0, vector.input));
  if (vector.kind === "lint") {
    const length = lengthOf(0, vector.input);
    const run = format => engine.lint(length, vector.client, vector.target, format, true);
    const fixed = vector.expect.fixed === undefined ? "" : `\n${run("fixed")}`;
    return run("") + fixed;
  }
  if (vector.kind === "query") return pages(glue, module, engine, vector);
  if (vector.kind === "project")
    return engine.project(lengthOf(0, vector.resource), vector.selection);
  if (vector.kind === "service") return service(glue, module, engine, vector);
  if (vector.kind === "stream") return stream(glue, module, engine, vector);
  if (vector.filter !== undefined || vector.path !== undefined)
    return filterAnswer(glue, module, engine, vector);
  if (vector.kind === "diff") {
    const { resourceType, style } = vector;
    return engine.diff(lengthOf(0, vector.before), lengthOf(1, vector.after), {
      resourceType,
      style,
    });
  }
  const resource = lengthOf(0, vector.resource);
  const request = lengthOf(1, vector.request);
  const { resourceType, trace } = vector;
  const type = resourceType ? engine.tell({ resourceType }) & ~0xff : 0;
  const address = engine.applyPatch(resource, request, type | 2 | (trace ? 1 : 0));
  if (address === 0) engine.throwRefused();
  return patched(module, address);
}

/** The answer to a PATCH as the native build writes it: whole, with its notes and steps even if there are none. */
function patched(module, address) {
  const { buffer } = module.memory;
  const [changed, , , text, bytes, more] = new Uint32Array(buffer, address, 6);
  const decode = (from, length) => new TextDecoder().decode(new Uint8Array(buffer, from, length));
  const json = decode(text, bytes);
  const rest = decode(text + bytes, more) || '{"notes":[],"steps":[]}';
  return `${changed} ${json.length}\n${json}${rest}`;
}

/** Runs all vectors; returns how many were run and what differs from the native answers. */
export function runVectors(glue, module, vectors, native) {
  const builtin = new glue.Engine(undefined);
  const differences = [];
  for (const vector of vectors) {
    const own = vector.scim !== undefined;
    const engine = own ? new glue.Engine(vector.scim) : builtin;
    let actual;
    try {
      actual = answer(glue, module, engine, vector);
    } catch (error) {
      actual = typeof error === "string" ? error : `threw ${error}`;
    }
    if (own) engine.free();
    if (actual !== native.get(vector.name)) {
      differences.push(`${vector.name}\n  native ${native.get(vector.name)}\n  here   ${actual}`);
    }
  }
  return { count: vectors.length, differences };
}
