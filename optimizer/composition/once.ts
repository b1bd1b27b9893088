/** Does the work on the first call and gives its result to every later one; work that failed is done again. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return async () => {
    if (result) return result;
    const attempt = work();
    result = attempt;
    attempt.catch(() => {
      if (result === attempt) result = undefined;
    });
    return attempt;
  };
}
