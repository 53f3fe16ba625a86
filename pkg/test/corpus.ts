// Documents of a resource type, valid and not, made from its schemas.

import fc from "fast-check";
import type { AttributeInfo, Json, Operation, Scim } from "scimlens";

/** A JSON object. */
export type Members = { [name: string]: Json };

/** A document: its text, and what was done to it that no diagnostic tells. */
export interface Case {
  readonly text: string;
  readonly done: readonly Done[];
}
export type Done = "name in another case" | "URI in another case";

// What JSON.stringify can't write stands behind this mark, and is put in afterwards.
const RAW = "\u0001";
const raw = (json: string) => RAW + json;

const urls = ["https://example.com/a%20b?q=(1)#f", "../Users/1", "http://[2001:db8::1]/x"];
const dates = ["2024-02-29T24:00:00Z", "2026-01-31T09:30:00.25+14:00", "2026-12-31T23:59:59-05:30"];

/** Values of each type. */
const values: Record<AttributeInfo["type"], fc.Arbitrary<Json>> = {
  string: fc.constantFrom("work", "a", "mira@shop.example", "Zürich 🏔"),
  boolean: fc.boolean(),
  decimal: fc.constantFrom<Json>(0.5, -3, 1e21, raw("1.0"), raw("-2.5E-3")),
  integer: fc.integer(),
  dateTime: fc.constantFrom(...dates),
  reference: fc.constantFrom(...urls, "urn:a:b", "", "?q", "//host/x"),
  binary: fc.constantFrom("", "QQ==", "QQ", "QUI=", "QUJD", "+/+/"),
  complex: fc.constant({}),
};

/** Values that are wrong for most attributes. */
const wrong: Json[] = [
  ...[null, true, "true", 0, 1.5, raw("1.0"), "1", "x", "", [], {}, { value: "x" }, "\ud800"],
  ...[[null], [[]], [{}], ["x"], [1], [raw("3.0")], [true], ["a\udc00"], [{ value: "x" }]],
];

