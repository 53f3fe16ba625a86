import type { ValidateOptions } from "scimlens/slim";
import type { Definitions } from "../../definitions/documents.ts";
import { formatJson } from "../../editor/format.ts";

/** The program that checks a text as the room does, with the reader's own definitions that are in force. */
export function embed(options: ValidateOptions, { schemas, resourceTypes }: Definitions): string {
  const own = [
    ...documents("schemas", schemas),
    ...documents("resourceTypes", resourceTypes),
  ] as const;
  const names = own.map(({ name }) => name).join(", ");
  const fields = Object.entries(options).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  return `import { Scim } from "scimlens";

${own.map(({ text }) => `${text}\n`).join("")}const scim = new Scim(${names && `{ ${names} }`});
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

/** Documents as an array of the program; JSON is JavaScript as well. */
function documents(name: string, texts: readonly string[]): { name: string; text: string }[] {
  if (texts.length === 0) return [];
  return [{ name, text: `const ${name} = ${formatJson(`[${texts.join(",")}]`)};\n` }];
}
