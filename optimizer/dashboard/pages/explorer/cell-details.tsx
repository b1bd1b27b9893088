import type { VNode } from 'preact';
import type { OrdererSettings } from '../../../domain/settings.js';
import type { FigureName, SurfaceView } from '../../api-views.js';
import type { Place } from '../../charts/surface-plot.js';
import { counted, figure, ms, range, tps } from '../../format.js';
import { Card, Facts } from '../../parts/layout.js';
import { Table } from '../../parts/table.js';
import { RULE_WORDS } from './rule-words.js';
import type { Cell } from './surface.js';

const FIGURES: readonly { readonly name: FigureName; readonly title: string; readonly unit: string }[] = [
  { name: 'throughputTps', title: 'Throughput', unit: 'tps' },
  { name: 'latencyMeanMs', title: 'Mean latency', unit: 'ms' },
  { name: 'latencyP95Ms', title: 'p95 latency', unit: 'ms' },
];

/** One cell in figures; the fields move it without a pointer. */
export function CellDetails({
  surface,
  chosen,
  inForce,
  onPlace,
}: {
  readonly surface: SurfaceView;
  readonly chosen: Cell;
  readonly inForce: OrdererSettings | undefined;
  readonly onPlace: (place: Place) => void;
}): VNode {
  const { maxMessageCount, batchTimeoutMs, figures, by } = chosen;
  const measured = surface.measured.find(
    (point) => near(point.maxMessageCount, maxMessageCount) && near(point.batchTimeoutMs, batchTimeoutMs),
  );
  const move = (change: Partial<Place>): void => onPlace({ maxMessageCount, batchTimeoutMs, ...change });
  return (
    <Card
      title="The cell that is looked at"
      wide
      actions={
        inForce && (
          <button type="button" onClick={() => onPlace(inForce)}>
            Go to the settings in force
          </button>
        )
      }
    >
      <div class="fields">
        <AxisField
          label="maxMessageCount"
          values={surface.maxMessageCounts}
          value={maxMessageCount}
          onValue={(value) => move({ maxMessageCount: value })}
        />
        <AxisField
          label="batchTimeoutMs"
          values={surface.batchTimeoutsMs}
          value={batchTimeoutMs}
          onValue={(value) => move({ batchTimeoutMs: value })}
        />
      </div>
      <div aria-live="polite" class="stack">
        <p>
          <b>
            {counted(maxMessageCount, 'message')}, {ms(batchTimeoutMs)}
          </b>{' '}
          at {tps(surface.sendRateTps)}
        </p>
        <Table
          caption="What is expected there"
          rows={FIGURES.filter(({ name }) => figures[name])}
          keyOf={({ name }) => name}
          columns={[
            { title: 'Figure', heading: true, cell: ({ title }) => title },
            {
              title: 'Expected',
              numeric: true,
              cell: ({ name, unit }) => `${figure(figures[name]?.value)} ${unit}`,
            },
            {
              title: '90 of 100 rounds, about',
              numeric: true,
              cell: ({ name, unit }) => range(figures[name]?.interval, unit),
            },
            {
              title: 'Measured',
              numeric: true,
              cell: ({ name, unit }) =>
                measured?.[name] === undefined ? '–' : `${figure(measured[name])} ${unit}`,
            },
          ]}
        />
        <Facts
          rows={[
            ['Blocks end because', by && RULE_WORDS[by]],
            [
              'Measured near it',
              measured
                ? `${counted(measured.rounds, 'round')} at ${figure(measured.maxMessageCount)} messages, ${ms(measured.batchTimeoutMs)}`
                : 'nothing: what is said here is inferred from other points',
            ],
          ]}
        />
      </div>
    </Card>
  );
}

/** Within a fifth, in ratio. */
function near(a: number, b: number): boolean {
  return Math.abs(Math.log(a / b)) < 0.2;
}

function AxisField({
  label,
  values,
  value,
  onValue,
}: {
  readonly label: string;
  readonly values: readonly number[];
  readonly value: number;
  readonly onValue: (value: number) => void;
}): VNode {
  const id = `cell-${label}`;
  return (
    <div class="field">
      <label for={id}>
        {label}: {value}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={values.length - 1}
        value={values.indexOf(value)}
        aria-valuetext={String(value)}
        onInput={({ currentTarget }) => onValue(values[Number(currentTarget.value)] ?? value)}
      />
    </div>
  );
}
