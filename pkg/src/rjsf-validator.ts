import type { ScimForm } from "./forms.ts";

/** Messages by where they belong, as react-jsonschema-form keeps them. */
export interface RjsfErrors {
  __errors?: string[];
  [name: string]: RjsfErrors | string[] | undefined;
}

/** An error as react-jsonschema-form lists it. */
export interface RjsfError {
  name: string;
  message: string;
  property: string;
  schemaPath: string;
  params: Record<string, unknown>;
  stack: string;
}

/** The `validator` of react-jsonschema-form 6. */
export interface RjsfValidator {
  /** Checks what the form has, then calls the form's own `customValidate` and `transformErrors`. */
  validateFormData(
    data: unknown,
    schema: unknown,
    check?: unknown,
    change?: unknown,
    ui?: unknown,
  ): { errors: RjsfError[]; errorSchema: object };
  /** Which alternative of a schema fits; the schema of the form has none. */
  isValid(): boolean;
  /** The errors alone. */
  rawValidation<Result = RjsfError>(schema: unknown, data?: unknown): { errors?: Result[] };
}

type Handler = { __errors: string[]; addError(message: string): void };

export function rjsfValidator(form: ScimForm): RjsfValidator {
  const found = (data: unknown): RjsfError[] =>
    form
      .check(isObject(data) ? data : {})
      .findings.filter(({ severity }) => severity === "error")
      .map(({ code, path, message, pointer, field }) => {
        const text = message.replaceAll("`", "");
        const label = field?.label ?? form.label;
        const property = path.map(part => `.${part}`).join("");
        const params = { path, pointer };
        return {
          name: code,
          message: text,
          property,
          schemaPath: "",
          params,
          stack: `${label}: ${text}`,
        };
      });

  return {
    validateFormData(data, _schema, check, change, ui) {
      const own = found(data);
      const errors: RjsfError[] = typeof change === "function" ? change(own, ui) : own;
      const errorSchema: RjsfErrors = {};
      for (const { params, message } of errors)
        add(errorSchema, (params["path"] as (string | number)[] | undefined) ?? [], message);
      if (typeof check === "function") {
        const said = check(data, handlerOf(data), ui);
        for (const [path, message] of saidBy(said, [])) {
          add(errorSchema, path, message);
          const property = path.map(part => `.${part}`).join("");
          const params = { path };
          errors.push({
            name: "custom",
            message,
            property,
            schemaPath: "",
            params,
            stack: message,
          });
        }
      }
      return { errors, errorSchema };
    },
    isValid: () => true,
    rawValidation: <Result>(_schema: unknown, data?: unknown) => ({
      errors: found(data) as Result[],
    }),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function add(errors: RjsfErrors, path: readonly (string | number)[], message: string): void {
  let at = errors;
  for (const part of path) {
    const inner = Object.hasOwn(at, part) ? (at[part] as RjsfErrors) : {};
    Object.defineProperty(at, part, {
      value: inner,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    at = inner;
  }
  at.__errors = [...(at.__errors ?? []), message];
}

/** What a `customValidate` reports to: the tree of the values, with `addError` at each place. */
function handlerOf(data: unknown): Handler {
  const handler: Handler = {
    __errors: [],
    addError: message => {
      handler.__errors.push(message);
    },
  };
  if (isObject(data))
    for (const [name, value] of Object.entries(data))
      if (name !== "addError") Object.assign(handler, { [name]: handlerOf(value) });
  return handler;
}

function saidBy(handler: unknown, path: readonly string[]): [string[], string][] {
  if (!isObject(handler)) return [];
  return Object.entries(handler).flatMap(([name, value]) => {
    if (name === "__errors")
      return (value as string[]).map((message): [string[], string] => [[...path], message]);
    return name === "addError" ? [] : saidBy(value, [...path, name]);
  });
}
