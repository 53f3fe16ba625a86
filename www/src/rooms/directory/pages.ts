import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { directory, directoryChanges } from "../../directory/directory.ts";
import type { Listed, ListedResource, Listing } from "../../directory/protocol.ts";
import { useValue } from "../../state/value.ts";

/** Rows that are fetched at once. */
const PAGE = 100;

/** What of a list is asked for. */
export type Asked = Omit<Listed, "start" | "count">;

export interface Pages {
  readonly total: number;
  readonly findings: Listing["findings"];
  /** Whether the first page has come. */
  readonly ready: boolean;
  row(index: number): ListedResource | undefined;
  /** Fetches the rows between two indexes, unless they are there. */
  want(first: number, last: number): void;
}

/** A list of resources, page by page as it comes into view. What changes in the directory makes it look again. */
export function usePages(asked: Asked): Pages {
  const changes = useValue(directoryChanges);
  const key = JSON.stringify([asked, changes]);
  const [, render] = useState(0);
  const held = useRef(emptyFor(key));
  const wanted = useRef({ first: 0, last: 0 });

  const fetchPage = useCallback(
    async (page: number) => {
      const own = held.current;
      if (own.pages.has(page)) return;
      own.pages.set(page, []);
      const listing = await directory.ask("list", [
        { ...asked, start: page * PAGE + 1, count: PAGE },
      ]);
      // The answer to a question that nobody asks any more.
      if (held.current !== own) return;
      own.pages.set(page, listing.rows);
      own.total = listing.total;
      own.findings = listing.findings;
      own.ready = true;
      render(count => count + 1);
    },
    [key],
  );

  const want = useCallback(
    (first: number, last: number) => {
      wanted.current = { first, last };
      const until = Math.max(last - 1, first);
      for (let page = Math.floor(first / PAGE); page <= Math.floor(until / PAGE); page++)
        void fetchPage(page).catch(() => undefined);
    },
    [fetchPage],
  );

  useEffect(() => {
    const { total, findings } = held.current;
    // What was there stays in view until the answer comes.
    held.current = { ...emptyFor(key), total, findings };
    const { first, last } = wanted.current;
    void fetchPage(0).catch(() => undefined);
    want(first, last);
  }, [key]);

  const { pages, total, findings, ready } = held.current;
  return {
    total,
    findings,
    ready,
    row: index => pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    want,
  };
}

interface Held {
  readonly key: string;
  readonly pages: Map<number, readonly ListedResource[]>;
  total: number;
  findings: Listing["findings"];
  ready: boolean;
}

function emptyFor(key: string): Held {
  return { key, pages: new Map(), total: 0, findings: [], ready: false };
}
