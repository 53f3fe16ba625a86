const scimlens = require("scimlens");
const { prove } = require("../proof.cjs");

console.log(JSON.stringify(prove(scimlens)));
