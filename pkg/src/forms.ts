import {
  type FormResource,
  FormValues,
  type FormValuesOptions,
  type Types,
} from "./form-values.ts";
import type {
  AttributeInfo,
  Diagnostic,
  Input,
  Operation,
  Scim,
  Severity,
  ValidateOptions,
} from "./index.ts";
import { namesOf, type Path, typeOf } from "./place.ts";
import { type FormSchema, jsonSchemaOf, type UiSchema, uiSchemaOf } from "./rjsf-schema.ts";
import { type RjsfValidator, rjsfValidator } from "./rjsf-validator.ts";

export { type FormResource, FormValues, type FormValuesOptions } from "./form-values.ts";
export type { Path } from "./place.ts";
export type { FormSchema, UiSchema } from "./rjsf-schema.ts";
export type { RjsfError, RjsfErrors, RjsfValidator } from "./rjsf-validator.ts";

/** What shows a value, in no toolkit's words. */
export type Widget =
  | "text"
  | "email"
  | "tel"
  | "url"
  | "password"
  | "integer"
  | "decimal"
  | "checkbox"
  | "dateTime"
  | "binary"
  | "group";

/** A field of a form: an attribute, a sub-attribute, or the attributes of an extension. */
export interface FormField {
  /** What the form calls it, in what holds it. */
  name: string;
  /** In SCIM notation (RFC 7644 §3.10); of an extension its URI. */
  attribute: string;
  label: string;
  description?: string;
  /** Of a list, what shows one of its values. */
  widget: Widget;
  /** Whether it has a list of values. */
  multiValued: boolean;
  /** Whether the operation has to give it. */
  required: boolean;
  /** Whether it is only shown: the operation can't set it. */
  readOnly: boolean;
  /** Whether it can be set, and never changed afterwards. */
  immutable: boolean;
  /** Values to offer; others are taken as well (RFC 7643 §7). */
  suggestions?: string[];
  /** Resource types that it refers to; "external" and "uri" are none (RFC 7643 §7). */
  referenceTypes?: string[];
  /** Whether case matters where it is compared. */
  caseExact: boolean;
  /** Whether no two resources may have the same. */
  unique: boolean;
  /** Of a group: what is in it. */
  fields?: FormField[];
}

/** What a form shows. */
export interface FormOptions extends FormValuesOptions {
  /** Who will send the resource. Default "create"; with "read" all is only shown. */
  operation?: Operation;
  /**
   * What is shown, in this order, in SCIM notation: attributes, sub-attributes ("name.givenName") and extensions by
   * their URI. Default: all that the operation can set, in the order of the schemas, with what is required first.
   */
  attributes?: string[];
  /** Shows what the operation can't set as well. Default: with "read". */
  readOnly?: boolean;
  /** What an attribute is called; where it gives nothing, its name in words. */
  label?: (attribute: string, info: AttributeInfo | undefined) => string | undefined;
  /** How bad an unknown attribute is. Default "warning". */
  unknown?: ValidateOptions["unknown"];
}

/** What came of checking the values of a form. */
export interface FormCheck {
  /** No finding of severity "error". */
  valid: boolean;
  /** What to send. */
  resource: { [name: string]: unknown };
  /** All that was found, in the order of the resource. */
  findings: FormFinding[];
  /** The errors by the name of the field, as {@link FormFinding.name}; "" for what no field shows. */
  errors: Record<string, string[]>;
}

/** A finding, and the field that it belongs to. */
export interface FormFinding extends Diagnostic {
  /** The parts of the name: ["emails", 0, "value"]. */
  path: Path;
  /** The same with dots: "emails.0.value". "" is the whole form. */
  name: string;
  /** The field, where the form has one for it; else the nearest that holds it. */
  field?: FormField;
}

const WIDGETS: Record<AttributeInfo["type"], Widget> = {
  string: "text",
  boolean: "checkbox",
  decimal: "decimal",
  integer: "integer",
  dateTime: "dateTime",
  binary: "binary",
  reference: "text",
  complex: "group",
};

const KNOWN: Partial<Record<string, Widget>> = {
  "emails.value": "email",
  "phoneNumbers.value": "tel",
  password: "password",
};

