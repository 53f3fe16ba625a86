// The elements in a form, and in the shadow root of another component.
import { defineElements } from "scimlens/elements";
import { init, Scim } from "scimlens/web";

const early = document.createElement("scim-filter");
early.value = "userName pr";

await init();
defineElements(new Scim());

const form = document.querySelector("form");
const events = [];
for (const name of ["input", "change", "scim-findings"])
  form.addEventListener(name, event => events.push([name, event.target.id]));
form.addEventListener("submit", event => {
  event.preventDefault();
  form.querySelector("output").textContent = JSON.stringify(Object.fromEntries(new FormData(form)));
});

const root = document.querySelector("#host").attachShadow({ mode: "open" });
root.innerHTML = `
  <scim-editor id="inner" label="Inner document"></scim-editor>
  <scim-diagnostics for="inner" label="Findings of the inner document"></scim-diagnostics>`;
early.setAttribute("label", "Early filter");
root.append(early);
Object.assign(window, { events });
