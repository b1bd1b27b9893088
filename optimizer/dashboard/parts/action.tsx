import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { announce } from '../announce.js';
import type { Answer } from '../api.js';
import type { Problem } from '../api-views.js';
import { Failed } from './states.js';

export interface Doing<T> {
  readonly isBusy: boolean;
  readonly problem: Problem | undefined;
  /** Does it once at a time. @returns what came of it, undefined where it failed or is under way already */
  readonly run: (call: () => Promise<Answer<T>>) => Promise<T | undefined>;
}

/** One action of a page: whether it is under way, and what went wrong the last time. */
export function useAction<T>(said: string): Doing<T> {
  const [state, setState] = useState<{ isBusy: boolean; problem?: Problem }>({ isBusy: false });
  return {
    isBusy: state.isBusy,
    problem: state.problem,
    run: async (call) => {
      if (state.isBusy) return undefined;
      setState({ isBusy: true });
      const answer = await call();
      setState(answer.ok ? { isBusy: false } : { isBusy: false, problem: answer.problem });
      announce(answer.ok ? said : answer.problem.detail);
      return answer.ok ? answer.data : undefined;
    },
  };
}

/** A button for one call, with what went wrong below it. */
export function ActionButton<T>({
  call,
  done,
  said,
  kind,
  children,
}: {
  readonly call: () => Promise<Answer<T>>;
  readonly done?: (data: T) => void;
  /** Told to screen readers once it is done: "Job cancelled". */
  readonly said: string;
  readonly kind?: 'primary' | 'danger' | 'quiet';
  readonly children: ComponentChildren;
}): VNode {
  const { isBusy, problem, run } = useAction<T>(said);
  const click = async (): Promise<void> => {
    const data = await run(call);
    if (data !== undefined) done?.(data);
  };
  return (
    <>
      <button type="button" class={kind} disabled={isBusy} onClick={() => void click()}>
        {children}
      </button>
      {problem && <Failed problem={problem} />}
    </>
  );
}
