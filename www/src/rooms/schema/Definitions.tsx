import { FolderOpen } from "lucide";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Scim } from "scimlens/slim";
import { definitions } from "../../definitions/definitions.ts";
import { type Definitions, sameDefinitions } from "../../definitions/documents.ts";
import { fixedText, type Reading, readDefinitions } from "../../definitions/read.ts";
import { CheckedEditor } from "../../diagnostics/CheckedEditor.tsx";
import { Severity } from "../../diagnostics/Severity.tsx";
import { directoryNotices } from "../../directory/directory.ts";
import { formatJson } from "../../editor/format.ts";
import { jsonLanguage } from "../../editor/json.ts";
import { announce } from "../../frame/announce.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Name } from "../../parts/Prose.tsx";
import { useValue } from "../../state/value.ts";

/** How long the text has to be sound before it comes into force, in milliseconds. */
const SETTLES = 250;

/** Reads the reader's definitions; what is sound comes into force in all rooms once typing pauses. */
export function useDefinitions(scim: Scim): Reading {
  const { text, schemas, resourceTypes } = useValue(definitions);
  const reading = useMemo(() => readDefinitions(scim, text), [text]);
  const { sound } = reading;
  useEffect(() => {
    if (sound === undefined || sameDefinitions(sound, { schemas, resourceTypes })) return;
    const timer = setTimeout(() => {
      definitions.update(sound);
      announce(`In force in all rooms: ${inWords(sound)}`);
    }, SETTLES);
    return () => clearTimeout(timer);
  }, [sound, schemas, resourceTypes]);
  return reading;
}

interface DefinitionsEditorProps {
  readonly scim: Scim;
  readonly reading: Reading;
  readonly active: boolean;
}

/** The reader's own Schema and ResourceType documents. */
export function DefinitionsEditor({ scim, reading, active }: DefinitionsEditorProps) {
  const { text, schemas, resourceTypes } = useValue(definitions);
  const kept = useValue(directoryNotices).some(({ kind }) => kind === "definitions");
  const { findings, sound, unused } = reading;
  const state = inWords({ schemas, resourceTypes });
  return (
    <>
      <div class="note definitions-state" role="status">
        <p>
          <Severity level={sound === undefined ? "warning" : "ok"} />{" "}
          {sound === undefined
            ? `The text is broken; what was sound last stays in force: ${state}`
            : `In force in all rooms: ${state}`}
          {kept &&
            ". The directory keeps the ones before: it holds resources of a type that is gone"}
        </p>
        {unused.map(uri => (
          <p key={uri}>
            <Severity level="info" /> No resource type has <Name text={uri} />, so no resource can
            use it.{" "}
            <button type="button" class="fix" onClick={() => extendUser(scim, text, uri)}>
              Add it to User
            </button>
          </p>
        ))}
      </div>
      <CheckedEditor
        label="Definitions"
        text={text}
        findings={findings}
        fine={text.trim() === "" ? "Nothing defined" : "Sound"}
        extension={jsonLanguage}
        hint="Paste Schema and ResourceType documents: one, an array, or a ListResponse"
        active={active}
        main
        onText={changed => definitions.update({ text: changed })}
        fixed={() => fixedText(text, findings)}
      />
    </>
  );
}

export function OpenFile() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="ghost small" onClick={() => input.current?.click()}>
        <Icon icon={FolderOpen} size={14} /> Open
      </button>
      <input
        ref={input}
        type="file"
        class="unseen"
        tabIndex={-1}
        aria-label="File with definitions"
        accept=".json,application/json,application/scim+json"
        onChange={async event => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (file) definitions.update({ text: await file.text() });
        }}
      />
    </>
  );
}

/** Whose documents are in force, in words. */
function inWords({ schemas, resourceTypes }: Definitions): string {
  const counted = (list: readonly string[], what: string) =>
    list.length === 0 ? [] : [`${list.length} ${what}${list.length === 1 ? "" : "s"}`];
  const words = [...counted(schemas, "schema"), ...counted(resourceTypes, "resource type")];
  return words.length === 0 ? "the built-in schemas alone" : `${words.join(" and ")} of yours`;
}

/** Adds a ResourceType document for users that has the extension as well. */
function extendUser(scim: Scim, text: string, uri: string): void {
  const user = scim.resourceTypes.find(({ name }) => name === "User");
  if (user === undefined) return;
  const documents = listed(text).filter(
    one => !(one["name"] === "User" && typeof one["endpoint"] === "string"),
  );
  const schemaExtensions = [...user.schemaExtensions, { schema: uri, required: false }];
  documents.push({ ...user, schemaExtensions });
  definitions.update({ text: formatJson(JSON.stringify(documents)) });
}

function listed(text: string): Record<string, unknown>[] {
  const value = JSON.parse(text);
  if (Array.isArray(value)) return value;
  return Array.isArray(value.Resources) ? value.Resources : [value];
}
