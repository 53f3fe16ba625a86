/** Does the work of a page, and leaves the answer where the browser's driver looks for it. */
export function settle(work) {
  return Promise.resolve()
    .then(work)
    .catch(error => ({ error: `${error?.name}: ${error?.message}`, cause: String(error?.cause) }))
    .then(answer => {
      globalThis.answer = answer;
    });
}
