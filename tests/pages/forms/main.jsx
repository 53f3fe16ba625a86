// Three libraries for forms, with the toolkit as what checks them.
import { createRoot } from "react-dom/client";
import { init, Scim } from "scimlens/web";
import { HookForm } from "./hook.jsx";
import { SchemaForm } from "./rjsf.jsx";
import { tanstackForm } from "./tanstack.js";

await init();
const scim = new Scim();
const place = name => document.querySelector(`#${name} > div`);
createRoot(place("hook")).render(<HookForm scim={scim} />);
tanstackForm(scim, place("tanstack"));
createRoot(place("rjsf")).render(<SchemaForm scim={scim} />);
