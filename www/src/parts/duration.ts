/** Runs something and tells how long it took, in milliseconds. */
export function timed<T>(run: () => T): [T, number] {
  const start = performance.now();
  const result = run();
  return [result, performance.now() - start];
}

/** Browsers round their clocks to 0.1 ms. */
export function duration(milliseconds: number): string {
  return milliseconds < 0.1 ? "< 0.1 ms" : `${milliseconds.toFixed(1)} ms`;
}
