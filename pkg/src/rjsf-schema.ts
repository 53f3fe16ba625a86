import type { FormField, ScimForm, Widget } from "./forms.ts";

/** A JSON Schema (draft-07), as far as forms have need of it. */
export interface FormSchema {
  $schema?: string;
  title?: string;
  description?: string;
  type: "object" | "array" | "string" | "boolean" | "integer" | "number";
  properties?: Record<string, FormSchema>;
  required?: string[];
  items?: FormSchema;
  format?: string;
  examples?: string[];
  readOnly?: boolean;
  writeOnly?: boolean;
  contentEncoding?: string;
}

/** How react-jsonschema-form shows a form. */
export interface UiSchema {
  "ui:order"?: string[];
  "ui:widget"?: string;
  "ui:options"?: Record<string, unknown>;
  "ui:readonly"?: boolean;
  "ui:disabled"?: boolean;
  items?: UiSchema;
  [name: string]: unknown;
}

const TYPES: Record<Widget, FormSchema> = {
  text: { type: "string" },
  email: { type: "string", format: "email" },
  tel: { type: "string" },
  url: { type: "string" },
  password: { type: "string", writeOnly: true },
  integer: { type: "integer" },
  decimal: { type: "number" },
  checkbox: { type: "boolean" },
  dateTime: { type: "string", format: "date-time" },
  binary: { type: "string", contentEncoding: "base64" },
  group: { type: "object" },
};

const INPUTS: Partial<Record<Widget, string>> = { email: "email", tel: "tel" };

export function jsonSchemaOf({ label, fields }: ScimForm): FormSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: label,
    ...ofObject(fields),
  };
}

export function uiSchemaOf({ fields }: ScimForm): UiSchema {
  return uiOfObject(fields);
}

function ofObject(fields: readonly FormField[]): FormSchema {
  const required = fields.filter(field => field.required).map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(fields.map(field => [field.name, ofField(field)])),
    ...(required.length > 0 && { required }),
  };
}

function ofField(field: FormField): FormSchema {
  const { label, description, multiValued, readOnly, suggestions } = field;
  const value: FormSchema = {
    ...(field.fields ? ofObject(field.fields) : TYPES[field.widget]),
    ...(suggestions && { examples: suggestions }),
  };
  const about = {
    title: label,
    ...(description !== undefined && { description }),
    ...(readOnly && { readOnly }),
  };
  return multiValued ? { ...about, type: "array", items: value } : { ...about, ...value };
}

function uiOfObject(fields: readonly FormField[]): UiSchema {
  const ui: UiSchema = { "ui:order": [...fields.map(({ name }) => name), "*"] };
  for (const field of fields) ui[field.name] = uiOfField(field);
  return ui;
}

function uiOfField(field: FormField): UiSchema {
  const { widget, multiValued, readOnly } = field;
  const inputType = INPUTS[widget];
  const value: UiSchema = {
    ...(field.fields && uiOfObject(field.fields)),
    ...(widget === "password" && { "ui:widget": "password" }),
    ...(widget === "binary" && { "ui:widget": "textarea" }),
    ...(inputType !== undefined && { "ui:options": { inputType } }),
  };
  return {
    ...(multiValued ? { items: value, "ui:options": { orderable: false } } : value),
    ...(readOnly && { "ui:readonly": true }),
  };
}
