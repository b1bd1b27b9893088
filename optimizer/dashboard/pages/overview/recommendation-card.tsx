import type { VNode } from 'preact';
import type { RecommendationEntry } from '../../api-views.js';
import { ago, bytes, count, ms, tps } from '../../format.js';
import { Badge, Facts } from '../../parts/layout.js';
import { Empty } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import { useNow } from '../../use-now.js';

/** What was recommended last, and when. */
export function RecommendationCard({
  recommendation,
}: {
  readonly recommendation: RecommendationEntry | undefined;
}): VNode {
  const now = useNow(10_000);
  const all = hrefOf(['recommendation']);
  if (!recommendation)
    return (
      <Empty title="Nothing was recommended yet">
        <a href={all}>Ask for a recommendation</a> once there is a champion.
      </Empty>
    );
  const { id, createdAt, decision, settings, load, reason } = recommendation;
  return (
    <>
      <p>
        <Badge kind={decision === 'change' ? 'accent' : 'good'}>
          {decision === 'change' ? 'change' : 'stay as it is'}
        </Badge>{' '}
        <a href={hrefOf(['recommendation', id])}>{ago(createdAt, now)}</a>, for {tps(load.sendRateTps)}
      </p>
      {reason !== undefined && <p>{reason}</p>}
      <Facts
        rows={[
          ['maxMessageCount', count(settings.maxMessageCount)],
          ['batchTimeoutMs', ms(settings.batchTimeoutMs)],
          ['preferredMaxBytes', bytes(settings.preferredMaxBytes)],
        ]}
      />
    </>
  );
}
