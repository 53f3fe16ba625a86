// Documents that are meant to hurt, through the package: each is answered with findings of the code that it deserves,
// and the toolkit works as before afterwards. That the core takes linear time for such is held by tests/no_panic.rs.
import { Scim } from "scimlens";
import { afterEach, expect, it } from "vitest";
import { bytes, USER } from "./resources.ts";

const scim = new Scim();
const user = (members: string) => `{"schemas":["${USER}"],"userName":"mira"${members}}`;
const list = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join("");

function utf16(text: string, mark: boolean): Uint8Array {
  const units = Uint16Array.from(mark ? `\uFEFF${text}` : text, unit => unit.charCodeAt(0));
  return new Uint8Array(units.buffer);
}

const long = "x".repeat(10_000_000);
const deep = 10_000;

const documents: [name: string, input: string | Uint8Array, code: string, count: number][] = [
  ["a string of 10 MB", user(`,"emails":[{"value":"${long}"}]`), "schema/email", 1],
  [
    "a string of 10 MB of escapes",
    user(`,"active":"${"\\n".repeat(5_000_000)}"`),
    "schema/type",
    1,
  ],
  ["a name of 10 MB", user(`,"${long}":1`), "schema/unknown-attribute", 1],
  [
    "100,000 keys",
    user(list(100_000, at => `,"k${at}":${at}`)),
    "schema/unknown-attribute",
    100_000,
  ],
  [
    "a key 100,000 times",
    user(list(100_000, at => `,"title":"${at}"`)),
    "json/duplicate-key",
    99_999,
  ],
  [
    "arrays to a depth of 10,000",
    user(`,"x":${"[".repeat(deep)}${"]".repeat(deep)}`),
    "json/depth",
    1,
  ],
  [
    "objects to a depth of 10,000",
    `${'{"name":'.repeat(deep)}1${"}".repeat(deep)}`,
    "json/depth",
    1,
  ],
  ["brackets that are never closed", "[".repeat(1_000_000), "json/depth", 1],
  ["a lone surrogate", user(',"title":"\\ud83e"'), "json/lone-surrogate", 1],
  ["__proto__", user(',"__proto__":{"admin":true}'), "schema/unknown-attribute", 1],
  ["constructor", user(',"constructor":{"prototype":1}'), "schema/unknown-attribute", 1],
  ...["NaN", "-Infinity", "nan", "+1", "0x10", "1e", ".5"].map(
    (number): [string, string, string, number] => [
      `${number} for a number`,
      user(`,"active":${number}`),
      "json/syntax",
      1,
    ],
  ),
  ["a byte order mark", `\uFEFF${user("")}`, "json/syntax", 1],
  ["the bytes of a byte order mark", bytes(`\uFEFF${user("")}`), "json/syntax", 1],
  ["UTF-16 with its mark", utf16(user(""), true), "json/encoding", 1],
  ["UTF-16 without a mark", utf16(user(""), false), "json/encoding", 1],
];

afterEach(() => {
  expect(scim.validate(user("")).diagnostics).toEqual([]);
});

it.each(documents)("%s", (_, input, code, count) => {
  const { diagnostics, valid } = scim.validate(input);
  const found = diagnostics.filter(finding => finding.code === code);
  expect(
    found.length,
    diagnostics
      .slice(0, 5)
      .map(finding => `${finding.code}: ${finding.message.slice(0, 80)}`)
      .join("\n"),
  ).toBe(count);
  expect(valid).toBe(found.every(finding => finding.severity !== "error"));
  expect(Object.prototype).not.toHaveProperty("admin");
});
