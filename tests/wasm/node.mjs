// All vectors in the WebAssembly build under Node: the same answers as the native build's.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as glue from "../../pkg/generated/scimlens.js";
import { conclude, readNative, readVectors, root } from "./files.mjs";
import { runVectors } from "./vectors.mjs";

const module = glue.initSync({
  module: readFileSync(join(root, "pkg/generated/scimlens_bg.wasm")),
});
conclude("Node", runVectors(glue, module, readVectors(), new Map(readNative())));
