const scimlens = require("scimlens/core");
const { proveCore } = require("../proof.cjs");

console.log(JSON.stringify(proveCore(scimlens)));
