import type { Diagnostic as Mark } from "@codemirror/lint";
import type { Diagnostic, Fix } from "scimlens/slim";
import { metaOf } from "../diagnostics/meta.ts";

/** A finding as CodeMirror marks it: squiggle, tooltip, and its fixes as buttons. */
export function squiggle(finding: Diagnostic, length: number, onFix: (fix: Fix) => void): Mark[] {
  if (!finding.range) return [];
  const from = Math.min(finding.range.start, length);
  const to = Math.min(Math.max(finding.range.end, from), length);
  return [
    {
      from,
      to,
      severity: finding.severity,
      message: finding.message,
      source: finding.code,
      renderMessage: () => tooltip(finding),
      actions: (finding.fixes ?? []).map(fix => ({ name: fix.title, apply: () => onFix(fix) })),
    },
  ];
}

function tooltip(finding: Diagnostic): HTMLElement {
  const box = element("div", "tip");
  box.append(prose("tip-message", finding.message));
  if (finding.help) box.append(prose("tip-help", finding.help));
  const meta = element("div", "tip-meta");
  meta.textContent = metaOf(finding).join(" · ");
  box.append(meta);
  return box;
}

/** A sentence with code between backticks. */
export function prose(className: string, text: string): HTMLElement {
  const sentence = element("div", className);
  sentence.append(
    ...text.split("`").map((part, index) => {
      if (index % 2 === 0) return part;
      const code = document.createElement("code");
      code.textContent = part;
      return code;
    }),
  );
  return sentence;
}

export function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
