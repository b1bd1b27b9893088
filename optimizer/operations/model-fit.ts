import type { DataRow } from '../dataset/columns.js';
import type { Interval, IntervalPrediction } from '../domain/prediction.js';
import type { OpenedModel } from './opened-models.js';

/** The figures that models predict. */
const FIGURES = ['throughputTps', 'latencyMeanMs', 'latencyP95Ms'] as const;
type FigureName = (typeof FIGURES)[number];

/** One figure of one row; the residual is measured - predicted, in the figure's own unit. */
export interface FittedFigure {
  readonly measured: number;
  readonly predicted: number;
  readonly interval90: Interval;
  readonly residual: number;
}

export interface FittedRow {
  readonly roundId: string;
  readonly pointId: string;
  readonly sendRateTps: number;
  readonly settings: Pick<
    DataRow,
    'maxMessageCount' | 'batchTimeoutMs' | 'preferredMaxBytes' | 'absoluteMaxBytes'
  >;
  readonly measuredAt?: string | undefined;
  /** Whether the scores of the model are of this row. The model in use learnt from it afterwards all the same. */
  readonly heldOut: boolean;
  readonly figures: Readonly<Partial<Record<FigureName, FittedFigure>>>;
}

/** Rows predicted at once before others get their turn. */
const AT_ONCE = 256;

/**
 * What a model says of the rows that it was made from, beside what was measured.
 * @param rows - all rows that it was made from, in canonical order.
 * @param most - of more rows so many are told, evenly spread over all.
 */
export async function fitOf(
  { model, predictor }: OpenedModel,
  rows: readonly DataRow[],
  most: number,
): Promise<{ readonly total: number; readonly rows: readonly FittedRow[] }> {
  const heldOut = await heldOutOf(rows, model);
  const shown = thinned(rows, most);
  const fitted: FittedRow[] = [];
  for (let start = 0; start < shown.length; start += AT_ONCE) {
    const some = shown.slice(start, start + AT_ONCE);
    const predicted = predictor.predict(some);
    for (const [place, row] of some.entries()) {
      const prediction = predicted[place];
      if (prediction) fitted.push(fittedRow(row, prediction, heldOut.has(row.roundId)));
    }
    await new Promise(setImmediate);
  }
  return { total: rows.length, rows: fitted };
}

/** The split is drawn from rows and seed alone, so it can be drawn again. */
async function heldOutOf(
  rows: readonly DataRow[],
  { seed, rows: counts }: OpenedModel['model'],
): Promise<ReadonlySet<string>> {
  const { holdOutByPoint } = await import('../ann/evaluation/held-out-split.js');
  if (new Set(rows.map(({ pointId }) => pointId)).size < 3) return new Set();
  const { heldOut } = holdOutByPoint(rows, seed);
  // Another split of another version: which rows were held out is not known any more.
  if (heldOut.length !== counts.test) return new Set();
  return new Set(heldOut.map(({ roundId }) => roundId));
}

function fittedRow(row: DataRow, prediction: IntervalPrediction, heldOut: boolean): FittedRow {
  const { roundId, pointId, sendRateTps, measuredAt } = row;
  const { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes } = row;
  const figures = FIGURES.flatMap((name) => {
    const [measured, predicted, interval90] = [row[name], prediction[name], prediction.interval90[name]];
    if (measured === undefined || predicted === undefined || interval90 === undefined) return [];
    return [[name, { measured, predicted, interval90, residual: measured - predicted }] as const];
  });
  return {
    roundId,
    pointId,
    sendRateTps,
    settings: { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes },
    measuredAt,
    heldOut,
    figures: Object.fromEntries(figures),
  };
}

function thinned<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, place) => items[Math.floor((place * items.length) / most)]).filter(
    (item) => item !== undefined,
  );
}
