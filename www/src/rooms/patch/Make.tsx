import { useMemo } from "preact/hooks";
import { type Scim, ScimError } from "scimlens/slim";
import { CheckedEditor } from "../../diagnostics/CheckedEditor.tsx";
import { Severity } from "../../diagnostics/Severity.tsx";
import { Editor } from "../../editor/Editor.tsx";
import { formatJson } from "../../editor/format.ts";
import { jsonLanguage } from "../../editor/json.ts";
import { PROFILES } from "../../frame/profiles.ts";
import { Choice } from "../../parts/Choice.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Prose } from "../../parts/Prose.tsx";

interface MakeProps {
  readonly scim: Scim;
  readonly before: string;
  readonly wanted: string;
  readonly style: string;
  readonly active: boolean;
  onWanted(text: string): void;
  onStyle(style: string): void;
  onUse(request: string): void;
}

/** The reverse: what is wanted afterwards, and the smallest request that leads there. */
export function Make({ scim, before, wanted, style, active, onWanted, onStyle, onUse }: MakeProps) {
  const report = useMemo(() => scim.validate(wanted, { operation: "read" }), [scim, wanted]);
  const made = useMemo(() => make(scim, before, wanted, style), [scim, before, wanted, style]);
  return (
    <div class="halves">
      <div class="half first">
        <CheckedEditor
          label="Wanted"
          text={wanted}
          findings={report.diagnostics}
          fine="Change it to what it should be"
          extension={jsonLanguage}
          active={active}
          onText={onWanted}
          fixed={() => report.fixed()}
        />
      </div>
      <div class="half">
        {made.refused === undefined ? (
          <Editor label="Made request" text={made.text} readOnly extension={jsonLanguage} />
        ) : (
          <p class="empty">
            <Severity level="error" /> <Prose text={made.refused} />
          </p>
        )}
        <div class="panel-foot">
          <Choice label="Written as" value={style} options={PROFILES} onPick={onStyle} />
          <span class="grow" />
          <CopyButton what="Made request" text={made.text} />
          <button
            type="button"
            class="fix"
            disabled={made.refused !== undefined}
            onClick={() => onUse(made.text)}
          >
            Use as the request
          </button>
        </div>
      </div>
    </div>
  );
}

function make(
  scim: Scim,
  before: string,
  wanted: string,
  style: string,
): { text: string; refused?: string } {
  try {
    return { text: formatJson(JSON.stringify(scim.diff(before, wanted, { style }))) };
  } catch (error) {
    if (error instanceof ScimError) return { text: "", refused: error.detail };
    throw error;
  }
}
