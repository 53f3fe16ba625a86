import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { fileCheck } from "../../check/file-check.ts";
import type { FindingFilter, ListedFinding } from "../../check/protocol.ts";

/** Findings that are fetched at once. */
const PAGE = 100;

export interface FindingList {
  finding(index: number): ListedFinding | undefined;
  /** Fetches the findings between two indexes, unless they are there. */
  want(first: number, last: number): void;
}

/** The findings of the file that pass a filter, page by page as they come into view. While it is checked they grow. */
export function useFindingList(check: number, filter: FindingFilter, total: number): FindingList {
  const key = `${check} ${filter.severity ?? ""} ${filter.code ?? ""}`;
  const [, render] = useState(0);
  const held = useRef({ key, pages: new Map<number, readonly ListedFinding[]>() });
  const asked = useRef(new Set<number>());
  const wanted = useRef({ first: 0, last: 1 });
  if (held.current.key !== key) {
    held.current = { key, pages: new Map() };
    asked.current = new Set();
  }

  const fetchPage = useCallback(
    async (page: number) => {
      const [own, underway] = [held.current, asked.current];
      const most = Math.min(PAGE, total - page * PAGE);
      if (most <= 0 || underway.has(page) || (own.pages.get(page)?.length ?? 0) >= most) return;
      underway.add(page);
      try {
        const findings = await fileCheck.ask("list", [filter, page * PAGE, PAGE]);
        if (held.current !== own) return;
        own.pages.set(page, findings);
        render(count => count + 1);
      } finally {
        underway.delete(page);
      }
    },
    [key, total],
  );

  const want = useCallback(
    (first: number, last: number) => {
      wanted.current = { first, last };
      const until = Math.max(last - 1, first);
      for (let page = Math.floor(first / PAGE); page <= Math.floor(until / PAGE); page++)
        fetchPage(page).catch(() => undefined);
    },
    [fetchPage],
  );
  useEffect(() => want(wanted.current.first, wanted.current.last), [want]);

  const { pages } = held.current;
  return { finding: index => pages.get(Math.floor(index / PAGE))?.[index % PAGE], want };
}
