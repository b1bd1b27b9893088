import type { ComponentChildren, VNode } from 'preact';
import type { Problem } from '../api-views.js';
import { clock, duration } from '../format.js';
import type { Resource } from '../use-resource.js';
import { useNow } from '../use-now.js';

export function Loading({ what }: { readonly what: string }): VNode {
  return (
    <p class="loading" role="status">
      Loading {what} …
    </p>
  );
}

/** Nothing there yet; the children say what to do next. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}): VNode {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children !== undefined && <div>{children}</div>}
    </div>
  );
}

export type NoteKind = 'info' | 'good' | 'warn' | 'bad';

/** A message that stands where it belongs. Its kind is also said in words, in the title. */
export function Note({
  kind,
  title,
  children,
}: {
  readonly kind: NoteKind;
  readonly title?: ComponentChildren;
  readonly children?: ComponentChildren;
}): VNode {
  return (
    <div class={`note ${kind}`} role={kind === 'bad' ? 'alert' : undefined}>
      {title !== undefined && <p class="note-title">{title}</p>}
      {children}
    </div>
  );
}

const NEXT: Readonly<Record<Problem['retry'], string>> = {
  never: '',
  later: 'Trying again later may help.',
  'after-reread': 'Something changed meanwhile: look at the newest state, then try again.',
};

/** A refusal or failure in the service's own words, with every fault of the input. */
export function Failed({
  problem,
  retry,
}: {
  readonly problem: Problem;
  readonly retry?: () => void;
}): VNode {
  const { detail, faults = [], requestId } = problem;
  return (
    <Note kind="bad" title={faults.length > 1 ? 'The request was refused' : detail}>
      {faults.length > 1 && (
        <ul>
          {faults.map(({ path, message }) => (
            <li key={path}>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {NEXT[problem.retry] && <p>{NEXT[problem.retry]}</p>}
      {requestId !== undefined && (
        <p class="soft">
          Request <code>{requestId}</code>
        </p>
      )}
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </Note>
  );
}

/** The three states of something asked for: not there yet, failed, there (possibly stale, which it then says). */
export function Show<T>({
  of,
  what,
  saysStale = true,
  children,
}: {
  readonly of: Resource<T>;
  /** As in "Loading the models". */
  readonly what: string;
  /** False where something around it says so already. */
  readonly saysStale?: boolean;
  readonly children: (data: T) => ComponentChildren;
}): VNode {
  const { data, problem, asOfMs, reload } = of;
  if (data === undefined)
    return problem ? <Failed problem={problem} retry={reload} /> : <Loading what={what} />;
  return (
    <>
      {saysStale && problem && asOfMs !== undefined && <Stale problem={problem} asOfMs={asOfMs} />}
      {children(data)}
    </>
  );
}

function Stale({ problem, asOfMs }: { readonly problem: Problem; readonly asOfMs: number }): VNode {
  const now = useNow();
  return (
    <p class="stale" role="status">
      <b>As of {clock(asOfMs)}</b>, {duration(now - asOfMs)} old: {problem.detail}
    </p>
  );
}
