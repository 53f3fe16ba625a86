const { readFileSync } = require("node:fs");
const scimlens = require("scimlens/slim");
const { prove } = require("../proof.cjs");

scimlens.initSync(readFileSync(require.resolve("scimlens/scimlens.wasm")));
console.log(JSON.stringify(prove(scimlens)));
