import type { Diagnostic, Fix } from "scimlens/slim";
import { Name, Prose } from "../parts/Prose.tsx";
import { metaOf } from "./meta.ts";
import { Severity, WORDS } from "./Severity.tsx";

/** More than this are not listed at once; F8 walks all of them. */
const SHOWN = 100;

interface FindingsProps {
  readonly findings: readonly Diagnostic[];
  /** The one that the cursor was brought to. */
  readonly current: number | undefined;
  /** Where it is, in short. */
  place(finding: Diagnostic): string;
  onShow(index: number): void;
  onFix(fix: Fix, index: number): void;
}

/** Findings as sentences, each with its place, its rule, and the fix as a verb. */
export function Findings({ findings, current, place, onShow, onFix }: FindingsProps) {
  return (
    <ol class="findings">
      {findings.slice(0, SHOWN).map((finding, index) => (
        <li key={`${index} ${finding.code}`} class={index === current ? "on" : ""}>
          <Severity level={finding.severity} />
          <button type="button" class="finding" onClick={() => onShow(index)}>
            <Prose text={finding.message} />
            {finding.help && (
              <span class="help">
                {" "}
                <Prose text={finding.help} />
              </span>
            )}
          </button>
          <p class="meta">
            <span class={finding.severity}>{WORDS[finding.severity]}</span>
            <Place text={place(finding)} />
            {metaOf(finding).map(part => (
              <span key={part}>{part}</span>
            ))}
          </p>
          <div class="fixes">
            {finding.fixes?.map(fix => (
              <button
                key={fix.title}
                type="button"
                class="fix"
                title={
                  fix.safety === "unsafe" ? "A suggestion: it may not be what was meant" : undefined
                }
                onClick={() => onFix(fix, index)}
              >
                <Prose text={fix.title} />
              </button>
            ))}
          </div>
        </li>
      ))}
      {findings.length > SHOWN && (
        <li class="more">
          and {(findings.length - SHOWN).toLocaleString("en")} more; F8 walks through all of them
        </li>
      )}
    </ol>
  );
}

function Place({ text }: { text: string }) {
  if (text === "") return null;
  return text.includes(" ") ? <span>{text}</span> : <Name text={text} />;
}
