// Two editors: a SCIM document, and a filter.
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { syntaxHighlighting } from "@codemirror/language";
import { EditorView, keymap } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";
import { adoptEditorStyles, scimDocument, scimFilter } from "scimlens/codemirror";
import { init, Scim } from "scimlens/web";

await init();
adoptEditorStyles();
const scim = new Scim();

const colours = syntaxHighlighting(
  tagHighlighter([
    { tag: tags.propertyName, class: "tok-name" },
    { tag: tags.operatorKeyword, class: "tok-operator" },
    { tag: tags.string, class: "tok-string" },
  ]),
);

function editor(id, label, doc, extension) {
  return new EditorView({
    parent: document.getElementById(id),
    doc,
    extensions: [
      extension,
      colours,
      history(),
      autocompletion(),
      closeBrackets(),
      keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
      EditorView.contentAttributes.of({ "aria-label": label }),
    ],
  });
}

const user = {
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  userName: "mira",
  active: true,
};
editor("document", "Document", JSON.stringify(user, null, 2), scimDocument(scim));
editor("filter", "Filter", 'userName eq "mira"', scimFilter(scim, { resourceType: "User" }));