/** A form for the resources of a type: what it shows, what it says, and where what is wrong with that belongs. */
export class ScimForm {
  readonly resourceType: string;
  readonly operation: Operation;
  /** What it is called. */
  readonly label: string;
  readonly fields: readonly FormField[];
  readonly #scim: Pick<Scim, "validate">;
  readonly #values: FormValues;
  readonly #unknown: Severity | "ignore";

  private constructor(
    scim: Pick<Scim, "validate"> & Types,
    resourceType: string,
    options: FormOptions,
  ) {
    const { operation = "create", unknown = "warning" } = options;
    this.resourceType = resourceType;
    this.operation = operation;
    this.label = words(resourceType);
    this.#scim = scim;
    this.#unknown = unknown;
    this.#values = new FormValues(scim, resourceType, options);
    this.fields = fieldsOf(scim, resourceType, this.#values, { ...options, operation });
  }

  /** @internal */
  static of(
    scim: Pick<Scim, "validate"> & Types,
    resourceType: string,
    options: FormOptions,
  ): ScimForm {
    return new ScimForm(scim, resourceType, options);
  }

  /** {@link FormValues.toResource} of what the form has. */
  toResource(values: object): FormResource {
    return this.#values.toResource(values);
  }

  /** {@link FormValues.toValues}: what the form begins with, to change a resource. */
  toValues(resource: object): { [name: string]: unknown } {
    return this.#values.toValues(resource);
  }

  /**
   * Checks what the form has. `current` is the resource as it is stored, where it is replaced: what is immutable and
   * readOnly is judged by it.
   */
  check(values: object, current?: Input): FormCheck {
    const { resource, place } = this.toResource(values);
    const report = this.#scim.validate(resource, {
      kind: "resource",
      resourceType: this.resourceType,
      operation: this.operation,
      unknown: this.#unknown,
      ...(current !== undefined && { current }),
    });
    const findings = report.diagnostics.map(finding => this.#placed(finding, place(finding)));
    const errors: Record<string, string[]> = {};
    for (const { severity, name, message } of findings)
      if (severity === "error")
        errors[name] = [...(errors[name] ?? []), message.replaceAll("`", "")];
    return { valid: report.valid, resource, findings, errors };
  }

  /** A JSON Schema (draft-07) of what the form has, as builders of forms such as react-jsonschema-form take it. */
  jsonSchema(): FormSchema {
    return jsonSchemaOf(this);
  }

  /** The `uiSchema` that react-jsonschema-form takes beside {@link ScimForm.jsonSchema}. */
  uiSchema(): UiSchema {
    return uiSchemaOf(this);
  }

  /**
   * What checks the form in react-jsonschema-form (its `validator`) in place of Ajv, which a content security policy
   * without `'unsafe-eval'` keeps from working.
   */
  rjsfValidator(): RjsfValidator {
    return rjsfValidator(this);
  }

  #placed(finding: Diagnostic, whole: Path): FormFinding {
    let fields: readonly FormField[] | undefined = this.fields;
    let field: FormField | undefined;
    let shown = 0;
    for (const [at, part] of whole.entries()) {
      if (typeof part === "number") {
        // A place in a list is a place of the form as well.
        if (!field?.multiValued) break;
      } else {
        const found: FormField | undefined = fields?.find(({ name }) => name === part);
        if (!found) break;
        field = found;
        fields = found.fields;
      }
      shown = at + 1;
    }
    const path = whole.slice(0, shown);
    return { ...finding, path, name: path.join("."), ...(field && { field }) };
  }
}

/**
 * A form for the resources of a type: its fields in order, with labels, widgets and constraints, for any library.
 *
 * @throws TypeError for a resource type that is not loaded, or an attribute that it doesn't have.
 */
export function createForm(
  scim: Pick<Scim, "validate"> & Types,
  resourceType: string,
  options: FormOptions = {},
): ScimForm {
  return ScimForm.of(scim, resourceType, options);
}

