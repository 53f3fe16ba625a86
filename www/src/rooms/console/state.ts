import { requests } from "../../examples/examples.ts";
import { listOf, number, record, Saved, since, text } from "../../state/saved.ts";

/** A request that was sent, without what lets somebody in. */
export interface Past {
  readonly time: string;
  readonly profile: string;
  readonly method: string;
  readonly url: string;
  readonly headers: string;
  readonly body: string;
  readonly status: number;
}

/** How many requests are remembered, and how long a body may be, in characters. */
const MOST = 60;
const LONGEST = 20_000;

const [first] = requests;

export const FIRST_HEADERS = "Content-Type: application/scim+json\nAccept: application/scim+json";

export const saved = new Saved(
  "console",
  "Console",
  {
    profile: first.profile,
    method: first.method,
    url: first.url,
    headers: FIRST_HEADERS,
    body: first.body,
    /** The application that the request is for; "" for none. */
    target: "",
  },
  { profile: text, method: text, url: text, headers: text, body: text, target: since(text, "") },
);

export const history = new Saved<{ past: readonly Past[] }>(
  "history",
  "the requests sent in the Console",
  { past: [] },
  {
    past: listOf(
      record<Past>({
        time: text,
        profile: text,
        method: text,
        url: text,
        headers: text,
        body: text,
        status: number,
      }),
    ),
  },
);

/** Remembers a request: its Authorization is left out, and a body that is too long. */
export function remember(past: Past): void {
  const headers = past.headers
    .split("\n")
    .filter(line => !/^\s*(?:authorization|cookie|proxy-authorization)\s*:/i.test(line))
    .join("\n");
  const body = past.body.length > LONGEST ? "" : past.body;
  history.update({ past: [{ ...past, headers, body }, ...history.now.past].slice(0, MOST) });
}
