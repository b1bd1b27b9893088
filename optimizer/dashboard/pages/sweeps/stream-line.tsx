import type { VNode } from 'preact';
import type { StreamState } from '../../event-stream.js';
import { clock, duration } from '../../format.js';
import { Failed } from '../../parts/states.js';
import { useNow } from '../../use-now.js';

/** Whether the page is told what happens, and if not, of when it knows. */
export function StreamLine({
  stream,
  lastEventAt,
}: {
  readonly stream: StreamState;
  readonly lastEventAt: string | undefined;
}): VNode | null {
  const now = useNow();
  const known =
    lastEventAt === undefined ? 'Nothing is known yet' : `What is shown is of ${clock(lastEventAt)}`;
  if (stream.kind === 'over') return null;
  if (stream.kind === 'refused') return <Failed problem={stream.problem} />;
  if (stream.kind !== 'lost')
    return <p class="soft">{stream.kind === 'open' ? 'Events are shown as they come.' : 'Connecting …'}</p>;
  return (
    <p class="stale" role="status">
      <b>Connection lost {duration(now - stream.sinceMs)} ago, trying again</b>
      {stream.nextTryMs > now ? ` in ${duration(stream.nextTryMs - now)}` : ' now'}. {known}; nothing that
      happens meanwhile is lost.
    </p>
  );
}
