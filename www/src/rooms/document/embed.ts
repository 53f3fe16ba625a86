import type { ValidateOptions } from "scimlens/slim";

/** The program that checks a text as the room does. */
export function embed(options: ValidateOptions): string {
  const fields = Object.entries(options).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  return `import { Scim } from "scimlens";

const scim = new Scim();
const validator = scim.validator({ ${fields.join(", ")} });

// text: a string, UTF-8 bytes, or an object.
export function check(text) {
  const report = validator.check(text);
  for (const finding of report.diagnostics) {
    const { severity, pointer, message } = finding;
    console.log(severity, pointer, message);
  }
  return report.valid;
}
`;
}
