import { areaY, lineY, plot } from '@observablehq/plot';
import type { VNode } from 'preact';
import { useCallback } from 'preact/hooks';
import type { SurfaceFindings } from './findings.js';
import { PlotFigure } from '../../charts/plot-figure.js';
import { AXIS, PLOT_STYLE } from '../../charts/plot-style.js';
import { figure, range } from '../../format.js';
import { Card } from '../../parts/layout.js';
import { Note } from '../../parts/states.js';
import { Table, type Column } from '../../parts/table.js';

interface Row {
  readonly name: string;
  readonly strategy: SurfaceFindings['strategies'][string];
  readonly difference: SurfaceFindings['pairedDifferences']['minus'][string] | undefined;
}

/** Of an axis that is even near 0 and in powers of ten further up. */
const TICKS = [0, 2, 5, 10, 20, 50, 100, 500, 2000];

/** Line patterns tell strategies apart without colour. */
const DASHES = ['', '7 4', '2 4', '10 4 2 4', '4 2', '1 3'];
const COLOURS = [
  'var(--accent)',
  'var(--ink)',
  'var(--part-1)',
  'var(--part-2)',
  'var(--edge)',
  'var(--soft)',
];

/** How good the settings are that each way to search recommends, the more rounds it measured. */
export function SurfaceFindingsView({ findings }: { readonly findings: SurfaceFindings }): VNode {
  const { strategies, pairedDifferences, budget, seeds, sendRateTps, warnings, command } = findings;
  const rows = Object.entries(strategies).map(([name, strategy]) => ({
    name,
    strategy,
    difference: pairedDifferences.minus[name],
  }));
  const draw = useCallback((width: number) => chart(findings, width), [findings]);
  const columns: readonly Column<Row>[] = [
    { title: 'Strategy', heading: true, cell: ({ name }) => name },
    { title: 'Regret, %', numeric: true, cell: ({ strategy }) => figure(strategy.regretPct.median) },
    { title: 'its 90th percentile', numeric: true, cell: ({ strategy }) => figure(strategy.regretPct.p90) },
    {
      title: 'Rounds to 5 %',
      numeric: true,
      cell: ({ strategy: { trialsToWithin5Pct } }) =>
        trialsToWithin5Pct.median > budget ? 'never' : figure(trialsToWithin5Pct.median),
    },
    {
      title: `${pairedDifferences.of} minus it (95 % interval)`,
      numeric: true,
      cell: ({ difference }) =>
        difference ? `${figure(difference.meanPct)} (${range(difference.interval95, '%')})` : '–',
    },
  ];
  return (
    <Card title="What it found">
      {warnings.map((warning) => (
        <Note key={warning} kind="warn" title={warning} />
      ))}
      <p>
        Regret: how much worse the recommended settings are than the best of the dataset at{' '}
        {figure(sendRateTps)} tps, in % of the best. Medians over {seeds} searches of {budget} rounds.
      </p>
      <PlotFigure
        title="Regret after each round"
        description="Median regret of each strategy over the rounds it measured; the table below has the figures at the end"
        draw={draw}
      >
        <Legend names={rows.map(({ name }) => name)} />
      </PlotFigure>
      <Table
        caption="Regret at the end of the budget"
        columns={columns}
        rows={rows}
        keyOf={({ name }) => name}
      />
      <p class="soft">
        Again: <code>{command}</code>
      </p>
    </Card>
  );
}

function Legend({ names }: { readonly names: readonly string[] }): VNode {
  return (
    <ul class="legend">
      {names.map((name, index) => (
        <li key={name}>
          <svg width="34" height="10" aria-hidden="true">
            <line
              x1="0"
              x2="34"
              y1="5"
              y2="5"
              stroke={COLOURS[index % COLOURS.length]}
              stroke-width="2.5"
              stroke-dasharray={DASHES[index % DASHES.length]}
            />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

function chart({ strategies, pairedDifferences }: SurfaceFindings, width: number): Element {
  const marks = Object.entries(strategies).flatMap(([name, { curve, band }], index) => {
    const points = curve.map((regret, at) => ({
      round: at + 1,
      regret,
      low: band.p10[at],
      high: band.p90[at],
    }));
    const stroke = COLOURS[index % COLOURS.length] ?? 'var(--ink)';
    const line = lineY(points, {
      x: 'round',
      y: 'regret',
      stroke,
      strokeWidth: 2.5,
      strokeDasharray: DASHES[index % DASHES.length] ?? '',
    });
    // The spread of one strategy alone: of all of them nothing could be seen.
    if (name !== pairedDifferences.of) return [line];
    return [areaY(points, { x: 'round', y1: 'low', y2: 'high', fill: stroke, fillOpacity: 0.15 }), line];
  });
  return plot({
    ...PLOT_STYLE,
    width,
    height: Math.min(320, Math.max(220, width * 0.45)),
    x: { ...AXIS, label: 'rounds measured' },
    y: { ...AXIS, label: 'regret, %', grid: true, type: 'symlog', constant: 5, ticks: TICKS },
    marks,
  });
}
