import type { AttributeInfo } from "scimlens/slim";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Name } from "../../parts/Prose.tsx";
import type { Row } from "./tree.ts";

/** What each keyword means (RFC 7643 §2.2, §7). */
const MEANINGS: Record<string, string> = {
  "mutability readOnly": "the service provider sets it; what a client sends is ignored",
  "mutability readWrite": "clients read and set it",
  "mutability immutable": "set once, when the resource or the value is made",
  "mutability writeOnly": "clients set it and never read it",
  "returned always": "in every answer, whatever was asked for",
  "returned never": "in no answer",
  "returned default": "in an answer unless it is left out",
  "returned request": "in an answer only when it is asked for, or was set",
  "uniqueness none": "several resources may have the same value",
  "uniqueness server": "no two resources of the service provider have the same value",
  "uniqueness global": "no two resources anywhere have the same value",
  "caseExact true": "upper and lower case differ",
  "caseExact false": "upper and lower case are the same",
  "required true": "a resource without it is not valid",
  "required false": "it may be absent",
  "multiValued true": "a list of values",
  "multiValued false": "one value",
};

/** What is picked in the tree: what it is for, where it comes from, and its characteristics. */
export function Characteristics({ row }: { row: Row }) {
  const { attribute, part, notation } = row;
  const description = attribute ? attribute.description : part.description;
  return (
    <section class="picked" aria-label="Characteristics">
      <div class="picked-head">
        <h2>{notation ? <Name text={notation} /> : part.title}</h2>
        {notation && <CopyButton what="Name" text={notation} />}
      </div>
      <p>{description ? `${description.replace(/\.$/, "")}.` : "It has no description."}</p>
      <dl class="characteristics">
        {attribute ? (
          entriesOf(attribute).map(([term, value]) => (
            <div key={term} class="characteristic">
              <dt>{term}</dt>
              <dd>
                <code>{value}</code>
                {MEANINGS[`${term} ${value}`] && (
                  <>
                    {" "}
                    <span class="meaning">{MEANINGS[`${term} ${value}`]}</span>
                  </>
                )}
              </dd>
            </div>
          ))
        ) : (
          <div class="characteristic">
            <dt>attributes</dt>
            <dd>{part.attributes.length}</dd>
          </div>
        )}
        <div class="characteristic">
          <dt>from</dt>
          <dd>
            {part.uri ? <Name text={part.uri} /> : "no schema: every resource has it"}{" "}
            {(part.own || row.section) && (
              <span class="meaning">{part.own ? "your own definition" : row.section}</span>
            )}
          </dd>
        </div>
        {attribute && (
          <div class="characteristic">
            <dt>rules</dt>
            <dd>RFC 7643 §2.2 and §7</dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function entriesOf(info: AttributeInfo): [string, string][] {
  const entries: [string, string | undefined][] = [
    ["type", info.type],
    ["multiValued", String(info.multiValued)],
    ["required", String(info.required)],
    ["mutability", info.mutability],
    ["returned", info.returned],
    ["uniqueness", info.uniqueness],
    ["caseExact", String(info.caseExact)],
    ["canonicalValues", info.canonicalValues?.join(", ")],
    ["referenceTypes", info.referenceTypes?.join(", ")],
    ["subAttributes", info.subAttributes?.map(({ name }) => name).join(", ")],
  ];
  return entries.filter((entry): entry is [string, string] => Boolean(entry[1]));
}
