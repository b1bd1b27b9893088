import type { VNode } from 'preact';
import type { CanarySoFar, CanaryTest } from '../../changing/canary-so-far.js';
import { counted, figure } from '../../format.js';
import { Card } from '../../parts/layout.js';
import { Progress } from '../../parts/progress.js';
import { Table, type Column } from '../../parts/table.js';

const COLUMNS: readonly Column<CanaryTest>[] = [
  {
    title: 'Has to hold',
    heading: true,
    cell: ({ figure: name, bound, value }) => `${name} ${bound} ${figure(value)}`,
  },
  { title: 'Because of', cell: ({ origin }) => (origin === 'limit' ? 'a limit' : 'the prediction') },
  { title: 'Seen', numeric: true, cell: ({ seen }) => figure(seen) },
  {
    title: 'Evidence against it',
    cell: ({ evidencePct, figure: name }) => <Evidence pct={evidencePct} of={name} />,
  },
];

/** A canary as it watches: how long already, and how near to taking the change back. */
export function CanaryCard({ canary }: { readonly canary: CanarySoFar }): VNode {
  const { watchS, watchedS, transactions, tests } = canary;
  return (
    <Card title="Live transactions are watched">
      <Progress done={Math.round(watchedS)} total={watchS} label="seconds watched" />
      <p>
        {counted(transactions, 'transaction')} seen in {Math.round(watchedS)} of {watchS} s. As soon as the
        evidence against one line is complete (100 %), the settings from before are put back.
      </p>
      <Table
        caption="What has to hold"
        columns={COLUMNS}
        rows={tests}
        keyOf={({ figure: name, bound, origin }) => `${name} ${bound} ${origin}`}
      />
    </Card>
  );
}

function Evidence({ pct, of }: { readonly pct: number; readonly of: string }): VNode {
  return (
    <span class="evidence">
      <meter min={0} max={100} high={80} value={pct} aria-label={`evidence against ${of}`} /> {figure(pct)} %
    </span>
  );
}
