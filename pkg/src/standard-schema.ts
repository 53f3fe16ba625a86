import { FormValues, type FormValuesOptions, type Types } from "./form-values.ts";
import type { Diagnostic, JsonSchemaTarget, Scim, Severity, ValidateOptions } from "./index.ts";
import { extensionsOf, pathOf } from "./place.ts";

export type { FormValuesOptions } from "./form-values.ts";

/** What a schema says of a value. */
export interface StandardSchemaOptions
  extends Pick<ValidateOptions, "operation" | "current" | "unknown"> {
  /** How bad a finding has to be to be an issue. Default "error": warnings are none. */
  issues?: Severity;
  /**
   * The value is what a form has, and the output the resource that it says: `schemas` is written, what is empty left
   * out, and extensions have names without dots. See {@link FormValuesOptions}. Default false.
   */
  form?: boolean | FormValuesOptions;
}

/** An issue of Standard Schema, with the finding that it tells. */
export interface ScimIssue {
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly finding: Diagnostic;
}

/** How to write a JSON Schema: an option of Standard JSON Schema. */
export interface StandardJsonSchemaOptions {
  readonly target: "draft-07" | "draft-2020-12" | "openapi-3.0" | ({} & string);
  readonly libraryOptions?: Record<string, unknown> | undefined;
}

/** A schema of resources, as Standard Schema and Standard JSON Schema (standardschema.dev) have it. */
export interface ScimSchema<
  Input extends object = { [name: string]: unknown },
  Output extends object = Input,
> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "scimlens";
    readonly validate: (
      value: unknown,
    ) =>
      | { readonly value: Output; readonly issues?: undefined }
      | { readonly issues: readonly ScimIssue[] };
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    readonly jsonSchema: {
      readonly input: (options: StandardJsonSchemaOptions) => Record<string, unknown>;
      readonly output: (options: StandardJsonSchemaOptions) => Record<string, unknown>;
    };
  };
}

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

const TARGETS: Partial<Record<string, JsonSchemaTarget>> = {
  "draft-07": "draft-07",
  "draft-2020-12": "2020-12",
};

/**
 * A Standard Schema of the resources of a type that an operation sends, for the libraries that take one: forms, routers,
 * clients. `validate` never throws for a value, and answers at once. What is given is never changed.
 *
 * @throws TypeError for a resource type that is not loaded.
 */
export function standardSchema<
  Input extends object = { [name: string]: unknown },
  Output extends object = Input,
>(
  scim: Pick<Scim, "validate" | "jsonSchema"> & Types,
  resourceType: string,
  options: StandardSchemaOptions = {},
): ScimSchema<Input, Output> {
  const { issues = "error", form = false, ...told } = options;
  const extensions = extensionsOf(scim, resourceType);
  const values = form ? new FormValues(scim, resourceType, form === true ? {} : form) : undefined;
  const how = { kind: "resource", resourceType, ...told } as const;

  const judge = (value: object): ReturnType<typeof validate> => {
    const said = values?.toResource(value);
    const resource = said?.resource ?? value;
    const found = scim
      .validate(resource, how)
      .diagnostics.filter(({ severity }) => RANK[severity] <= RANK[issues]);
    if (found.length === 0) return { value: resource as Output };
    return {
      issues: found.map(finding => ({
        message: finding.message.replaceAll("`", ""),
        path: said?.place(finding) ?? pathOf(finding, extensions),
        finding,
      })),
    };
  };
  const validate: ScimSchema<Input, Output>["~standard"]["validate"] = value => {
    if (!isObject(value)) return { issues: [noObject(resourceType, value)] };
    try {
      return judge(value);
    } catch (error) {
      if (canBeWritten(value)) throw error;
      return {
        issues: [wrong(`A ${resourceType} has to be JSON, and this can't be written as such.`)],
      };
    }
  };

  const written = ({ target }: StandardJsonSchemaOptions) => {
    const known = TARGETS[target];
    if (known === undefined)
      throw new TypeError(
        `There is no JSON Schema for "${target}"; ${Object.keys(TARGETS).join(" and ")} are known.`,
      );
    const { operation = "create" } = told;
    return scim.jsonSchema(resourceType, { operation, target: known }) as JsonSchema;
  };
  const output = (options: StandardJsonSchemaOptions) => written(options);
  const input = values
    ? (options: StandardJsonSchemaOptions) => ofForm(written(options), values)
    : output;
  return {
    "~standard": { version: 1, vendor: "scimlens", validate, jsonSchema: { input, output } },
  };
}

function isObject(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value)
  );
}

/** Whether a value is JSON: not one that holds itself, or a BigInt, or that is nested too deeply. */
function canBeWritten(value: object): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

function noObject(resourceType: string, value: unknown): ScimIssue {
  const isNothing = value === null || value === undefined;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const name = typeof value === "object" && !Array.isArray(value) ? tag : tag.toLowerCase();
  const kind = isNothing ? String(value) : `${name === "array" ? "an" : "a"} ${name}`;
  return wrong(`A ${resourceType} is an object, not ${kind}.`);
}

function wrong(message: string): ScimIssue {
  const finding: Diagnostic = { code: "schema/type", severity: "error", message, pointer: "" };
  return { message, path: [], finding };
}

type JsonSchema = Record<string, unknown> & {
  properties?: Record<string, unknown>;
  required?: string[];
};

/** A form has no `schemas`, and calls extensions by other names. */
function ofForm({ allOf: _, ...schema }: JsonSchema, values: FormValues): JsonSchema {
  const { schemas: __, ...properties } = schema.properties ?? {};
  const named = Object.entries(properties).map(([name, inner]) => [values.nameOf(name), inner]);
  const required = schema.required?.filter(name => name !== "schemas");
  return {
    ...schema,
    properties: Object.fromEntries(named),
    ...(required && { required: required.map(name => values.nameOf(name)) }),
  };
}
