// docs/api.md is what the comments say. With SCIMLENS_WRITE_DOCS=1 the test writes it.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as scimlens from "scimlens";
import { describe, expect, it } from "vitest";
import { reference } from "../build/reference.mjs";

const file = join(dirname(fileURLToPath(import.meta.url)), "../../docs/api.md");

describe("the API reference", () => {
  const text = reference();

  it("is current", () => {
    if (process.env["SCIMLENS_WRITE_DOCS"] === "1") writeFileSync(file, text);
    expect(readFileSync(file, "utf8"), "`cargo xtask docs` writes it").toBe(text);
  });

  it("has a heading for all that is exported, and for each method", () => {
    for (const [name, value] of Object.entries(scimlens)) {
      expect(text).toContain(`\n### ${name}\n`);
      if (typeof value !== "function" || !/^[A-Z]/.test(name)) continue;
      for (const member of Object.getOwnPropertyNames(value.prototype))
        if (!["constructor", "name"].includes(member))
          expect(text).toContain(`\n#### ${name}.${member}\n`);
    }
  });

  it("says something of all functions and methods, and its links lead somewhere", () => {
    const headings = [...text.matchAll(/^#{3,4} (.*)$/gm)].map(([, title]) => title as string);
    expect(new Set(headings).size).toBe(headings.length);
    const slugs = headings.map(title => title.toLowerCase().replaceAll(/[.[\]]/g, ""));
    for (const [, target] of text.matchAll(/\]\(#([^)]*)\)/g)) expect(slugs).toContain(target);
    const sections = text.split(/^#{2,4} /m).filter(section => section.includes("```"));
    const bare = sections.filter(section => section.trimEnd().endsWith("```"));
    expect(bare).toEqual([]);
  });
});
