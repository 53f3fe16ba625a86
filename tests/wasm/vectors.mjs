// Runs one vector through the glue, as the native runner runs it: the answers must be the same, byte for byte.

/** Puts a text into a slot of the engine's memory. */
function put(module, engine, slot, text) {
  const bytes = new TextEncoder().encode(text);
  const address = engine.reserve(slot, bytes.length);
  new Uint8Array(module.memory.buffer).set(bytes, address);
  return bytes.length;
}

/** The answer of a vector: what the engine returned, or the error that it threw. */
function answer(module, engine, vector) {
  const lengthOf = (slot, text) => put(module, engine, slot, text);
  if (vector.kind === "validate") {
    return engine.validate(lengthOf(0, vector.input), vector.options);
  }
  if (vector.kind === "filter") {
    const filter = engine.parseFilter(lengthOf(0, vector.filter), vector.resourceType ?? undefined);
    const print = filter.print();
    let matches = null;
    if (typeof vector.resource === "string") {
      matches = filter.matches(engine, lengthOf(0, vector.resource));
      // A JavaScript object can't hold the numbers of a few vectors.
      const inPlace = vector.beyondDouble
        ? matches
        : filter.matchesObject(JSON.parse(vector.resource));
      if (inPlace !== matches) throw new Error("text and object give different answers");
    }
    filter.free();
    return JSON.stringify({ matches, print });
  }
  const resource = lengthOf(0, vector.resource);
  const request = lengthOf(1, vector.request);
  return engine.applyPatch(resource, request, { resourceType: vector.resourceType ?? undefined });
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
      actual = answer(module, engine, vector);
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
