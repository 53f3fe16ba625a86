import { Check } from "lucide";
import { useMemo, useState } from "preact/hooks";
import type { Diagnostic } from "scimlens/slim";
import { metaOf, placeOf } from "../diagnostics/meta.ts";
import { Severity, WORDS } from "../diagnostics/Severity.tsx";
import { announce } from "../frame/announce.ts";
import type { Engine } from "../frame/engine.ts";
import { Choice, type Option } from "../parts/Choice.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Prose } from "../parts/Prose.tsx";
import { type Asked, mendedFor, type Try, type Verdict, type Word } from "./judge.ts";
import { useVerdicts } from "./use-verdicts.ts";

const LEVELS: Record<Word, "ok" | "warning" | "error" | "off"> = {
  accepted: "ok",
  tolerated: "warning",
  refused: "error",
  "not told": "off",
};

interface VerdictTableProps {
  readonly engine: Engine;
  readonly asked: Asked;
  readonly tried?: Try;
  /** What is chosen; "" for no application. */
  readonly profile: string;
  readonly target: string;
  onPick(chosen: { profile: string } | { target: string }): void;
  /** Brings a place of the body into view. */
  onShow(finding: Diagnostic): void;
  onBody(body: string): void;
}

/** What the standard, each sender's profile and each application make of a request, and why. */
export function VerdictTable({ engine, asked, tried, ...props }: VerdictTableProps) {
  const { profile, target, onPick } = props;
  const verdicts = useVerdicts(engine, asked, tried);
  const [picked, setPicked] = useState(target === "" ? `profile ${profile}` : `target ${target}`);
  if (verdicts === undefined) return <p class="empty">Asking everybody …</p>;
  const isChosen = (one: Verdict) => one.name === (one.kind === "profile" ? profile : target);
  const pick = (one: Verdict) => {
    setPicked(idOf(one));
    onPick(one.kind === "profile" ? { profile: one.name } : { target: one.name });
    announce(`${one.title}: ${one.word}`);
  };
  const shown = verdicts.find(one => idOf(one) === picked) ?? verdicts[0];
  const how = (word: Word) => verdicts.filter(one => one.word === word).length;
  const words = (["accepted", "tolerated", "refused", "not told"] as const).filter(how);
  return (
    <>
      <div class="panel-bar verdict-bar">
        <Choice
          label="Application"
          value={target}
          options={applications(verdicts)}
          onPick={name => {
            onPick({ target: name });
            setPicked(name === "" ? `profile ${profile}` : `target ${name}`);
          }}
        />
        <p class="hint">{words.map(word => `${how(word)} ${word}`).join(" · ")}</p>
      </div>
      <div class="verdict-split">
        <Rows verdicts={verdicts} shown={shown} isChosen={isChosen} onPick={pick} />
        {shown && (
          <Reasons
            engine={engine}
            verdict={shown}
            onShow={props.onShow}
            onMend={() => props.onBody(mendedFor(engine.scim, asked, shown.name))}
          />
        )}
      </div>
    </>
  );
}

const idOf = ({ kind, name }: Verdict) => `${kind} ${name}`;

function applications(verdicts: readonly Verdict[]): Option[] {
  const targets = verdicts.filter(({ kind }) => kind === "target");
  return [
    { value: "", title: "None", detail: "What applications refuse is not told in the body" },
    ...targets.map(({ name, title }) => ({ value: name, title, group: "Applications" })),
  ];
}

interface RowsProps {
  readonly verdicts: readonly Verdict[];
  readonly shown: Verdict | undefined;
  isChosen(verdict: Verdict): boolean;
  onPick(verdict: Verdict): void;
}

