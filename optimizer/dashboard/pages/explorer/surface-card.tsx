import type { VNode } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { OrdererSettings } from '../../../domain/settings.js';
import type { SurfaceView } from '../../api-views.js';
import { PlotFigure } from '../../charts/plot-figure.js';
import { bindingPlot, surfacePlot, type Place } from '../../charts/surface-plot.js';
import { bytes, counted, figure, tps } from '../../format.js';
import { Card, Grid } from '../../parts/layout.js';
import { CellDetails } from './cell-details.js';
import { RULE_WORDS } from './rule-words.js';
import { cellsOf, nearestCell, SHOWN, valueOf, type ShownId } from './surface.js';

/** The map and what is known of the cell that is looked at. */
export function SurfaceCard({
  surface,
  shown,
  inForce,
}: {
  readonly surface: SurfaceView;
  readonly shown: ShownId;
  readonly inForce: OrdererSettings | undefined;
}): VNode {
  const [place, setPlace] = useState<Place>();
  const cells = useMemo(() => cellsOf(surface), [surface]);
  const chosen = nearestCell(cells, place ?? inForce ?? { maxMessageCount: 100, batchTimeoutMs: 500 });
  const { title, label, unit, kind } = SHOWN.find(({ id }) => id === shown) ?? SHOWN[1];
  const draw = useCallback(
    (widthPx: number): Element => {
      const common = { inForce, chosen: place ? chosen : undefined, onChoose: setPlace };
      const name = shown === 'binding' || shown === 'uncertainty' ? 'latencyMeanMs' : shown;
      const measured = surface.measured.map((point) => ({ ...point, value: point[name] ?? Number.NaN }));
      if (kind === 'binding') {
        const known = cells.flatMap((cell) => (cell.by ? [{ ...cell, by: cell.by }] : []));
        return bindingPlot({ ...common, cells: known, measured }, widthPx);
      }
      return surfacePlot(
        {
          ...common,
          ...{ kind, label },
          cells: cells.flatMap((cell) => {
            const value = valueOf(cell, shown);
            return value === undefined ? [] : [{ ...cell, value }];
          }),
          // What was measured has no interval of the model.
          measured: shown === 'uncertainty' ? [] : measured.filter(({ value }) => Number.isFinite(value)),
        },
        widthPx,
      );
    },
    [cells, surface, shown, inForce, place, chosen, kind, label],
  );
  const rateTps = surface.sendRateTps;
  return (
    <Grid>
      <Card title={`${title} at ${tps(rateTps)}`} wide>
        <PlotFigure
          title={`${title} over the settings`}
          description={`Map over batchTimeoutMs and maxMessageCount at ${tps(rateTps)}; the table has its figures.`}
          draw={draw}
          table={{
            rows: thinned(cells),
            keyOf: ({ maxMessageCount, batchTimeoutMs }) => `${maxMessageCount}/${batchTimeoutMs}`,
            columns: [
              { title: 'maxMessageCount', numeric: true, cell: (cell) => cell.maxMessageCount },
              { title: 'batchTimeoutMs', numeric: true, cell: (cell) => cell.batchTimeoutMs },
              {
                title: unit ? `${title}, ${unit}` : title,
                numeric: true,
                cell: (cell) =>
                  shown === 'binding' ? cell.by && RULE_WORDS[cell.by] : figure(valueOf(cell, shown)),
              },
            ],
          }}
        >
          {shown === 'binding' ? (
            <BindingLegend />
          ) : (
            <MapLegend surface={surface} hasPoints={shown !== 'uncertainty'} />
          )}
        </PlotFigure>
        {surface.warnings.map((warning) => (
          <p key={warning} class="soft">
            {warning}
          </p>
        ))}
        <p class="soft">
          With preferredMaxBytes {bytes(surface.preferredMaxBytes)} and absoluteMaxBytes{' '}
          {bytes(surface.absoluteMaxBytes)}
          {surface.txBytes === undefined ? '' : `, ${figure(surface.txBytes)} bytes a transaction`}.
        </p>
      </Card>
      {chosen && <CellDetails {...{ surface, chosen, inForce }} onPlace={setPlace} />}
    </Grid>
  );
}

function MapLegend({
  surface,
  hasPoints,
}: {
  readonly surface: SurfaceView;
  readonly hasPoints: boolean;
}): VNode {
  const { measured } = surface;
  return (
    <>
      {hasPoints &&
        (measured.length > 0
          ? `Dots: ${counted(measured.length, 'point')} measured at about this rate, in the colour of what was measured. `
          : 'Nothing was measured at about this rate. ')}
      Diamond: the settings in force. Square: the cell below. Click the map to look at another.
    </>
  );
}

function BindingLegend(): VNode {
  return (
    <ul class="legend">
      {(['count', 'timeout', 'bytes'] as const).map((rule, place) => (
        <li key={rule}>
          <span class={`swatch part-${place}`} />
          {RULE_WORDS[rule]}
        </li>
      ))}
    </ul>
  );
}

/** A table of every cell would be too long to read: every third value of each axis. */
function thinned<T extends Place>(cells: readonly T[]): T[] {
  const every = (values: readonly number[]): Set<number> => {
    const sorted = [...new Set(values)].toSorted((a, b) => a - b);
    const step = Math.ceil(sorted.length / 10);
    return new Set(sorted.filter((_, place) => place % step === 0 || place === sorted.length - 1));
  };
  const counts = every(cells.map(({ maxMessageCount }) => maxMessageCount));
  const timeouts = every(cells.map(({ batchTimeoutMs }) => batchTimeoutMs));
  return cells.filter(
    ({ maxMessageCount, batchTimeoutMs }) => counts.has(maxMessageCount) && timeouts.has(batchTimeoutMs),
  );
}
