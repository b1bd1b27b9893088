import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { announce } from '../announce.js';
import { openPath } from '../api.js';
import type { Problem } from '../api-views.js';
import { problemIn } from '../event-stream.js';
import { Failed } from './states.js';

/** Saves a file of the service: a link could not carry the token. `path` is below /api/v1. */
export function DownloadButton({
  path,
  name,
  children,
}: {
  readonly path: string;
  readonly name: string;
  readonly children: ComponentChildren;
}): VNode {
  const [problem, setProblem] = useState<Problem>();
  const save = async (): Promise<void> => {
    setProblem(undefined);
    const response = await openPath(path);
    if (!response.ok) {
      setProblem(await problemIn(response));
      return;
    }
    const url = URL.createObjectURL(await response.blob());
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    // The browser has begun to save it by the next turn.
    setTimeout(() => URL.revokeObjectURL(url), 0);
    announce(`${name} was saved`);
  };
  const click = (): void => {
    save().catch(() =>
      setProblem({
        title: '',
        status: 0,
        detail: 'The service does not answer.',
        code: 'NO_ANSWER',
        retry: 'later',
      }),
    );
  };
  return (
    <>
      <button type="button" onClick={click}>
        {children}
      </button>
      {problem && <Failed problem={problem} />}
    </>
  );
}
