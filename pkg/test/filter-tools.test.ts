import { parseFilter, Scim, ScimError, TokenKind } from "scimlens";
import { describe, expect, it } from "vitest";
import { ENTERPRISE, mira, thrownBy } from "./resources.ts";

const scim = new Scim();
const asUser = { resourceType: "User" };

describe("explain", () => {
  it("tells which clauses hold, and what they saw", () => {
    const text = 'userName eq "MIRA" and emails[type eq "work" and value ew "@mail.example"]';
    const filter = scim.parseFilter(text, asUser);
    const explanation = filter.explain(mira);
    expect(explanation.result).toBe(filter.matches(mira));
    const [name, emails] = explanation.children ?? [];
    expect(name).toMatchObject({ result: true, actual: "mira", range: { start: 0, end: 18 } });
    expect(emails?.result).toBe(false);
    expect(emails?.children?.map(value => value.actual)).toEqual(mira.emails);
    expect(filter.explain(JSON.stringify(mira))).toEqual(explanation);
  });

  it("refuses what is not JSON", () => {
    expect(thrownBy(() => parseFilter("title pr").explain("{"))).toBeInstanceOf(ScimError);
  });

  it("takes the deepest filter", () => {
    const deep = new Scim({ limits: { filterDepth: 200 } });
    for (const [open, close, levels] of [
      ["(", ")", 200],
      ["not (", ")", 200],
      ["(title pr and (id pr or ", "))", 100],
    ] as const) {
      const text = `${open.repeat(levels)}userName pr${close.repeat(levels)}`;
      const filter = deep.parseFilter(text, asUser);
      expect(filter.explain(mira).result).toBe(filter.matches(mira));
      expect(deep.parseFilter(filter.toString()).toString()).toBe(filter.toString());
      expect(filter.describe()).toMatch(/^A User matches when /);
      expect(() => deep.parseFilter(`(${text})`)).toThrow(/deeper than 200/);
      expect(deep.checkFilter(`not ${"not ".repeat(1000)}`)).not.toEqual([]);
      filter.free();
    }
  });
});

describe("describe", () => {
  it("says a filter in plain words", () => {
    const filter = scim.parseFilter("not (active eq true) or emails[primary eq true]", asUser);
    expect(filter.describe()).toBe(
      "A User matches when active is not true or in one of emails primary is true.",
    );
  });
});

describe("tokenizeFilter", () => {
  it("gives colours for any text, in UTF-16", () => {
    const text = 'title eq "😀" and emails[typ';
    const tokens = scim.tokenizeFilter(text);
    const words: [string, number][] = [];
    for (let at = 0; at < tokens.length; at += 3)
      words.push([text.slice(tokens[at], tokens[at + 1]), tokens[at + 2] as number]);
    expect(words).toEqual([
      ["title", TokenKind.attribute],
      ["eq", TokenKind.operator],
      ['"😀"', TokenKind.string],
      ["and", TokenKind.keyword],
      ["emails", TokenKind.attribute],
      ["[", TokenKind.punctuation],
      ["typ", TokenKind.subAttribute],
    ]);
    expect(scim.tokenizeFilter("")).toEqual(new Uint32Array());
    expect(scim.tokenizeFilter("(".repeat(200_000))).toHaveLength(600_000);
  });
});

describe("completeFilter", () => {
  it("offers what fits at the place", () => {
    const labels = (text: string, offset = text.length) =>
      scim.completeFilter(text, offset, asUser).map(completion => completion.label);
    expect(labels("userN")).toEqual(["userName"]);
    expect(labels("active ")).toEqual(["eq", "ne", "pr"]);
    expect(labels('title eq "😀" and emails[ty')).toEqual(["type"]);
    expect(labels("emails[type eq ]", 15)).toContain('"work"');
    expect(labels("userN", -3)).toEqual(labels("", 0));
    expect(labels("userN", 99)).toEqual(["userName"]);
  });

  it("says what is replaced by what", () => {
    expect(scim.completeFilter('title eq "😀" or depa pr', 20, asUser)).toEqual([
      {
        label: "department",
        kind: "attribute",
        from: 17,
        to: 21,
        insert: `${ENTERPRISE}:department`,
        detail: expect.stringMatching(/^string/),
      },
    ]);
  });
});

describe("parsePath", () => {
  it("takes a path apart", () => {
    const path = scim.parsePath('emails[ type EQ "work" ].value', asUser);
    expect(path).toMatchObject({
      attribute: { name: "emails", range: { start: 0, end: 6 } },
      filter: { type: "compare", op: "eq", value: "work" },
      sub: "value",
    });
    expect(`${path}`).toBe('emails[type eq "work"].value');
    expect(Object.keys(path)).toEqual(["attribute", "filter", "sub"]);
  });

  it("refuses what is no path, and with a resource type what it doesn't have", () => {
    expect(thrownBy(() => scim.parsePath("emails[0]"))).toMatchObject({ scimType: "invalidPath" });
    expect(scim.parsePath("shoeSize").attribute.name).toBe("shoeSize");
    expect(thrownBy(() => scim.parsePath("shoeSize", asUser))).toMatchObject({
      scimType: "invalidPath",
      range: { start: 0, end: 8 },
    });
  });
});

describe("profiles", () => {
  const text = 'emails[type eq "work"].value eq "mira@shop.example"';

  it("are strict by default", () => {
    expect(scim.profile.name).toBe("rfc");
    expect(scim.profile.quirks.every(quirk => !quirk.on)).toBe(true);
    expect(() => scim.parseFilter(text)).toThrow(/Write emails\[type eq "work" and value eq/);
  });

  it("read what their clients send, and note it", () => {
    const entra = new Scim({ profile: "entra" });
    const filter = entra.parseFilter(text, asUser);
    expect(filter.matches(mira)).toBe(true);
    expect(filter.notes).toMatchObject([{ code: "filter/quirk", severity: "info" }]);
    expect(entra.checkFilter(text, asUser).map(found => found.severity)).toEqual(["info"]);
    expect(entra.profile.name).toBe("entra");
  });

  it("are adjusted one by one", () => {
    const strict = new Scim({
      profile: { base: "entra", quirks: { "filter-comparison-behind-brackets": false } },
    });
    expect(() => strict.parseFilter(text)).toThrow(ScimError);
    const quirk = strict.profile.quirks.find(q => q.id === "filter-comparison-behind-brackets");
    expect(quirk?.on).toBe(false);
    const any = new Scim({ profile: { base: "rfc", quirks: { ne_any_value: true } } });
    expect(any.parseFilter('emails.type ne "work"', asUser).matches(mira)).toBe(true);
  });

  it("that there aren't are named with those that there are", () => {
    expect(() => new Scim({ profile: "entar" })).toThrow(/Did you mean `entra`\?/);
    const quirks = { "filter-bare-wrod": true };
    expect(() => new Scim({ profile: { base: "rfc", quirks } })).toThrow(/filter-bare-word/);
    expect(
      () => new Scim({ profile: { base: "rfc", quirks: { ne_any_value: 1 as never } } }),
    ).toThrow(/true or false/);
    expect(() => new Scim({ profile: 5 as never })).toThrow(TypeError);
  });
});
