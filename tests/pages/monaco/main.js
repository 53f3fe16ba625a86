// Two editors: a SCIM document, and a filter.

import EditorWorker from "monaco-editor/editor/editor.worker.js?worker";
import * as monaco from "monaco-editor/editor.js";
import "monaco-editor/features/register.all.js";
import { scimDocument, scimFilter } from "scimlens/monaco";
import { init, Scim } from "scimlens/web";

globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() };

await init();
const scim = new Scim();
monaco.languages.register({ id: "json" });

const user = {
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  userName: "mira",
  active: true,
};

function editor(id, ariaLabel, text, language) {
  const model = monaco.editor.createModel(text, language);
  const made = monaco.editor.create(document.getElementById(id), {
    model,
    ariaLabel,
    minimap: { enabled: false },
    editContext: false,
    accessibilitySupport: "on",
  });
  return made;
}

const editors = {
  document: editor("document", "Document", JSON.stringify(user, null, 2), "json"),
  filter: editor("filter", "Filter", 'userName eq "mira"', "plaintext"),
};
const handles = [
  scimDocument(monaco, editors.document.getModel(), scim),
  scimFilter(monaco, editors.filter.getModel(), scim, { resourceType: "User" }),
];
Object.assign(window, { editors, handles, monaco });
document.body.dataset.ready = "";
