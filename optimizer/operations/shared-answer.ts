/**
 * Asks once for all who ask within `lastsMs` of the last question; who comes while it is being asked waits for that
 * answer. A failure is told to those who waited for it and not kept.
 */
export function sharedAnswer<T>(
  ask: () => Promise<T>,
  lastsMs: number,
  now: () => number = () => performance.now(),
): () => Promise<T> {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let answer: Promise<T> | undefined;
  let isAsking = false;
  const begin = (): Promise<T> => {
    askedAtMs = now();
    isAsking = true;
    const asked = ask();
    asked.then(
      () => (isAsking = false),
      () => {
        isAsking = false;
        answer = undefined;
      },
    );
    return asked;
  };
  return async () => {
    if (answer === undefined || (!isAsking && now() - askedAtMs >= lastsMs)) answer = begin();
    return answer;
  };
}

/** One {@link sharedAnswer} for each thing that is asked about. */
export function sharedAnswerFor<K extends object, T>(
  ask: (about: K) => Promise<T>,
  lastsMs: number,
): (about: K) => Promise<T> {
  const answers = new WeakMap<K, () => Promise<T>>();
  return async (about) => {
    const answer = answers.get(about) ?? sharedAnswer(async () => ask(about), lastsMs);
    answers.set(about, answer);
    return answer();
  };
}