/** Values that are nearly right, or right in a way that is rare, for attributes whose value looks like this. */
const near: [RegExp, Json[]][] = [
  [
    /^\d{4}-\d\d-\d\dT/,
    [
      ...["2026-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "2026-04-31T00:00:00Z"],
      ...["1900-02-29T00:00:00Z", "2000-02-29T00:00:00.000+00:00", "2026-13-01T00:00:00Z"],
      ...["2026-02-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-00-10T00:00:00Z"],
      ...["2026-01-31T09:30:00", "2026-01-31T09:30:00.5", "2026-01-31", "2026-01-31T24:00:01Z"],
      ...["2026-01-31T09:30:60Z", "2026-01-31t09:30:00z", "2026-01-31T09:30:00+14:01"],
      ...[
        "12026-02-28T00:00:00Z",
        "-0004-02-29T00:00:00Z",
        "02026-02-28T00:00:00Z",
        "99999999999-01-01T00:00:00Z",
      ],
      ...["2026-01-31T09:30Z", "2026-01-31T09:30:00.Z", "2026-01-31 09:30:00Z"],
    ],
  ],
  [
    /^(QQ|QQ==|QUI=|QUJD|[+]\/[+]\/)$/,
    ["Q", "QQ=", "QUJD====", "QU-D", "QU JD", "Q=QQ", "====", "QUJD\n", "QUJDRA"],
  ],
  [
    /[:/?]/,
    [
      ...["a b", "1x:y", "http://a/%2", "http://a/[1]", "a#b#c", "é", "http://a\\b", "a:b"],
      ...["Users/a:b", "http://u@[v1.a]:8/?q#f", "http://[::1", "http://[g]/", "%41", "a^b", "a|b"],
    ],
  ],
  [/^(work|a|é|2819c223)$/, ["", "bulkId:1"]],
  [/^(User|Group|Machine)$/, ["user", "GROUP", "Robot"]],
  [/^(CH|xx)$/, ["ch", "CHE", "Switzerland", "C1", ""]],
  [
    /^-?[\d.eE+-]+$/,
    [1.5, raw("1.0"), raw("2e2"), raw("1.5e3"), raw("-0"), raw("0.25E1"), "1", 1e300],
  ],
];

function valuesOf(attribute: AttributeInfo, operation: Operation): fc.Arbitrary<Json> {
  const one =
    attribute.name === "country"
      ? fc.constantFrom("CH", "xx")
      : attribute.type === "complex"
        ? objectOf(attribute.subAttributes ?? [], operation)
        : values[attribute.type];
  if (!attribute.multiValued) return one;
  return fc.array(one, { minLength: attribute.required ? 1 : 0, maxLength: 3 }).map(onePrimary);
}

/** Leaves the first value primary, if any. */
function onePrimary(list: Json[]): Json[] {
  let found = false;
  return list.map(value => {
    if (!isMembers(value) || value["primary"] !== true) return value;
    const keeps = !found;
    found = true;
    return { ...value, primary: keeps };
  });
}

function objectOf(
  attributes: readonly AttributeInfo[],
  operation: Operation,
): fc.Arbitrary<Members> {
  const members = attributes.map(attribute => {
    const value = valuesOf(attribute, operation);
    const kept = attribute.mutability === "writeOnly" || attribute.returned === "never";
    // A response rarely has what it must not have.
    const weight = kept && operation === "read" ? 1 : 30;
    const some = attribute.required
      ? value
      : fc.oneof({ weight, arbitrary: value }, { weight: 3, arbitrary: fc.constantFrom(null) });
    return [attribute.name, some] as const;
  });
  const needed = attributes.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(Object.fromEntries(members), { requiredKeys: needed, noNullPrototype: true });
}

/** Documents of a resource type that nothing is wrong with when a service provider sends them. */
function valid(scim: Scim, name: string, operation: Operation): fc.Arbitrary<Members> {
  const type = scim.resourceTypes.find(type => type.name === name);
  if (type === undefined) throw new Error(`There is no resource type ${name}.`);
  const attributes = (uri: string) =>
    (scim.schemas.find(({ id }) => id === uri)?.attributes ?? []).map(attribute => ({
      ...attribute,
      required: attribute.required || attribute.returned === "always",
    }));
  const common = fc.record(
    {
      id: fc.constantFrom("2819c223", "é"),
      externalId: fc.constantFrom("7", null),
      meta: fc.constantFrom<Json>(null, {
        created: dates[1],
        resourceType: name,
        version: 'W/"1"',
      }),
    },
    { requiredKeys: ["id"], noNullPrototype: true },
  );
  const extensions = fc.record(
    Object.fromEntries(
      type.schemaExtensions.map(({ schema }) => [schema, objectOf(attributes(schema), operation)]),
    ),
    {
      requiredKeys: type.schemaExtensions.filter(e => e.required).map(e => e.schema),
      noNullPrototype: true,
    },
  );
  return fc
    .tuple(common, objectOf(attributes(type.schema), operation), extensions, fc.boolean())
    .map(([common, base, extensions, all]) => {
      const named = all ? type.schemaExtensions.map(e => e.schema) : Object.keys(extensions);
      return { schemas: [type.schema, ...named], ...common, ...base, ...extensions };
    });
}

const kinds = [
  ...([
    "wrong",
    "near",
    "near",
    "near",
    "edit",
    "remove",
    "remove",
    "wrap",
    "unwrap",
    "repeat",
  ] as const),
  ...(["name", "uri", "uris", "clash", "primary", "hollow", "unknown", "unnamed"] as const),
];
/** One change to a document: numbers pick the place and what is put there. */
const mutation = fc.record({
  kind: fc.constantFrom(...kinds),
  at: fc.nat(10_000),
  pick: fc.nat(10_000),
});

/** Documents of a resource type: a third unchanged, the others changed in one or two places. */
export function documents(scim: Scim, name: string, operation: Operation): fc.Arbitrary<Case> {
  return fc
    .tuple(
      valid(scim, name, operation),
      fc.array(mutation, { maxLength: 2 }),
      fc.integer({ min: 0, max: 30 }),
    )
    .map(([document, mutations, luck]) => {
      const done: Done[] = [];
      let root: Json = structuredClone(document);
      for (const change of mutations) root = mutate(root, change, done);
      let text = JSON.stringify(root).replace(/"\\u0001([^"]*)"/g, "$1");
      if (luck === 30) text = text.replace(/^\{/, '{"twice":1,"twice":2,');
      return { text, done };
    });
}

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(root: Json, { kind, at, pick }: Mutation, done: Done[]): Json {
  const one = (from: readonly Json[]) => structuredClone(from[pick % from.length] ?? null);
  const [form, slips] = near[pick % near.length] ?? [/^/, wrong];
  const fits = (here: Json) => {
    if (kind === "near") return typeof here !== "object" && form.test(`${here}`.replace(RAW, ""));
    if (kind === "primary") return Array.isArray(here) && here.length > 1 && here.every(isMembers);
    return true;
  };
  const places = [...placesOf(root)].filter(({ here }) => fits(here));
  const place = places[at % Math.max(places.length, 1)];
  if (!isMembers(root) || place === undefined) return root;
  const { holder, key, here } = place;
  const set = (value: Json) => {
    if (Array.isArray(holder)) holder[Number(key)] = value;
    else holder[key] = value;
  };
  const schemas = Array.isArray(root["schemas"]) ? root["schemas"] : [];
  switch (kind) {
    case "wrong":
      set(one(wrong));
      break;
    case "near":
      set(structuredClone(slips[Math.floor(pick / near.length) % slips.length] ?? null));
      break;
    case "edit":
      if (typeof here === "string" && !here.startsWith(RAW)) {
        const [from, to] = [at % (here.length + 1), (at % (here.length + 1)) + (pick % 2)];
        const inserted = " -:/?#[]@%+=.T0129Zaé"[pick % 21] ?? "";
        set(here.slice(0, from) + inserted + here.slice(to));
      }
      break;
    case "primary":
      for (const value of here as Members[]) value["primary"] = true;
      break;
    case "remove":
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      break;
    case "wrap":
      set([here]);
      break;
    case "unwrap":
      if (Array.isArray(here)) set(here[0] ?? null);
      break;
    case "repeat":
      if (Array.isArray(here) && here.length > 0) here.push(structuredClone(here[0] ?? null));
      break;
    case "name":
    case "clash":
      if (!Array.isArray(holder) && key.toUpperCase() !== key) {
        holder[key.toUpperCase()] = structuredClone(here);
        if (kind === "name") {
          delete holder[key];
          done.push("name in another case");
        }
      }
      break;
    case "uri":
      if (typeof schemas[at % 2] === "string") {
        schemas[at % 2] = String(schemas[at % 2]).toUpperCase();
        done.push("URI in another case");
      }
      break;
    case "uris":
      schemas.push(
        at % 2 === 0 ? "urn:example:stranger" : "urn:ietf:params:scim:schemas:core:2.0:User",
      );
      break;
    case "hollow": {
      // An extension without data, which then needs no URI in `schemas`.
      const uri = Object.keys(root).find(name => name.includes(":"));
      if (uri !== undefined) {
        root[uri] = {};
        if (at % 3 > 0) root["schemas"] = schemas.filter(known => known !== uri);
      }
      break;
    }
    case "unnamed":
      schemas.splice(at % 3, 1);
      break;
    case "unknown":
      if (!Array.isArray(holder)) holder["favouriteColour"] = one(wrong);
      break;
  }
  return root;
}

/** Every place in a document that a value stands in. */
function* placesOf(value: Json): Generator<{ holder: Json[] | Members; key: string; here: Json }> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, here] of Object.entries(value as Members)) {
    yield { holder: value as Json[] | Members, key, here };
    yield* placesOf(here);
  }
}

function isMembers(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const operations: readonly Operation[] = ["create", "replace", "read"];
