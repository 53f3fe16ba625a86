import { StreamLanguage } from "@codemirror/language";
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import type { Range } from "scimlens/slim";

/** The tokens of a filter (RFC 7644 §3.4.2.2), for colours only; the engine says what is right. */
const tokens = StreamLanguage.define({
  name: "scim-filter",
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
    if (stream.match(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.:-])/)) return "number";
    if (stream.match(/^[()[\].]/)) return "punctuation";
    if (stream.match(/^(?:eq|ne|co|sw|ew|gt|ge|lt|le|pr|and|or|not)(?![\w:-])/i))
      return "operatorKeyword";
    if (stream.match(/^(?:true|false|null)(?![\w:-])/)) return "bool";
    if (stream.match(/^urn:[\w.:-]+:/i)) return "namespace";
    if (stream.match(/^[\w$-]+/)) return "propertyName";
    stream.next();
    return null;
  },
});

export const setLit = StateEffect.define<Range | null>();

/** The stretch that belongs to the node of the tree under the pointer. */
const lit = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    const effect = transaction.effects.find(effect => effect.is(setLit));
    if (!effect) return transaction.docChanged ? Decoration.none : marks;
    const range = effect.value;
    if (!range || range.end > transaction.newDoc.length || range.end <= range.start)
      return Decoration.none;
    return Decoration.set(Decoration.mark({ class: "lit" }).range(range.start, range.end));
  },
  provide: field => EditorView.decorations.from(field),
});

export const filterLanguage: Extension = [tokens, lit];
