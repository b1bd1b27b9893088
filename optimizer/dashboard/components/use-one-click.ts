import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../announce.js';
import type { Answer } from '../api.js';
import type { Problem } from '../api-views.js';
import { isWorthAnotherTry, KeysOfUnanswered, oneClick, type Try } from '../changing/one-click.js';
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
  const keys = useRef(new KeysOfUnanswered());
  useEffect(() => {
    const controller = new AbortController();
    left.current = controller;
    return () => controller.abort();
  }, []);
  const run: OneClick['run'] = async (what, send) => {
    if (state.busy !== undefined) return undefined;
    setState({ busy: 'Asking the service …' });
    const last = await oneClick(async (key) => asTry(await send({ 'Idempotency-Key': key })), {
      signal: left.current?.signal ?? AbortSignal.abort(),
      sleep: pause,
      newKey: () => keys.current.keyOf(what),
      onWait: (reason, tries) =>
        setState({ busy: `${reason} Asked ${tries} times; asking again. Nothing is done twice.` }),
    });
    if (last.kind === 'answered') keys.current.answered();
    const answer = last.kind === 'answered' ? last.value : last.lastAnswer;
    setState(answer.ok ? {} : { problem: answer.problem });
    announce(answer.ok ? said : answer.problem.detail);
    return answer.ok ? answer.data : undefined;
  };
  return { busy: state.busy, problem: state.problem, run, forget: () => setState({}) };
}

function asTry<T>(answer: Answer<T>): Try<Answer<T>> {
  if (answer.ok || !(answer.problem.status === 0 || isWorthAnotherTry(answer.problem)))
    return { kind: 'answered', value: answer };
  return { kind: 'unanswered', reason: answer.problem.detail, lastAnswer: answer };
}
