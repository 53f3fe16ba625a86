import { Plus, X } from "lucide";
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { AttributeInfo, Diagnostic, Operation, Scim } from "scimlens/slim";
import { count, countsOf } from "../../diagnostics/meta.ts";
import { Severity } from "../../diagnostics/Severity.tsx";
import { Editor } from "../../editor/Editor.tsx";
import { formatJson } from "../../editor/format.ts";
import { jsonLanguage } from "../../editor/json.ts";
import { announce } from "../../frame/announce.ts";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Name, Prose } from "../../parts/Prose.tsx";
import {
  byField,
  type Entries,
  type Entry,
  fillable,
  isGroup,
  type Path,
  pointerOf,
  withEntry,
  written,
} from "./form.ts";
import type { SchemaPart } from "./tree.ts";

/** How long typing pauses before the counts are told, in milliseconds. */
const TELL_AFTER = 700;

interface FormProps {
  readonly scim: Scim;
  readonly resourceType: string;
  readonly operation: Operation;
  readonly parts: readonly SchemaPart[];
  readonly entries: Entries;
  readonly active: boolean;
  onEntries(entries: Entries): void;
  onExample(): void;
}

/** What all fields of a form share. */
interface Shared {
  readonly id: string;
  readonly messages: ReadonlyMap<string, readonly Diagnostic[]>;
  change(path: Path, entry: Entry | undefined): void;
}

/** A form for the resources of a type. The validator's messages stand at the fields that they speak of. */
export function Form(props: FormProps) {
  const { scim, resourceType, operation, parts, entries, active, onEntries } = props;
  const id = useId();
  const form = useRef<HTMLDivElement>(null);
  const { text, findings, messages } = useMemo(() => {
    const { resource, places } = written(parts, entries);
    const text = formatJson(JSON.stringify(resource));
    const { diagnostics } = scim.validate(text, { resourceType, operation });
    return {
      text,
      findings: diagnostics,
      messages: byField(parts, entries, places, diagnostics),
    };
  }, [scim, resourceType, operation, parts, entries]);
  const shared: Shared = {
    id,
    messages,
    change: (path, entry) => onEntries(withEntry(entries, path, entry)),
  };
  const counts = countsOf(count(findings)).join(", ");
  const said = counts || `Valid ${resourceType}`;
  const first = useRef(true);
  useEffect(() => {
    if (active && !first.current) announce(`Form: ${said}`, TELL_AFTER);
    first.current = false;
  }, [said, active]);
  const goToFirst = () =>
    form.current
      ?.querySelector<HTMLElement>('[aria-invalid="true"], .form-messages + .list-add button')
      ?.focus();
  const left = parts.reduce(
    (sum, { attributes }) => sum + attributes.length - fillable(attributes).length,
    0,
  );

  return (
    <div class="form-split">
      <div ref={form} class="form">
        <div class="form-head">
          <p class="counts">
            <span>
              <Severity
                level={findings.some(isError) ? "error" : (findings[0]?.severity ?? "ok")}
              />
              {said}
            </span>
          </p>
          <span class="grow" />
          {findings.length > 0 && (
            <button type="button" class="fix" onClick={goToFirst}>
              Go to the first
            </button>
          )}
          <button
            type="button"
            class="ghost small"
            aria-label="Fill in the example"
            onClick={props.onExample}
          >
            Fill in
          </button>
          <button
            type="button"
            class="ghost small"
            disabled={Object.keys(entries).length === 0}
            onClick={() => onEntries({})}
          >
            Empty it
          </button>
        </div>
        <div class="form-fields">
          <Messages shared={shared} pointer="" />
          {parts.map(part =>
            part.role === "extension" ? (
              <Extension key={part.uri} part={part} entries={entries} shared={shared} />
            ) : (
              <Fields
                key={part.uri}
                attributes={part.attributes}
                entries={entries}
                path={[]}
                shared={shared}
              />
            ),
          )}
          {left > 0 && (
            <p class="form-left">
              The service provider sets what is readOnly and the list of schemas: {left} attributes
              have no field.
            </p>
          )}
        </div>
      </div>
      <section class="form-json" aria-label="Resource of the form">
        <div class="form-head">
          <h2>JSON</h2>
          <span class="grow" />
          <CopyButton what="Resource" text={text} />
        </div>
        <Editor label="Resource of the form" text={text} readOnly extension={jsonLanguage} />
      </section>
    </div>
  );
}

const isError = ({ severity }: Diagnostic) => severity === "error";

interface PartProps {
  readonly part: SchemaPart;
  readonly entries: Entries;
  readonly shared: Shared;
}