/** "userName" in words: "User name". */
function words(name: string): string {
  if (name === "$ref") return "Address";
  const spaced = name
    .replace(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after}`)
    .replace(/[A-Z](?=[a-z])/g, letter => letter.toLowerCase())
    .replace(/\bx509\b/i, "X.509");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

interface Told extends FormOptions {
  operation: Operation;
}

function fieldsOf(scim: Types, resourceType: string, values: FormValues, told: Told): FormField[] {
  const type = typeOf(scim, resourceType);
  const schemas = new Map(scim.schemas.map(schema => [schema.id, schema]));
  const common = ["externalId", "id", "meta"].flatMap(name => scim.describe(name) ?? []);
  const own = [...(schemas.get(type.schema)?.attributes ?? []), ...common];
  const extensions = type.schemaExtensions.flatMap(({ schema: uri, required }) => {
    const schema = schemas.get(uri);
    if (schema === undefined) return [];
    const fields = schema.attributes.map(info => fieldOf(info, `${uri}:${info.name}`, told));
    const label = told.label?.(uri, undefined) ?? words(schema.name);
    const { description } = schema;
    const field: FormField = {
      name: values.nameOf(uri),
      attribute: uri,
      label,
      ...(description !== undefined && { description }),
      widget: "group",
      multiValued: false,
      required: required && told.operation !== "read",
      readOnly: told.operation === "read",
      immutable: false,
      caseExact: false,
      unique: false,
      fields,
    };
    return [field];
  });
  const all = [...own.map(info => fieldOf(info, info.name, told)), ...extensions];
  if (told.attributes !== undefined)
    return selected(all, told.attributes, values.extensions, resourceType);
  const shown = (told.readOnly ?? told.operation === "read") ? all : settable(all);
  return [...shown.filter(one => one.required), ...shown.filter(one => !one.required)];
}

function fieldOf(info: AttributeInfo, attribute: string, told: Told): FormField {
  const { operation } = told;
  const reads = operation === "read";
  const fields = info.subAttributes?.map(sub => fieldOf(sub, `${attribute}.${sub.name}`, told));
  const external = info.referenceTypes?.every(type => type === "external" || type === "uri");
  const usual = info.type === "reference" && external ? "url" : WIDGETS[info.type];
  return {
    name: info.name,
    attribute,
    label: told.label?.(attribute, info) ?? words(info.name),
    ...(info.description !== undefined && { description: info.description }),
    widget: KNOWN[attribute] ?? usual,
    multiValued: info.multiValued,
    required: info.required && !reads && info.mutability !== "readOnly",
    readOnly: reads || info.mutability === "readOnly",
    immutable: info.mutability === "immutable",
    ...(info.canonicalValues?.length && { suggestions: info.canonicalValues }),
    ...(info.referenceTypes?.length && { referenceTypes: info.referenceTypes }),
    caseExact: info.caseExact,
    unique: info.uniqueness !== "none",
    ...(fields && { fields }),
  };
}

function settable(fields: readonly FormField[]): FormField[] {
  return fields.flatMap(field => {
    if (field.readOnly) return [];
    if (field.fields === undefined) return [field];
    const inner = settable(field.fields);
    return inner.length === 0 ? [] : [{ ...field, fields: inner }];
  });
}

/** The fields that are named, in this order; a group where its name or one of its parts first comes. */
function selected(
  fields: readonly FormField[],
  attributes: readonly string[],
  extensions: readonly string[],
  resourceType: string,
): FormField[] {
  const chosen = new Map<FormField, string[][]>();
  for (const attribute of attributes) {
    const [first = "", ...rest] = namesOf(attribute, extensions);
    const field = fields.find(one => isCalled(one, first));
    if (field === undefined) throw new TypeError(`${resourceType} has no attribute ${attribute}.`);
    chosen.set(field, [...(chosen.get(field) ?? []), rest]);
  }
  return [...chosen].map(([field, parts]) => {
    if (parts.some(part => part.length === 0) || field.fields === undefined) return field;
    const names = parts.map(part => part.join("."));
    return { ...field, fields: selected(field.fields, names, [], field.attribute) };
  });
}

function isCalled({ attribute, name }: FormField, wanted: string): boolean {
  const lower = wanted.toLowerCase();
  return attribute.toLowerCase() === lower || name.toLowerCase() === lower;
}
