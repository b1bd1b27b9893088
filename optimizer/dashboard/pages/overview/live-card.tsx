import type { VNode } from 'preact';
import type { OrdererSettings } from '../../../domain/settings.js';
import { answerOf, api } from '../../api.js';
import type { FigureName, LiveLoadView, ModelEntry, PredictionView } from '../../api-views.js';
import { clock, count, figure, range, tps, withUnit } from '../../format.js';
import { Badge } from '../../parts/layout.js';
import { Empty, Failed } from '../../parts/states.js';
import { Table } from '../../parts/table.js';
import { hrefOf } from '../../route.js';
import { useAnswer } from '../../use-resource.js';
import { LatencyStrip } from './latency-strip.js';

const ROWS: readonly { readonly name: FigureName; readonly title: string; readonly unit: string }[] = [
  { name: 'throughputTps', title: 'Throughput', unit: 'tps' },
  { name: 'latencyMeanMs', title: 'Mean latency', unit: 'ms' },
  { name: 'latencyP95Ms', title: 'p95 latency', unit: 'ms' },
];

/** What is seen now beside what the champion expects of a round at this rate. */
export function LiveCard({
  live,
  champion,
  settings,
  isMixed,
}: {
  readonly live: LiveLoadView;
  /** The settings change while these figures are taken. */
  readonly isMixed: boolean;
  readonly champion: ModelEntry | undefined;
  readonly settings: OrdererSettings | undefined;
}): VNode {
  return (
    <>
      <dl class="figures">
        <Now title="Offered load" value={live.offeredTps} unit="tps" />
        <Now title="Throughput" value={live.throughputTps} unit="tps" />
        <Now title="Mean latency" value={live.latencyMeanMs} unit="ms" />
        <Now title="p95 latency" value={live.latencyP95Ms} unit="ms" />
        <Now title="Failed" value={live.failedPct} unit="%" />
      </dl>
      {live.transactions === 0 ? (
        <Empty title="No transactions are seen">
          Looked at since {clock(live.since)}. Figures appear here as soon as clients send; a sweep sends by
          itself.
        </Empty>
      ) : (
        <>
          <LatencyStrip blocks={live.blocks} />
          {isMixed ? (
            <p>
              A measurement changes the settings every few seconds, so these figures are of several: there is
              nothing to compare them with until it is over.
            </p>
          ) : (
            <Expectation {...{ live, champion, settings }} />
          )}
        </>
      )}
      <p class="soft">
        {live.transactions > 0 &&
          `Of ${count(live.transactions)} transactions in the last ${figure(live.windowS)} s. `}
        {live.notes.map((note) => `${note.charAt(0).toUpperCase()}${note.slice(1).replace(/\.$/, '')}. `)}
      </p>
    </>
  );
}

/** Asks the champion about the rate of now. */
function Expectation({ live, champion, settings }: Omit<Parameters<typeof LiveCard>[0], 'isMixed'>): VNode {
  // Asked anew only when the rate has moved by more than it flickers.
  const rateTps = live.offeredTps ? Number(live.offeredTps.toPrecision(2)) : undefined;
  const asked =
    champion && settings && rateTps ? { modelId: champion.id, settings, sendRateTps: rateTps } : undefined;
  const expectation = useAnswer(asked, (body) => answerOf(api.POST('/predictions', { body })), {
    keeps: true,
  });
  return (
    <>
      <Expected {...{ live, champion, rateTps }} prediction={expectation.data} />
      {expectation.problem && <Failed problem={expectation.problem} retry={expectation.reload} />}
    </>
  );
}

function Now({
  title,
  value,
  unit,
}: {
  readonly title: string;
  readonly value: number | null;
  readonly unit: string;
}): VNode {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{withUnit(value ?? undefined, unit)}</dd>
    </div>
  );
}

function Expected({
  live,
  champion,
  prediction,
  rateTps,
}: {
  readonly live: LiveLoadView;
  readonly champion: ModelEntry | undefined;
  readonly prediction: PredictionView | undefined;
  readonly rateTps: number | undefined;
}): VNode {
  if (!champion)
    return (
      <Empty title="No champion yet">
        A trained model says here what is to be expected. <a href={hrefOf(['models'])}>Train one</a>.
      </Empty>
    );
  if (!prediction) return <p class="loading">Asking the champion …</p>;
  const rows = ROWS.filter(({ name }) => prediction[name] !== undefined);
  return (
    <>
      <Table
        caption={`What champion ${champion.id} expects at ${tps(rateTps)}`}
        rows={rows}
        keyOf={({ name }) => name}
        columns={[
          { title: 'Figure', heading: true, cell: ({ title }) => title },
          {
            title: 'Now',
            numeric: true,
            cell: ({ name, unit }) => (live[name] === null ? '–' : `${figure(live[name])} ${unit}`),
          },
          {
            title: 'Expected',
            numeric: true,
            cell: ({ name, unit }) => `${figure(prediction[name])} ${unit}`,
          },
          {
            title: '90 of 100 rounds',
            numeric: true,
            cell: ({ name, unit }) => range(prediction.interval90?.[name], unit),
          },
          {
            title: '',
            cell: ({ name }) => <Inside value={live[name]} interval={prediction.interval90?.[name]} />,
          },
        ]}
      />
      {prediction.warnings.map((warning) => (
        <p key={warning} class="soft">
          {warning}
        </p>
      ))}
    </>
  );
}

function Inside({
  value,
  interval,
}: {
  readonly value: number | null;
  readonly interval: { readonly low: number; readonly high: number } | undefined;
}): VNode | null {
  if (value === null || !interval) return null;
  if (value >= interval.low && value <= interval.high) return <Badge kind="good">as expected</Badge>;
  return <Badge kind="warn">{value < interval.low ? 'below' : 'above'} what is expected</Badge>;
}
