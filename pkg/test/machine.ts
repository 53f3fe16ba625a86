// A resource type with every type of attribute and every characteristic, for the exports.

export const MACHINE = "urn:example:params:scim:schemas:machine:1.0:Machine";
/** An optional extension; its URI needs escapes in a pointer and in a fragment. */
export const CLIMATE = "https://example.com/schemas/~climate%20control?v=1";
/** An extension that every machine has. */
export const WARRANTY = "urn:example:params:scim:schemas:machine:1.0:Warranty";

export const machineSchemas = [
  {
    id: MACHINE,
    name: "Machine",
    description: "A machine on the floor",
    attributes: [
      { name: "label", type: "string", required: true, description: "What is written on it" },
      { name: "state", type: "string", canonicalValues: ["running", 'so-called "idle"'] },
      { name: "slots", type: "integer" },
      { name: "load", type: "decimal" },
      { name: "on", type: "boolean" },
      { name: "built", type: "dateTime" },
      { name: "key", type: "binary" },
      { name: "manual", type: "reference", referenceTypes: ["external"] },
      { name: "serial", type: "string", required: true, mutability: "readOnly" },
      { name: "hall", type: "string", required: true, mutability: "immutable" },
      { name: "pin", type: "string", mutability: "writeOnly", returned: "never" },
      { name: "tenant", type: "string", returned: "always" },
      { name: "tags", type: "string", multiValued: true, canonicalValues: ["loud", "hot"] },
      { name: "lines", type: "integer", multiValued: true, required: true },
      { name: "shifts", type: "dateTime", multiValued: true },
      { name: "prints", type: "binary", multiValued: true },
      { name: "see-also", type: "reference", multiValued: true },
      { name: "ratios", type: "decimal", multiValued: true },
      { name: "switches", type: "boolean", multiValued: true },
      {
        name: "owner",
        type: "complex",
        description: "Who answers for it",
        subAttributes: [
          { name: "value", type: "string", required: true },
          { name: "$ref", type: "reference", referenceTypes: ["User"] },
          { name: "since", type: "dateTime" },
          { name: "display", type: "string", required: true, mutability: "readOnly" },
        ],
      },
      {
        name: "parts",
        type: "complex",
        multiValued: true,
        subAttributes: [
          { name: "value", type: "integer", required: true },
          { name: "weight", type: "decimal" },
          { name: "image", type: "binary", mutability: "immutable" },
          { name: "type", type: "string", canonicalValues: ["spare", "wear"] },
          { name: "primary", type: "boolean" },
        ],
      },
      {
        name: "log",
        type: "complex",
        multiValued: true,
        mutability: "readOnly",
        subAttributes: [
          { name: "at", type: "dateTime", required: true },
          { name: "text", type: "string" },
        ],
      },
    ],
  },
  {
    id: CLIMATE,
    name: "Climate control",
    description: "How warm it may get",
    attributes: [
      { name: "limit", type: "decimal", required: true },
      { name: "sensor", type: "complex", subAttributes: [{ name: "value", type: "reference" }] },
    ],
  },
  {
    id: WARRANTY,
    name: "Warranty",
    attributes: [
      { name: "until", type: "dateTime", required: true },
      { name: "contract", type: "string", returned: "always" },
    ],
  },
];

export const machineType = {
  name: "Machine",
  endpoint: "/Machines",
  schema: MACHINE,
  schemaExtensions: [
    { schema: CLIMATE, required: false },
    { schema: WARRANTY, required: true },
  ],
};
