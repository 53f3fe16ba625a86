import { syntaxHighlighting } from "@codemirror/language";
import {
  Decoration,
  type EditorView,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";

/** Classes, not colours: the colours are tokens in the style sheet, so that both themes share them. */
export const highlighting = syntaxHighlighting(
  tagHighlighter([
    { tag: tags.propertyName, class: "tok-key" },
    { tag: tags.string, class: "tok-string" },
    { tag: [tags.number, tags.bool, tags.null], class: "tok-number" },
    { tag: [tags.operatorKeyword, tags.keyword], class: "tok-operator" },
    { tag: tags.namespace, class: "tok-urn" },
    {
      tag: [tags.separator, tags.punctuation, tags.bracket, tags.brace, tags.squareBracket],
      class: "tok-mark",
    },
    { tag: tags.comment, class: "tok-comment" },
  ]),
);

const urn = new MatchDecorator({
  regexp: /"urn:[^"\\\s]*"/gi,
  decoration: Decoration.mark({ class: "tok-urn" }),
});

/** Schema URIs stand out from other strings. */
export const urns = ViewPlugin.fromClass(
  class {
    marks;

    constructor(view: EditorView) {
      this.marks = urn.createDeco(view);
    }

    update(update: ViewUpdate) {
      this.marks = urn.updateDeco(update, this.marks);
    }
  },
  { decorations: plugin => plugin.marks },
);
