import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../announce.js';
import type { Answer } from '../api.js';
import type { Problem } from '../api-types.js';
import { isWorthAnotherTry, oneClick, type Try } from '../changing/one-click.js';
import { pause } from '../changing/pause.js';

export interface OneClick {
  /** What is going on, while something is. */
  readonly busy: string | undefined;
  readonly problem: Problem | undefined;
  /**
   * Sends until there is an answer.
   * @param what - all of the request: as long as it had no answer, clicking again sends the same one again.
   * @returns what came of it, undefined where it was refused, failed or is under way already
   */
  readonly run: <T>(
    what: unknown,
    send: (header: { 'Idempotency-Key': string }) => Promise<Answer<T>>,
  ) => Promise<T | undefined>;
  readonly forget: () => void;
}

/** Something that the service may do once only. @param said - to screen readers, once it is done */
export function useOneClick(said: string): OneClick {
  const [state, setState] = useState<{ readonly busy?: string; readonly problem?: Problem }>({});
  const left = useRef<AbortController>(undefined);
  const unanswered = useRef<{ readonly what: string; readonly key: string }>(undefined);
  useEffect(() => {
    const controller = new AbortController();
    left.current = controller;
    return () => controller.abort();
  }, []);
  return {
    busy: state.busy,
    problem: state.problem,
    forget: () => setState({}),
    run: async (what, send) => {
      if (state.busy !== undefined) return undefined;
      setState({ busy: 'Asking the service …' });
      const text = JSON.stringify(what);
      if (unanswered.current?.what !== text) unanswered.current = { what: text, key: crypto.randomUUID() };
      const { key } = unanswered.current;
      const last = await oneClick(async (idempotencyKey) => asTry(await send({ 'Idempotency-Key': idempotencyKey })), {
        signal: left.current?.signal ?? AbortSignal.abort(),
        sleep: pause,
        newKey: () => key,
        onWait: (reason, tries) =>
          setState({ busy: `${reason} Asked ${tries} times; asking again. Nothing is done twice.` }),
      });
      if (last.kind === 'answered') unanswered.current = undefined;
      const answer = last.kind === 'answered' ? last.value : last.lastAnswer;
      setState(answer.ok ? {} : { problem: answer.problem });
      announce(answer.ok ? said : answer.problem.detail);
      return answer.ok ? answer.data : undefined;
    },
  };
}

function asTry<T>(answer: Answer<T>): Try<Answer<T>> {
  if (answer.ok || !(answer.problem.status === 0 || isWorthAnotherTry(answer.problem)))
    return { kind: 'answered', value: answer };
  return { kind: 'unanswered', reason: answer.problem.detail, lastAnswer: answer };
}
