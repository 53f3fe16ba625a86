import { useMemo } from "preact/hooks";
import { type Filter, ScimError, type StoredStrings } from "scimlens/slim";
import { Choice, type Option } from "../../parts/Choice.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Prose } from "../../parts/Prose.tsx";

interface Query {
  readonly target: string;
  readonly text?: string;
  readonly params?: readonly (string | number)[];
  /** Why there is none: the target can't say exactly that. */
  readonly refused?: string;
}

const STRINGS: readonly (Option & { value: StoredStrings })[] = [
  { value: "ascii", title: "ASCII", detail: "Nothing but ASCII is stored" },
  { value: "nfc", title: "Normalised", detail: "All are in normalisation form C" },
  { value: "any", title: "Any", detail: "Nothing is known of them" },
];

interface QueriesProps {
  readonly filter: Filter;
  /** What is known of what the database holds: with less, more is refused. */
  readonly strings: StoredStrings;
  onStrings(strings: StoredStrings): void;
}

/** The filter as queries of databases, or why there can be none. */
export function Queries({ filter, strings, onStrings }: QueriesProps) {
  const queries = useMemo(() => queriesOf(filter, strings), [filter, strings]);
  return (
    <div class="reading">
      <Choice
        label="Stored strings"
        value={strings}
        options={STRINGS}
        onPick={picked => onStrings(picked as StoredStrings)}
      />
      {queries.map(({ target, text, params, refused }) => (
        <section key={target} aria-label={target}>
          <h2>
            {target} {text !== undefined && <CopyButton what={target} text={text} />}
          </h2>
          {text !== undefined && (
            <p class="canonical">
              <code>{text}</code>
            </p>
          )}
          {params !== undefined && params.length > 0 && (
            <p class="hint">
              with{" "}
              {params.map((value, index) => (
                <code key={`${index}-${value}`}>
                  {index > 0 && ", "}
                  {JSON.stringify(value)}
                </code>
              ))}
            </p>
          )}
          {refused !== undefined && (
            <p class="refused-query">
              <Prose text={refused} />
            </p>
          )}
        </section>
      ))}
    </div>
  );
}

function queriesOf(filter: Filter, strings: StoredStrings): Query[] {
  return [
    query("PostgreSQL", () => sql(filter, "postgres", strings)),
    query("SQLite", () => sql(filter, "sqlite", strings)),
    query("MongoDB", () => ({ text: JSON.stringify(filter.toMongo({ strings }), null, 2) })),
    query("LDAP", () => ({ text: filter.toLdap() })),
  ];
}

function sql(filter: Filter, dialect: "postgres" | "sqlite", strings: StoredStrings) {
  const { text, params } = filter.toSql({ dialect, strings });
  return { text, params };
}

function query(target: string, make: () => Omit<Query, "target">): Query {
  try {
    return { target, ...make() };
  } catch (error) {
    if (error instanceof ScimError) return { target, refused: error.detail };
    throw error;
  }
}