/** The table. One row is a stop of the Tab key; the arrow keys go from row to row. */
function Rows({ verdicts, shown, isChosen, onPick }: RowsProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const self = event.currentTarget as HTMLElement;
    const all = [...(self.closest("table")?.querySelectorAll<HTMLElement>("button") ?? [])];
    const at = all.indexOf(self);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: all.length - 1,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    all[(move + all.length) % all.length]?.focus();
  };
  const groups = [...new Set(verdicts.map(({ group }) => group))];
  return (
    <div class="verdict-rows">
      <table>
        <caption class="unseen">Verdicts on the request</caption>
        <colgroup>
          <col />
          <col class="verdict-word" />
          <col class="verdict-reason" />
          <col class="verdict-sure" />
        </colgroup>
        <thead class="unseen">
          <tr>
            <th scope="col">Who</th>
            <th scope="col">Verdict</th>
            <th scope="col">Why</th>
            <th scope="col">How that is known</th>
          </tr>
        </thead>
        {groups.map(group => (
          <tbody key={group}>
            <tr class="verdict-group">
              <th scope="rowgroup">{group}</th>
            </tr>
            {verdicts
              .filter(one => one.group === group)
              .map(one => (
                <tr key={one.name} class={`verdict-row${one === shown ? " on" : ""}`}>
                  <th scope="row">
                    <button
                      type="button"
                      aria-current={one === shown}
                      tabIndex={one === shown ? 0 : -1}
                      onClick={() => onPick(one)}
                      onKeyDown={onKeyDown}
                    >
                      {one.title}
                    </button>
                    {isChosen(one) && (
                      <>
                        <Icon icon={Check} size={14} />
                        <span class="unseen">chosen</span>
                      </>
                    )}
                  </th>
                  <td class={`verdict-word ${LEVELS[one.word]}`}>
                    <Severity level={LEVELS[one.word]} />
                    {one.word}
                  </td>
                  <td class="verdict-reason">
                    <Prose text={one.reason} />
                  </td>
                  <td class="verdict-sure">{one.sure}</td>
                </tr>
              ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

interface ReasonsProps {
  readonly engine: Engine;
  readonly verdict: Verdict;
  onShow(finding: Diagnostic): void;
  onMend(): void;
}

/** Why one of them says so, and what is known of it. */
function Reasons({ engine, verdict, onShow, onMend }: ReasonsProps) {
  const { kind, name, title, word, findings } = verdict;
  const known = useMemo(() => about(engine, kind, name), [engine, kind, name]);
  const mendable =
    kind === "target" &&
    word === "refused" &&
    findings.some(({ fixes }) => fixes?.some(({ safety }) => safety === "safe"));
  return (
    <section class="verdict-why" aria-label={`Why ${title} says so`}>
      <div class="picked-head">
        <h2>
          {title} <span class={`verdict-word ${LEVELS[word]}`}>{word}</span>
          {verdict.sure !== "" && <span class="hint"> · {verdict.sure}</span>}
        </h2>
        {mendable && (
          <button type="button" class="fix" onClick={onMend}>
            Write what it takes
          </button>
        )}
      </div>
      {findings.length === 0 ? (
        <p class="hint">
          {kind === "target"
            ? "Nothing that is known of it speaks against the request."
            : "Nothing in the request is against it."}
        </p>
      ) : (
        <ol class="verdict-findings">
          {findings.map((finding, index) => (
            <Finding key={`${index} ${finding.code}`} finding={finding} onShow={onShow} />
          ))}
        </ol>
      )}
      {known.facts.length > 0 && (
        <details>
          <summary>{known.heading}</summary>
          <ul>
            {known.facts.map(({ text, mark }) => (
              <li key={text}>
                <Prose text={text} />
                {mark !== "" && <span class="hint"> · {mark}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
      {known.source !== "" && <p class="hint verdict-source">Known from {known.source}</p>}
    </section>
  );
}

function Finding({ finding, onShow }: { finding: Diagnostic; onShow(finding: Diagnostic): void }) {
  const { severity, message, pointer, help, quirk, unverified, range } = finding;
  const place = placeOf(pointer).replace(/^body[.:]?/, "");
  const meta = [
    place,
    ...metaOf(finding),
    ...(quirk ? [`tolerated by ${quirk}`] : []),
    ...(unverified ? ["not verified"] : []),
  ].filter(part => part !== "");
  const words = (
    <>
      <Prose text={message} />
      {help && (
        <span class="help">
          {" "}
          <Prose text={help} />
        </span>
      )}
    </>
  );
  return (
    <li>
      <Severity level={severity} />
      <div>
        {range ? (
          <button type="button" class="finding" onClick={() => onShow(finding)}>
            {words}
          </button>
        ) : (
          <p>{words}</p>
        )}
        <p class="meta">
          <span class={severity}>{WORDS[severity]}</span>
          {meta.map(part => (
            <span key={part}>{part}</span>
          ))}
        </p>
      </div>
    </li>
  );
}

/** What is known of a profile or an application, in sentences. */
function about(engine: Engine, kind: Verdict["kind"], name: string) {
  const { scim } = engine;
  if (kind === "target") {
    const info = scim.targets.find(one => one.name === name);
    const facts = (info?.facts ?? []).map(({ text, verified, checked }) => ({
      text,
      mark: checked ? (verified ? "" : "not verified") : "not checked here",
    }));
    return { heading: "What is known of it", facts, source: info?.source ?? "" };
  }
  const info = scim.profiles.find(one => one.name === name);
  const facts = scim.profile.quirks
    .filter(({ id }) => info?.quirks.includes(id))
    .map(({ id, summary }) => ({ text: `\`${id}\`: ${summary}`, mark: "" }));
  return { heading: `What it tolerates: ${facts.length}`, facts, source: info?.source ?? "" };
}
