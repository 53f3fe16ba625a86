import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { filterLanguage as language } from "scimlens/codemirror";
import type { Range, Scim } from "scimlens/slim";

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

export const filterLanguage = (scim: Scim): Extension => [language(scim), lit];
