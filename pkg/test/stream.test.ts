import fc from "fast-check";
import { type Finding, Scim, ScimError } from "scimlens";
import { describe, expect, it } from "vitest";
import { bytes, mira, USER } from "./resources.ts";

const scim = new Scim();
const sound = JSON.stringify(mira);
const broken = JSON.stringify({ schemas: [USER], id: "2819", userName: "eve", active: "True" });

/** All that a stream tells of chunks. */
function told(chunks: (string | Uint8Array)[], toolkit = scim) {
  const stream = toolkit.stream();
  const findings = chunks.flatMap(chunk => stream.push(chunk));
  const end = stream.finish();
  return { ...end, findings: [...findings, ...end.findings] };
}

/** The text in pieces of `size` UTF-16 code units. */
function cut(text: string, size: number): string[] {
  const pieces = [];
  for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
  return pieces;
}

describe("stream", () => {
  it("counts the rows that it has read, while it reads and afterwards", () => {
    const list = `{"totalResults": 2, "Resources": [${sound}, ${sound}]}`;
    for (const text of [`${sound}\n${sound}\n`, `[${sound}, ${sound}]`, list]) {
      const stream = scim.stream();
      expect(stream.rows).toBe(0);
      const second = text.lastIndexOf(sound);
      stream.push(text.slice(0, second + 10));
      expect(stream.rows).toBe(1);
      stream.push(text.slice(second + 10));
      stream.finish();
      expect(stream.rows).toBe(2);
    }
    const left = scim.stream();
    left.push(`${sound}\n`);
    left.free();
    expect(left.rows).toBe(1);
  });

  it("reads NDJSON, an array and a ListResponse alike", () => {
    const list = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: 3,
      Resources: [mira, JSON.parse(broken), mira],
    };
    for (const text of [
      `${sound}\n${broken}\n${sound}\n`,
      `[${sound},${broken},${sound}]`,
      JSON.stringify(list),
    ]) {
      for (const chunks of [[text], [bytes(text)], cut(text, 1), cut(text, 100)]) {
        const { rows, invalid, findings } = told(chunks);
        expect({ rows, invalid }).toEqual({ rows: 3, invalid: 1 });
        expect(findings.map(({ row, id }) => ({ row, id }))).toEqual([{ row: 1, id: "2819" }]);
      }
    }
  });

  it("tells at its end what a ListResponse says of itself", () => {
    const { findings } = told([`{"schemas":["urn:x"],"totalResults":0,"Resources":[${sound}]}\n`]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ row: 1, line: 1, text: "" });
    const codes = findings[0]?.diagnostics.map(({ code }) => code);
    expect(codes?.toSorted()).toEqual(["message/count", "schema/unknown-schema"]);
  });

  it("finds in a row what validate finds in it alone, with ranges in its own text", () => {
    const row = '{"id":"é😀","userName":"a","active":tru,"x":"\\ud83d"}';
    const { findings } = told([`${sound}\n   ${row}  \n`]);
    const [finding] = findings as [Finding];
    expect(finding).toEqual({
      row: 1,
      line: 2,
      column: 4,
      id: "é😀",
      text: row,
      diagnostics: scim.validate(row).diagnostics,
    });
    const range = finding.diagnostics.find(({ message }) => message.includes("`tru`"))?.range;
    expect(row.slice(range?.start, range?.end)).toBe("tru");
  });

  it("hands findings out with the chunk that ends their row, and the rest at the end", () => {
    const stream = scim.stream();
    expect(stream.push(`${broken.slice(0, 40)}`)).toEqual([]);
    expect(stream.push(`${broken.slice(40)}\n{`).map(({ row }) => row)).toEqual([0]);
    expect(stream.push("")).toEqual([]);
    const { rows, invalid, findings } = stream.finish();
    expect({ rows, invalid }).toEqual({ rows: 2, invalid: 2 });
    expect(findings.map(({ row, line }) => ({ row, line }))).toEqual([{ row: 1, line: 2 }]);
  });

  it("puts characters together that the chunks of text cut in two", () => {
    const text = `{"schemas":["${USER}"],"userName":"😀","active":1}\n`.repeat(3);
    const whole = told([text]);
    expect(told(cut(text, 1))).toEqual(whole);
    expect(whole.findings[0]?.diagnostics[0]?.range?.start).toBe(text.indexOf(":1}") + 1);
  });

  it("reads half a character that stays alone as U+FFFD", () => {
    const user = (name: string) => `{"schemas":["${USER}"],"id":"${name}","userName":1}`;
    const ids = (chunks: (string | Uint8Array)[]) => told(chunks).findings.map(({ id }) => id);
    expect(ids([user("\ud83d")])).toEqual(["\ufffd"]);
    const [before, after] = user("|").split("|") as [string, string];
    expect(ids([`${before}\ud83d`, bytes(after)])).toEqual(["\ufffd"]);
    expect(ids([`${before}\ud83d`, "", `\ude00${after}`])).toEqual(["😀"]);
    expect(told([`${sound}\n\ud83d`]).rows).toBe(2);
  });

  it("reads chunks of any size, in text and bytes by turns", () => {
    const text = `${sound}\n${broken}\n`.repeat(200);
    const whole = told([text]);
    expect(whole.invalid).toBe(200);
    expect(told([bytes(text)])).toEqual(whole);
    const half = text.length / 2 + 7;
    expect(told([text.slice(0, half), bytes(text.slice(half))])).toEqual(whole);
  });

  it("tells the same wherever the stream is cut", () => {
    const piece = fc.constantFrom(
      sound,
      broken,
      "\n",
      ",",
      "[",
      "]",
      '{"Resources":[',
      "}",
      '"😀',
      "{",
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }),
        (pieces, sizes) => {
          const text = pieces.join("");
          const chunks = [];
          for (let at = 0, index = 0; at < text.length; index++) {
            const size = sizes[index % sizes.length] as number;
            chunks.push(text.slice(at, at + size));
            at += size;
          }
          expect(told(chunks)).toEqual(told([bytes(text)]));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("holds rows to the limit on documents, and the stream to none", () => {
    const small = new Scim({ limits: { documentBytes: 1000 } });
    const long = JSON.stringify({ ...mira, title: "x".repeat(200_000) });
    const { rows, invalid, findings } = told([`${sound}\n${long}\n${sound}\n`], small);
    expect({ rows, invalid }).toEqual({ rows: 3, invalid: 1 });
    expect(findings[0]).toMatchObject({ row: 1, diagnostics: [{ code: "json/size" }] });
  });

  it("takes the options of validate, and refuses what they don't have", () => {
    const stream = scim.stream({ unknown: "ignore", operation: "read" });
    const [finding] = stream.push(`{"schemas":["${USER}"],"userName":"a","hobby":"chess"}\n`);
    expect(finding?.diagnostics.map(({ attribute }) => attribute)).toEqual(["id"]);
    expect(() => scim.stream({ resourceType: "Printer" })).toThrow(ScimError);
    expect(() => scim.stream(7 as never)).toThrow(TypeError);
    expect(() => scim.stream({ operation: "replace", current: mira })).toThrow(/a stream has many/);
  });
});