function Extension({ part, entries, shared }: PartProps) {
  const own = entries[part.uri];
  const pointer = pointerOf([part.uri]);
  return (
    <fieldset class="form-group extension" aria-describedby={describedBy(shared, pointer)}>
      <legend>
        {part.title} <span class="tag">{part.required ? "required extension" : "extension"}</span>
      </legend>
      <p class="form-uri">
        <Name text={part.uri} />
      </p>
      <Messages shared={shared} pointer={pointer} />
      <Fields
        attributes={part.attributes}
        entries={isGroup(own) ? own : {}}
        path={[part.uri]}
        shared={shared}
      />
    </fieldset>
  );
}

interface FieldsProps {
  readonly attributes: readonly AttributeInfo[];
  readonly entries: Entries;
  readonly path: Path;
  readonly shared: Shared;
}

function Fields({ attributes, entries, path, shared }: FieldsProps) {
  return (
    <>
      {fillable(attributes).map(info => {
        const own = { info, entry: entries[info.name], path: [...path, info.name], shared };
        if (info.multiValued) return <List key={info.name} {...own} />;
        return info.type === "complex" ? (
          <Group key={info.name} {...own} title={info.name} />
        ) : (
          <Field key={info.name} {...own} label={info.name} />
        );
      })}
    </>
  );
}

interface FieldProps {
  readonly info: AttributeInfo;
  readonly entry: Entry | undefined;
  readonly path: Path;
  readonly shared: Shared;
}

function Group({ info, entry, path, shared, title }: FieldProps & { title: string }) {
  const pointer = pointerOf(path);
  return (
    <fieldset class="form-group" aria-describedby={describedBy(shared, pointer)}>
      <legend>
        {title} <Required info={info} />
      </legend>
      <Messages shared={shared} pointer={pointer} />
      <Fields
        attributes={info.subAttributes ?? []}
        entries={isGroup(entry) ? entry : {}}
        path={path}
        shared={shared}
      />
    </fieldset>
  );
}

/** The values of a multi-valued attribute. A value that is added gets the focus; one that goes gives it to the next. */
function List({ info, entry, path, shared }: FieldProps) {
  const items = Array.isArray(entry) ? entry : [];
  const self = useRef<HTMLFieldSetElement>(null);
  const focus = useRef<number | undefined>(undefined);
  const pointer = pointerOf(path);
  useLayoutEffect(() => {
    if (focus.current === undefined) return;
    const values = self.current?.querySelectorAll<HTMLElement>(":scope > .list-item") ?? [];
    const item = values[Math.min(focus.current, values.length - 1)];
    const field =
      item?.querySelector<HTMLElement>("input, select, textarea") ??
      self.current?.querySelector<HTMLElement>(":scope > .list-add button");
    focus.current = undefined;
    field?.focus();
  }, [items.length]);
  const add = () => {
    focus.current = items.length;
    shared.change(path, [...items, info.type === "complex" ? {} : firstEntry(info)]);
  };
  const remove = (index: number) => {
    focus.current = index;
    announce(`${info.name} ${index + 1} removed`);
    shared.change([...path, index], undefined);
  };
  return (
    <fieldset ref={self} class="form-group list" aria-describedby={describedBy(shared, pointer)}>
      <legend>
        {info.name} <Required info={info} />
      </legend>
      {items.map((item, index) => (
        <div key={`${index}`} class="list-item">
          {info.type === "complex" ? (
            <Group
              info={{ ...info, required: false }}
              title={`${info.name} ${index + 1}`}
              entry={item}
              path={[...path, index]}
              shared={shared}
            />
          ) : (
            <Field
              info={{ ...info, required: false }}
              label={`${info.name} ${index + 1}`}
              entry={item}
              path={[...path, index]}
              shared={shared}
            />
          )}
          <button
            type="button"
            class="ghost small"
            aria-label={`Remove ${info.name} ${index + 1}`}
            onClick={() => remove(index)}
          >
            <Icon icon={X} size={14} />
          </button>
        </div>
      ))}
      <Messages shared={shared} pointer={pointer} />
      <div class="list-add">
        <button type="button" class="fix" aria-label={`Add ${info.name}`} onClick={add}>
          <Icon icon={Plus} size={14} /> Add
        </button>
        {items.length === 0 && info.description && <span class="hint">{info.description}</span>}
      </div>
    </fieldset>
  );
}

function firstEntry({ type }: AttributeInfo): Entry {
  return type === "boolean" ? false : "";
}

