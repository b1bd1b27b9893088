import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import type { SweepView } from '../../api-views.js';
import { clockToday, count, counted, duration, ms, tps } from '../../format.js';
import { Card, Facts } from '../../parts/layout.js';
import { Progress } from '../../parts/progress.js';
import { Show } from '../../parts/states.js';
import { useNow } from '../../use-now.js';
import { useResource } from '../../use-resource.js';
import { BeliefCard } from './belief-card.js';
import { SweepMap } from './sweep-map.js';
import { msLeft } from './time-left.js';

/**
 * A sweep's progress, map and belief, for its own page and for that of its job.
 * @param heard - events that have come: each may have brought a round.
 */
export function SweepCards({
  id,
  heard,
  isOver,
}: {
  readonly id: string;
  readonly heard: number;
  readonly isOver: boolean;
}): VNode {
  const sweep = useResource(
    id,
    () => answerOf(api.GET('/sweeps/{id}', { params: { path: { id } } })),
    isOver ? {} : { everyMs: 3000 },
  );
  useEffect(() => {
    if (heard > 0) sweep.reload();
  }, [heard, isOver, sweep.reload]);
  return (
    <Show of={sweep} what="the rounds" saysStale={false}>
      {(data) => (
        <>
          <ProgressCard sweep={data} asOfMs={sweep.asOfMs} />
          {data.search && <BeliefCard search={data.search} />}
          <Card title="Measured so far" wide>
            <SweepMap sweep={data} />
          </Card>
        </>
      )}
    </Show>
  );
}

function ProgressCard({
  sweep,
  asOfMs,
}: {
  readonly sweep: SweepView;
  readonly asOfMs: number | undefined;
}): VNode {
  const { planned, measured, failed, current, secondsLeft, points } = sweep;
  const now = useNow();
  const left = msLeft(secondsLeft, asOfMs, now);
  const reached = points.filter((point) => point.measured > 0).length;
  return (
    <Card title="Progress">
      <Progress done={measured + failed} total={planned} label="Rounds measured" />
      <Facts
        rows={[
          ['Rounds', `${count(measured)} measured, ${count(Math.max(0, planned - measured - failed))} left`],
          ['Failed', failed > 0 ? `${counted(failed, 'round')}, kept with the reason` : undefined],
          ['Points', `${count(reached)} of ${count(points.length)} have figures`],
          [
            'Now',
            current
              ? `${counted(current.settings.maxMessageCount, 'message')}, ${ms(current.settings.batchTimeoutMs)} at ${tps(current.load.sendRateTps)}`
              : undefined,
          ],
          [
            'Time left',
            left === undefined ? undefined : `about ${duration(left)}, until ${clockToday(now + left, now)}`,
          ],
        ]}
      />
    </Card>
  );
}
