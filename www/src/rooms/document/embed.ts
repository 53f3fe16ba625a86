import type { ValidateOptions } from "scimlens";

/** The program that checks a text as the room does. */
export function embed(options: ValidateOptions): string {
  const fields = Object.entries(options).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  return `import { Scim } from "scimlens";

const scim = new Scim();
const validator = scim.validator({ ${fields.join(", ")} });

export function check(text) {
  const report = validator.check(text);
  for (const { severity, message, pointer, range } of report.diagnostics) {
    console.log(severity, pointer, message, range); // range: UTF-16 offsets in text
  }
  return report.valid;
}
`;
}
