import type { ModelInput } from '../../dataset/columns.js';
import type { FittedQueue } from '../queue/queue-fit.js';
import { columnsOf, type QueueColumns, type QueueLayout } from '../queue/queue-layout.js';
import { PLACE } from '../queue/queue-parameters.js';
import { cutColumns, respond } from '../queue/queue-response.js';

/** What a fitted queueing model says of points: means over the parameters that it holds possible. */
export interface QueueView {
  readonly columns: QueueColumns;
  /** Natural logarithm of mean latency, ms. */
  readonly logLatency: Float64Array;
  /** Variance of that over the possible parameters; 0 where there is one set of them. */
  readonly variance: Float64Array;
  /** Natural logarithm of throughput, tps. */
  readonly logThroughput: Float64Array;
  readonly utilisation: Float64Array;
  readonly waitMs: Float64Array;
  readonly blockTransactions: Float64Array;
}

export function viewOf(
  layout: QueueLayout,
  { draws }: FittedQueue,
  points: readonly ModelInput[],
): QueueView {
  const columns = columnsOf(layout, points);
  const empty = (): Float64Array => new Float64Array(columns.n);
  const view: QueueView = {
    columns,
    logLatency: empty(),
    variance: empty(),
    logThroughput: empty(),
    utilisation: empty(),
    waitMs: empty(),
    blockTransactions: empty(),
  };
  const share = 1 / draws.length;
  for (const theta of draws) {
    const cut = cutColumns(columns, Math.exp(theta[PLACE.capTransactions] ?? NaN));
    const response = respond(layout, theta, columns, cut);
    addTo(view.logLatency, response.logLatency, share);
    addTo(
      view.variance,
      response.logLatency.map((value) => value ** 2),
      share,
    );
    addTo(view.logThroughput, response.logThroughput, share);
    addTo(view.utilisation, response.utilisation, share);
    addTo(view.waitMs, cut.waitMs, share);
    addTo(view.blockTransactions, cut.blockTransactions, share);
  }
  addTo(
    view.variance,
    view.logLatency.map((value) => value ** 2),
    -1,
  );
  // Rounding leaves a trace of either sign where all agree.
  view.variance.forEach((value, i) => {
    view.variance[i] = draws.length === 1 ? 0 : Math.max(0, value);
  });
  return view;
}

function addTo(sum: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] ?? 0) + factor * (values[i] ?? 0);
}
