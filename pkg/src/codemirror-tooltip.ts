import { StateEffect, StateField } from "@codemirror/state";
import { type EditorView, showTooltip, type Tooltip } from "@codemirror/view";

const set = StateEffect.define<Tooltip | null>();

const field = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    const effect = transaction.effects.find(effect => effect.is(set));
    if (effect) return effect.value;
    return transaction.docChanged || transaction.selection ? null : tooltip;
  },
  provide: field => showTooltip.from(field),
});

/** A tooltip that a key opens, until the cursor moves. */
export const showAtCursor = {
  extension: field,
  /** Whether there was something to show or to close. */
  show(view: EditorView, tooltip: Tooltip | null): boolean {
    if (tooltip === null && view.state.field(field, false) == null) return false;
    view.dispatch({ effects: set.of(tooltip) });
    return true;
  },
};