function Field({ info, entry, path, shared, label }: FieldProps & { label: string }) {
  const pointer = pointerOf(path);
  const id = shared.id + pointer;
  return (
    <div class="form-field">
      <label for={id}>
        {label} <Required info={info} />
      </label>
      {info.description && (
        <span class="hint" id={`${id}-hint`}>
          {info.description}
        </span>
      )}
      <Widget
        id={id}
        info={info}
        entry={entry}
        invalid={(shared.messages.get(pointer) ?? []).length > 0}
        describedBy={describedBy(shared, pointer)}
        onEntry={next => shared.change(path, next)}
      />
      <Messages shared={shared} pointer={pointer} />
    </div>
  );
}

interface WidgetProps {
  readonly id: string;
  readonly info: AttributeInfo;
  readonly entry: Entry | undefined;
  readonly invalid: boolean;
  readonly describedBy: string | undefined;
  onEntry(entry: Entry | undefined): void;
}

function Widget({ id, info, entry, invalid, describedBy, onEntry }: WidgetProps) {
  const own = {
    id,
    "aria-invalid": invalid ? ("true" as const) : undefined,
    "aria-required": info.required ? ("true" as const) : undefined,
    "aria-describedby": describedBy,
  };
  const text = typeof entry === "string" ? entry : "";
  const onText = (event: { currentTarget: { value: string } }) =>
    onEntry(event.currentTarget.value);
  if (info.type === "boolean") {
    return (
      <span class="tick">
        <input
          {...own}
          type="checkbox"
          checked={entry === true}
          onChange={event => onEntry(event.currentTarget.checked)}
        />
        <span aria-hidden="true">{typeof entry === "boolean" ? String(entry) : "not set"}</span>
        {typeof entry === "boolean" && (
          <button
            type="button"
            class="ghost small"
            aria-label={`Leave ${info.name} out`}
            onClick={() => {
              document.getElementById(id)?.focus();
              onEntry(undefined);
            }}
          >
            Leave out
          </button>
        )}
      </span>
    );
  }
  if (info.canonicalValues && info.canonicalValues.length > 0) {
    const known = info.canonicalValues;
    return (
      <select {...own} class="input" value={text} onChange={onText}>
        <option value="">not set</option>
        {[...known, ...(text === "" || known.includes(text) ? [] : [text])].map(value => (
          <option key={value} value={value}>
            {value}
          </option>
        ))}
      </select>
    );
  }
  switch (info.type) {
    case "integer":
    case "decimal":
      return (
        <input
          {...own}
          type="number"
          step={info.type === "integer" ? "1" : "any"}
          class="input"
          value={text}
          onInput={onText}
        />
      );
    case "dateTime":
      return (
        <span class="tick">
          <input
            {...own}
            type="datetime-local"
            step="1"
            class="input"
            value={clockOf(text)}
            onInput={event => onEntry(dateTimeOf(event.currentTarget.value))}
          />
          <span class="hint">UTC</span>
        </span>
      );
    default: {
      const rest = { ...own, autocomplete: "off", class: "input", value: text, onInput: onText };
      return info.name.toLowerCase() === "password" ? (
        <input {...rest} type="password" />
      ) : (
        <input {...rest} type="text" spellcheck={false} />
      );
    }
  }
}

/** A dateTime (RFC 7643 §2.3.5) as the input has it: without zone, and without seconds where they are 0. */
function clockOf(dateTime: string): string {
  const [, clock, seconds = ":00"] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(?:\.\d+)?Z$/.exec(dateTime) ?? [];
  return clock === undefined ? "" : clock + (seconds === ":00" ? "" : seconds);
}

function dateTimeOf(clock: string): string {
  if (clock === "") return "";
  return `${clock.length === 16 ? `${clock}:00` : clock}Z`;
}

function Required({ info }: { info: AttributeInfo }) {
  return info.required ? <span class="tag">required</span> : null;
}

function describedBy({ id, messages }: Shared, pointer: string): string | undefined {
  return messages.has(pointer) ? `${id}${pointer}-messages` : undefined;
}

/** What the validator says of a field. */
function Messages({ shared, pointer }: { shared: Shared; pointer: string }) {
  const messages = shared.messages.get(pointer);
  if (messages === undefined) return null;
  return (
    <ul class="form-messages" id={describedBy(shared, pointer)}>
      {messages.map(({ code, severity, message, reference }, index) => (
        <li key={`${index} ${code}`} class="form-message">
          <Severity level={severity} />
          <span class={severity}>
            <Prose text={message} />
          </span>
          {reference && <span class="hint"> {reference}</span>}
        </li>
      ))}
    </ul>
  );
}
