import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { useMedia } from "./media.ts";

export interface Panel {
  readonly id: string;
  readonly title: string;
  /** Stands at the end of its head. */
  readonly aside?: ComponentChildren;
  readonly body: ComponentChildren;
  /** Whether it is only there while it is shown: for what costs something and has nothing to lose. */
  readonly passing?: boolean;
}

/** Where the window is narrow: the same width as in frame.css. */
export const NARROW = "(max-width: 720px)";

interface PanesProps {
  readonly name: string;
  readonly columns: readonly (readonly Panel[])[];
  /** A panel to bring into view; a new object does it again. */
  readonly bring?: { readonly panel: string } | undefined;
}

/**
 * Panels in columns. Several panels of a column share it by tabs; in a narrow window all panels share the one column
 * that fits.
 */
export function Panes({ name, columns, bring }: PanesProps) {
  const narrow = useMedia(NARROW);
  const id = useId();
  const [picked, setPicked] = useState<readonly string[]>([]);
  // The last pick wins; without one, the first panel.
  const shown = (panels: readonly Panel[]) =>
    picked.findLast(one => panels.some(panel => panel.id === one)) ?? panels[0]?.id;
  const all = columns.flat();
  const pick = (panel: string) => setPicked([...picked.filter(one => one !== panel), panel]);
  useEffect(() => {
    if (bring) pick(bring.panel);
  }, [bring]);
  const head = (panels: readonly Panel[]) => (
    <PanelHead
      id={id}
      panels={panels}
      shown={shown(panels)}
      onPick={pick}
      tabs={panels.length > 1}
    />
  );
  return (
    <div class={`panes ${name}`}>
      {narrow && head(all)}
      {columns.map(panels => (
        <div
          key={panels[0]?.id}
          class={`column at-${panels[0]?.id}`}
          hidden={narrow && !panels.some(panel => panel.id === shown(all))}
        >
          {!narrow && head(panels)}
          {panels.map(panel => {
            const tabbed = narrow || panels.length > 1;
            const hidden = panel.id !== shown(narrow ? all : panels);
            return (
              <section
                key={panel.id}
                id={`${id}-${panel.id}-panel`}
                class="panel"
                role={tabbed ? "tabpanel" : undefined}
                aria-labelledby={`${id}-${panel.id}`}
                hidden={hidden}
              >
                {panel.passing && hidden ? null : panel.body}
              </section>
            );
          })}
        </div>
      ))}
    </div>
  );
}

interface PanelHeadProps {
  readonly id: string;
  readonly panels: readonly Panel[];
  readonly shown: string | undefined;
  readonly tabs: boolean;
  onPick(panel: string): void;
}

function PanelHead({ id, panels, shown, tabs, onPick }: PanelHeadProps) {
  const aside = panels.find(panel => panel.id === shown)?.aside;
  const move = (event: KeyboardEvent) => {
    const at = panels.findIndex(panel => panel.id === shown);
    const moves: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: panels.length - 1,
    };
    const next = panels[((moves[event.key] ?? -1) + panels.length) % panels.length];
    if (moves[event.key] === undefined || next === undefined) return;
    event.preventDefault();
    onPick(next.id);
    document.getElementById(`${id}-${next.id}`)?.focus();
  };
  return (
    <div class="head">
      {tabs ? (
        <div class="tabs" role="tablist">
          {panels.map(panel => (
            <button
              key={panel.id}
              id={`${id}-${panel.id}`}
              type="button"
              role="tab"
              aria-selected={panel.id === shown}
              aria-controls={`${id}-${panel.id}-panel`}
              tabIndex={panel.id === shown ? 0 : -1}
              onClick={() => onPick(panel.id)}
              onKeyDown={move}
            >
              {panel.title}
            </button>
          ))}
        </div>
      ) : (
        panels.map(panel => (
          <h2 key={panel.id} id={`${id}-${panel.id}`}>
            {panel.title}
          </h2>
        ))
      )}
      {aside && <div class="aside">{aside}</div>}
    </div>
  );
}
