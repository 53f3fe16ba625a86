import { useEffect, useState } from "preact/hooks";

/** A value that components follow. */
export class Value<T> {
  #now: T;
  readonly #followers = new Set<(now: T) => void>();

  constructor(now: T) {
    this.#now = now;
  }

  get now(): T {
    return this.#now;
  }

  set(next: T): void {
    if (Object.is(next, this.#now)) return;
    this.#now = next;
    for (const follower of this.#followers) follower(next);
  }

  follow(follower: (now: T) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}

/** The value as it is now; the component renders again when it changes. */
export function useValue<T>(value: Value<T>): T {
  const [now, setNow] = useState(value.now);
  useEffect(() => {
    // It may have changed between the render and now.
    setNow(() => value.now);
    return value.follow(next => setNow(() => next));
  }, [value]);
  return now;
}
