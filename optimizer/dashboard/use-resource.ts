import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from './api.js';
import type { Problem } from './api-views.js';

/** Something of the service as the page knows it. */
export interface Resource<T> {
  /** Absent until it was there once. */
  readonly data?: T;
  readonly etag?: string;
  /** When `data` came, in milliseconds since the epoch. */
  readonly asOfMs?: number;
  /** Why the last try failed; `data` is stale then. */
  readonly problem?: Problem;
  readonly isLoading: boolean;
  /** Asks again at once. */
  readonly reload: () => void;
}

export interface ResourceOptions {
  readonly everyMs?: number;
  /** Shows the answer to the question before until the new one is there, so that a page does not jump. */
  readonly keeps?: boolean;
}

/**
 * Asks when the page opens, when `key` changes and every `everyMs`. Pauses while the tab is hidden.
 * @param key - what is asked for; undefined asks nothing.
 */
export function useResource<T>(
  key: string | undefined,
  load: (key: string) => Promise<Answer<T>>,
  { everyMs, keeps = false }: ResourceOptions = {},
): Resource<T> {
  const [known, setKnown] = useState<Omit<Resource<T>, 'reload'> & { readonly key?: string }>({
    isLoading: true,
  });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    if (key === undefined) return undefined;
    let isCurrent = true;
    const ask = async (): Promise<void> => {
      const answer = await latest.current(key);
      if (!isCurrent) return;
      setKnown((before) => after(before.key === key ? before : { isLoading: true, key }, answer, key));
    };
    void ask();
    const timer =
      everyMs === undefined ? undefined : setInterval(() => void (document.hidden || ask()), everyMs);
    const onShow = (): void => void (document.hidden || everyMs === undefined || ask());
    document.addEventListener('visibilitychange', onShow);
    return () => {
      isCurrent = false;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onShow);
    };
  }, [key, everyMs, turn]);

  const reload = useCallback(() => setTurn((before) => before + 1), []);
  if (known.key === key) return { ...known, reload };
  // What was known under another key is not this, and may only stand in for it where that is wanted.
  return keeps && known.data !== undefined
    ? { data: known.data, isLoading: true, reload }
    : { isLoading: true, reload };
}

/**
 * {@link useResource} for a question that is more than a name: asked anew when it is another one.
 * @param question - undefined asks nothing.
 */
export function useAnswer<Q, T>(
  question: Q | undefined,
  ask: (question: Q) => Promise<Answer<T>>,
  options: ResourceOptions = {},
): Resource<T> {
  const latest = useRef(question);
  latest.current = question;
  return useResource(
    question === undefined ? undefined : JSON.stringify(question),
    async () => {
      const { current } = latest;
      // A question that was taken back while its turn came.
      if (current === undefined || current === null) return { ok: false, problem: TAKEN_BACK };
      return ask(current);
    },
    options,
  );
}

const TAKEN_BACK: Problem = {
  title: '',
  status: 0,
  detail: 'not asked any more',
  code: 'TAKEN_BACK',
  retry: 'never',
};

function after<T>(
  before: Omit<Resource<T>, 'reload'>,
  answer: Answer<T>,
  key: string,
): Omit<Resource<T>, 'reload'> & { readonly key: string } {
  if (!answer.ok) return { ...before, key, isLoading: false, problem: answer.problem };
  const etag = answer.etag === undefined ? {} : { etag: answer.etag };
  return { key, isLoading: false, data: answer.data, asOfMs: Date.now(), ...etag };
}
