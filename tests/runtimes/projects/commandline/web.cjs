const scimlens = require("scimlens/web");
const { prove } = require("../proof.cjs");

scimlens.init().then(() => console.log(JSON.stringify(prove(scimlens))));
