import type { VNode } from 'preact';
import { answerOf, api } from '../api.js';
import { changeWords } from '../changing/change-words.js';
import { ago } from '../format.js';
import { Note } from '../parts/states.js';
import { hrefOf } from '../route.js';
import { useNow } from '../use-now.js';
import { useResource } from '../use-resource.js';

/** Who was faster: the newest change of the channel. The facts beside it are read anew by whoever shows this. */
export function NewestChange(): VNode | null {
  const now = useNow();
  const newest = useResource('newest change', () =>
    answerOf(api.GET('/applications', { params: { query: { limit: 1 } } })),
  );
  const [application] = newest.data?.items ?? [];
  if (!application) return null;
  const { id, kind, startedAt, before, after } = application;
  return (
    <Note kind="info" title="Somebody was faster">
      <p>
        The newest {kind === 'rollback' ? 'rollback' : 'change'} is{' '}
        <a href={hrefOf(['applications', id])}>{id}</a>, {ago(startedAt, now)}: {changeWords(before, after)}.
        The facts on this page are read anew.
      </p>
    </Note>
  );
}
