import type { VNode } from 'preact';
import type { LiveFindings } from './findings.js';
import { figure, range } from '../../format.js';
import { Badge, Card } from '../../parts/layout.js';
import { Table, type Column } from '../../parts/table.js';

interface Row {
  readonly rate: number;
  readonly pair: string;
  readonly pairs: number;
  readonly compared: LiveFindings['comparisons'][number]['figures'][number];
}

const UNITS: Readonly<Record<string, string>> = {
  throughputTps: 'throughput, tps',
  latencyMeanMs: 'mean latency, ms',
  latencyP95Ms: '95th percentile, ms',
};
const SHOWN_BELOW = 0.05;

const COLUMNS: readonly Column<Row>[] = [
  { title: 'Rate, tps', numeric: true, cell: ({ rate }) => figure(rate) },
  { title: 'Contender against baseline', heading: true, cell: ({ pair }) => pair },
  { title: 'Figure', cell: ({ compared }) => UNITS[compared.figure] ?? compared.figure },
  {
    title: 'Difference (95 % interval)',
    numeric: true,
    cell: ({ compared: { difference } }) => `${figure(difference.mean)} (${range(difference, '')})`,
  },
  {
    title: 'Change',
    numeric: true,
    cell: ({ compared: { difference } }) =>
      `${difference.changePct > 0 ? '+' : ''}${figure(difference.changePct)} %`,
  },
  { title: 'p, Holm', numeric: true, cell: ({ compared: { pHolm } }) => <P value={pHolm} /> },
  { title: 'Pairs', numeric: true, cell: ({ pairs }) => pairs },
];

function P({ value }: { readonly value: number | null }): VNode {
  if (value === null) return <>–</>;
  const words = value < 0.001 ? '< 0.001' : value.toFixed(3);
  return value < SHOWN_BELOW ? <Badge kind="good">{words}, shown</Badge> : <>{words}</>;
}

/** Paired differences of alternating rounds on the live network. */
export function LiveFindingsView({
  findings: { comparisons, command },
}: {
  readonly findings: LiveFindings;
}): VNode {
  const rows = comparisons.flatMap(({ sendRateTps, baseline, contender, pairs, figures }) =>
    figures.map((compared) => ({
      rate: sendRateTps,
      pair: `${contender} against ${baseline}`,
      pairs,
      compared,
    })),
  );
  const left = comparisons.filter(({ figures }) => figures.length === 0);
  return (
    <Card title="What it found">
      <p>
        Rounds of the same repeat are paired. A difference counts as shown where its p value, adjusted after
        Holm over all intervals, is below {SHOWN_BELOW}.
      </p>
      <Table
        caption="Paired differences"
        columns={COLUMNS}
        rows={rows}
        keyOf={({ rate, pair, compared }) => `${rate} ${pair} ${compared.figure}`}
      />
      {left.length > 0 && (
        <>
          <p>Not compared:</p>
          <ul>
            {left.map(({ sendRateTps, contender, baseline, reason }) => (
              <li key={`${sendRateTps} ${contender} ${baseline}`}>
                {contender} against {baseline} at {figure(sendRateTps)} tps: {reason}
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="soft">
        Again: <code>{command}</code>
      </p>
    </Card>
  );
}
