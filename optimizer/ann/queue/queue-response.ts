import { expectedBlock } from '../../cutmodel/expected-block.js';
import { CONTEXT_PARAMETERS, PLACE, SIZE_PARAMETERS } from './queue-parameters.js';
import type { QueueColumns, QueueLayout } from './queue-layout.js';

/** What the parameters say of each point. */
export interface QueueResponse {
  /** Natural logarithm of mean latency, ms. */
  readonly logLatency: Float64Array;
  /** Natural logarithm of throughput, tps. */
  readonly logThroughput: Float64Array;
  /** Work that arrives per work that can be done. */
  readonly utilisation: Float64Array;
}

/** Blocks as they are cut; depends on no parameter but the cap. */
export interface CutColumns {
  readonly capTransactions: number;
  readonly waitMs: Float64Array;
  readonly blockTransactions: Float64Array;
}

export function cutColumns(columns: QueueColumns, capTransactions: number): CutColumns {
  const waitMs = new Float64Array(columns.n);
  const blockTransactions = new Float64Array(columns.n);
  for (let i = 0; i < columns.n; i += 1) {
    const known = columns.knownCap[i] ?? NaN;
    const learnt = Math.max(1, capTransactions * Math.exp(columns.logCapFactor[i] ?? 0));
    const block = expectedBlock(
      columns.countLimit[i] ?? NaN,
      Number.isNaN(known) ? learnt : known,
      columns.timeoutMs[i] ?? NaN,
      columns.rateTps[i] ?? NaN,
    );
    waitMs[i] = block.waitMs;
    blockTransactions[i] = block.blockTransactions;
  }
  return { capTransactions, waitMs, blockTransactions };
}

/** Spread of service times that the queue is computed for, as a squared coefficient of variation. */
const SERVICE_VARIATION = 0.1;

/**
 * Latency = base + wait for the cut + service of the block + wait in the queue before it.
 *
 * A block of n transactions takes `blockMs + n * transactionMs` to serve; blocks come at `rate / n`; with the
 * work at the side that is the utilisation u. The wait in the queue is that of the coordinate transformation
 * method, which runs smoothly from the steady state through saturation to a queue that grows for the whole
 * horizon H: `H / 4 (u - 1 + sqrt((u - 1)^2 + 8 k u s / H))` with the work s of a block and
 * `k = (1 / n + variation of service) / 2` (Akcelik 1991, Travel time functions for transport planning purposes;
 * k after Kingman 1961, block arrivals being 1 / n as variable as their transactions').
 *
 * Throughput = `share * rate / (1 + u^p)^(1 / p)`: the rate below saturation, the capacity above it.
 *
 * @param theta - in the order of `parametersOf`.
 */
export function respond(
  layout: QueueLayout,
  theta: ArrayLike<number>,
  columns: QueueColumns,
  cut: CutColumns,
): QueueResponse {
  const at = (place: number): number => theta[place] ?? NaN;
  const [base, blockMs, transactionMs, sideMs, horizonMs, waitFactor, sharpness] = (
    ['baseMs', 'blockMs', 'transactionMs', 'sideMs', 'horizonMs', 'waitFactor', 'sharpness'] as const
  ).map((name) => Math.exp(at(PLACE[name])));
  const effects = effectsOf(layout, theta, columns);
  const logLatency = new Float64Array(columns.n);
  const logThroughput = new Float64Array(columns.n);
  const utilisation = new Float64Array(columns.n);
  for (let i = 0; i < columns.n; i += 1) {
    const n = cut.blockTransactions[i] ?? NaN;
    const perMs = (columns.rateTps[i] ?? NaN) / 1000;
    const cost = Math.exp(effects.logCost[i] ?? 0);
    const serviceMs = (blockMs ?? NaN) + (transactionMs ?? NaN) * cost * n;
    const u = (perMs / n) * serviceMs + perMs * (sideMs ?? NaN) * cost;
    const workMs = (u * n) / perMs;
    const k = (1 / n + SERVICE_VARIATION) / 2;
    const over = u - 1;
    const horizon = horizonMs ?? NaN;
    const queueMs = (horizon / 4) * (over + Math.sqrt(over * over + (8 * k * u * workMs) / horizon));
    const baseMs = (base ?? NaN) * Math.exp(effects.logBase[i] ?? 0);
    const latencyMs = baseMs + (cut.waitMs[i] ?? NaN) * (waitFactor ?? NaN) + serviceMs + queueMs;
    logLatency[i] = Math.log(latencyMs);
    const p = sharpness ?? NaN;
    logThroughput[i] =
      at(PLACE.share) + (effects.logShare[i] ?? 0) + Math.log(perMs * 1000) - Math.log1p(u ** p) / p;
    utilisation[i] = u;
  }
  return { logLatency, logThroughput, utilisation };
}

interface Effects {
  readonly logBase: Float64Array;
  readonly logCost: Float64Array;
  readonly logShare: Float64Array;
}

function effectsOf(layout: QueueLayout, theta: ArrayLike<number>, columns: QueueColumns): Effects {
  const effects: Effects = {
    logBase: new Float64Array(columns.n),
    logCost: new Float64Array(columns.n),
    logShare: new Float64Array(columns.n),
  };
  let place = Object.keys(PLACE).length;
  const add = (into: Float64Array, values: Float64Array | undefined, factor: number): void => {
    for (let i = 0; i < columns.n; i += 1) into[i] = (into[i] ?? 0) + factor * (values?.[i] ?? 0);
  };
  if (layout.txBytesReference !== null) {
    add(effects.logCost, columns.logTxBytes, theta[place] ?? 0);
    add(effects.logBase, columns.logTxBytes, theta[place + 1] ?? 0);
    place += SIZE_PARAMETERS;
  }
  for (const values of columns.context) {
    add(effects.logBase, values, theta[place] ?? 0);
    add(effects.logCost, values, theta[place + 1] ?? 0);
    add(effects.logShare, values, theta[place + 2] ?? 0);
    place += CONTEXT_PARAMETERS;
  }
  return effects;
}
