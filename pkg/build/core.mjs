// The module of scimlens/core: the whole one without the doors that it has no use for, and what only they lead to.
import binaryen from "binaryen";

/** What the module uses already (xtask/src/build.rs), and no more. */
const FEATURES = [
  "BulkMemory",
  "MutableGlobals",
  "Multivalue",
  "NontrappingFPToInt",
  "ReferenceTypes",
  "SignExt",
];

/** What validates resources, reads and evaluates filters, and applies PATCH requests; and what the glue needs itself. */
const DOORS = {
  engine:
    /^(new|applyPatch|check|checkFilter|describe|findings|fixed|limits|names|parse|parsePath|profile|reserve|resourceTypes|schemas|tell|validate)$/,
  filterstore:
    /^(new|ast|attributes|compile|matches|matchesObject|notes|parse|print|program|refusal|release)$/,
};

/** What a door is called by those who would go through it, where that isn't its own name. */
const CALLED = {
  translate: "toSql",
  streamhandle: "stream",
  sethandle: "load",
  servicehandle: "createService",
};

/** The smaller module, and the doors that it lacks: each with what it is called. */
export function coreOf(bytes) {
  const exported = WebAssembly.Module.exports(new WebAssembly.Module(bytes));
  const absent = [];
  // Handles that nothing can make are never let go of.
  const unused = exported
    .map(({ name }) => name)
    .filter(name => !((/^__wbg_(\w+)_free$/.exec(name)?.[1] ?? "engine") in DOORS));
  for (const { name } of exported) {
    const [, owner, door] = /^([a-z]+)_(\w+)$/.exec(name) ?? [];
    if (owner === undefined || DOORS[owner]?.test(door)) continue;
    const own = owner === "engine" || owner === "filterstore";
    absent.push([name, CALLED[own ? door : owner] ?? (own ? door : owner)]);
  }
  const module = binaryen.readBinary(bytes);
  module.setFeatures(FEATURES.reduce((all, name) => all | binaryen.Features[name], 0));
  for (const name of [...absent.map(([name]) => name), ...unused]) module.removeExport(name);
  module.runPasses(["remove-unused-module-elements"]);
  const smaller = Buffer.from(module.emitBinary());
  module.dispose();
  return { bytes: smaller, absent: Object.fromEntries(absent) };
}