describe("the life of a stream", () => {
  it("ends with finish or free, and says so", () => {
    const finished = scim.stream();
    finished.finish();
    expect(() => finished.push("")).toThrow(/has been finished; start a new one/);
    expect(() => finished.finish()).toThrow(/has been finished/);
    finished.free();
    const freed = scim.stream();
    freed.free();
    freed.free();
    freed[Symbol.dispose]();
    expect(() => freed.push(sound)).toThrow(/has been freed; start a new one/);
    expect(() => freed.finish()).toThrow(TypeError);
  });

  it("is told apart from other streams and from reports of the same toolkit", () => {
    const [one, other] = [scim.stream(), scim.stream()];
    one.push(broken.slice(0, 50));
    other.push(`[${sound},`);
    expect(scim.validate(sound).valid).toBe(true);
    expect(one.push(`${broken.slice(50)}\n`)).toHaveLength(1);
    expect(other.push(`${sound}]`)).toEqual([]);
    expect(one.finish()).toEqual({ rows: 1, invalid: 1, findings: [] });
    expect(other.finish()).toEqual({ rows: 2, invalid: 0, findings: [] });
  });

  it("ends with the toolkit", () => {
    const own = new Scim();
    const stream = own.stream();
    own.free();
    expect(() => stream.push(sound)).toThrow(/has been freed/);
    stream.free();
  });

  it("refuses chunks that are no text and no bytes", () => {
    const stream = scim.stream();
    for (const chunk of [7, null, undefined, {}, [sound], new ArrayBuffer(2), new Uint16Array(2)])
      expect(() => stream.push(chunk as never)).toThrow(/A chunk is a string or a Uint8Array, not/);
    expect(stream.finish().rows).toBe(0);
  });
});

describe("rows", () => {
  it("takes a stream apart without checking the resources", () => {
    const text = `${sound}\n  {"userName": 7}\n{"x\n`;
    for (const size of [1, 7, 1000]) {
      const stream = scim.rows();
      const rows = cut(text, size).flatMap(chunk => stream.push(chunk));
      expect(stream.finish()).toEqual({ rows: 3, invalid: 0, left: [] });
      expect(rows).toEqual([
        { row: 0, line: 1, column: 1, text: sound, diagnostics: [] },
        { row: 1, line: 2, column: 3, text: '{"userName": 7}', diagnostics: [] },
        { row: 2, line: 3, column: 1, text: '{"x', diagnostics: [] },
      ]);
    }
  });

  it("says what keeps a row from being read, and what is wrong between rows", () => {
    const stream = new Scim({ limits: { documentBytes: 20 } }).rows();
    const rows = [
      ...stream.push(bytes(`[{"id":"1"},,{"id":"2`)),
      ...stream.push(new Uint8Array([0xff])),
      ...stream.push(`"}, {"id":"${"3".repeat(30)}"}`),
    ];
    const { left, ...counts } = stream.finish();
    expect(counts).toEqual({ rows: 3, invalid: 4 });
    const told = [...rows, ...left].map(({ row, id, text, diagnostics }) => [
      ...[row, id, text, diagnostics[0]?.code],
    ]);
    expect(told).toEqual([
      [0, "1", '{"id":"1"}', undefined],
      [1, undefined, "", "json/syntax"],
      [1, "2\ufffd", '{"id":"2\ufffd"}', "json/encoding"],
      [2, undefined, "", "json/size"],
      [3, undefined, "", "json/syntax"],
    ]);
    expect(() => stream.push("x")).toThrow("This RowStream has been finished; start a new one.");
  });
});
