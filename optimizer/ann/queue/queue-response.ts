import { expectedBftBlock } from '../../cutmodel/expected-bft-block.js';
import { expectedBlock } from '../../cutmodel/expected-block.js';
import { at } from './at.js';
import { effectsOf } from './queue-effects.js';
import type { QueueColumns, QueueLayout } from './queue-layout.js';
import { PLACE, type CommonName } from './queue-parameters.js';

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

/** Of columns whose caps are all known: these cuts are the same whatever cap was learnt. */
const cutsOfKnownCaps = new WeakMap<QueueColumns, CutColumns>();

/**
 * Under BFT the time from cut to delivery at the leader is taken as 0: it is no parameter of this model, and
 * the wait for it is part of what base latency and service are fitted to.
 * @param capTransactions - what fits where the byte limit is unknown, at the references of the layout.
 */
export function cutColumns(columns: QueueColumns, capTransactions: number): CutColumns {
  const known = cutsOfKnownCaps.get(columns);
  if (known) return { ...known, capTransactions };
  const waitMs = new Float64Array(columns.n);
  const blockTransactions = new Float64Array(columns.n);
  let learnt = false;
  let lastFit = NaN;
  for (let i = 0; i < columns.n; i += 1) {
    const cap = capOf(columns, i, capTransactions);
    learnt ||= Number.isNaN(at(columns.knownCap, i));
    // What fits beyond the count makes no difference, and candidates often differ in nothing else.
    const fit = Math.min(cap, at(columns.countLimit, i));
    if (fit === lastFit && cutsAsBefore(columns, i)) {
      waitMs[i] = at(waitMs, i - 1);
      blockTransactions[i] = at(blockTransactions, i - 1);
      continue;
    }
    const cut = columns.bft[i] === 1 ? expectedBftBlock : expectedBlock;
    const block = cut(at(columns.countLimit, i), cap, at(columns.timeoutMs, i), orderedTps(columns, i));
    waitMs[i] = block.waitMs;
    blockTransactions[i] = block.blockTransactions;
    lastFit = fit;
  }
  const cuts = { capTransactions, waitMs, blockTransactions };
  if (!learnt) cutsOfKnownCaps.set(columns, cuts);
  return cuts;
}

function capOf(columns: QueueColumns, i: number, capTransactions: number): number {
  const known = at(columns.knownCap, i);
  if (!Number.isNaN(known)) return known;
  return Math.max(1, capTransactions * Math.exp(at(columns.logCapFactor, i)));
}

/** Whether a row has the count, timeout, rate and consensus of the one before it. */
function cutsAsBefore(columns: QueueColumns, i: number): boolean {
  const { countLimit, timeoutMs, rateTps, orderedShare, bft } = columns;
  return (
    countLimit[i] === countLimit[i - 1] &&
    timeoutMs[i] === timeoutMs[i - 1] &&
    rateTps[i] === rateTps[i - 1] &&
    orderedShare[i] === orderedShare[i - 1] &&
    bft[i] === bft[i - 1]
  );
}

/** Spread of service times that the queue is computed for, as a squared coefficient of variation. */
const SERVICE_VARIATION = 0.1;

/**
 * Latency = base + wait for the cut + service of the block + wait in the queue before it; of a load that reads,
 * only the ordered share waits for a cut and is served.
 *
 * A block of n transactions takes `blockMs + n * transactionMs` to serve; blocks come at `rate / n`; with the
 * work at the side that is the utilisation u. Throughput = `share * rate / (1 + u^p)^(1 / p)`: the rate below
 * saturation, the capacity above it.
 *
 * @param theta - in the order of `parametersOf`.
 */
export function respond(
  layout: QueueLayout,
  theta: ArrayLike<number>,
  columns: QueueColumns,
  cut: CutColumns,
): QueueResponse {
  const own = (name: CommonName): number => theta[PLACE[name]] ?? NaN;
  const baseMs = Math.exp(own('baseMs'));
  const blockMs = Math.exp(own('blockMs'));
  const transactionMs = Math.exp(own('transactionMs'));
  const sideMs = Math.exp(own('sideMs'));
  const horizonMs = Math.exp(own('horizonMs'));
  const waitFactor = Math.exp(own('waitFactor'));
  const sharpness = Math.exp(own('sharpness'));
  const logShare = own('share');
  const effects = effectsOf(layout, theta, columns);
  const logLatency = new Float64Array(columns.n);
  const logThroughput = new Float64Array(columns.n);
  const utilisation = new Float64Array(columns.n);
  for (let i = 0; i < columns.n; i += 1) {
    const n = at(cut.blockTransactions, i);
    const perMs = orderedTps(columns, i) / 1000;
    const ordered = at(columns.orderedShare, i);
    const rateTps = at(columns.rateTps, i);
    const cost = Math.exp(at(effects.logCost, i));
    const serviceMs = blockMs + transactionMs * cost * n;
    const u = (perMs / n) * serviceMs + (rateTps / 1000) * sideMs * cost;
    const queueMs = queueWaitMs(u, (u * n) / perMs, n, horizonMs);
    const restMs = baseMs * Math.exp(at(effects.logBase, i)) + ordered * at(cut.waitMs, i) * waitFactor;
    logLatency[i] = Math.log(restMs + ordered * serviceMs + queueMs);
    logThroughput[i] = logShare + at(effects.logShare, i) + Math.log(rateTps) - logLoss(u, sharpness);
    utilisation[i] = u;
  }
  return { logLatency, logThroughput, utilisation };
}

/**
 * The wait of the coordinate transformation method, which runs smoothly from the steady state through
 * saturation to a queue that grows for the whole horizon H: `H / 4 (u - 1 + sqrt((u - 1)^2 + 8 k u s / H))`
 * with the work s of a block and `k = (1 / n + variation of service) / 2` (Akcelik 1991, Travel time functions
 * for transport planning purposes; k after Kingman 1961, block arrivals being 1 / n as variable as their
 * transactions').
 */
function queueWaitMs(u: number, workMs: number, n: number, horizonMs: number): number {
  const k = (1 / n + SERVICE_VARIATION) / 2;
  const over = u - 1;
  return (horizonMs / 4) * (over + Math.sqrt(over * over + (8 * k * u * workMs) / horizonMs));
}

/** Of a load that only reads, so that its blocks stay computable; what waits for them weighs nothing there. */
const LEAST_ORDERED_SHARE = 0.01;

function orderedTps(columns: QueueColumns, i: number): number {
  return at(columns.rateTps, i) * Math.max(LEAST_ORDERED_SHARE, at(columns.orderedShare, i));
}

/** Logarithm of `(1 + u^p)^(1 / p)`. */
function logLoss(u: number, p: number): number {
  const power = u ** p;
  // Where the power overflows the 1 beside it has long been lost.
  return power < Infinity ? Math.log1p(power) / p : Math.log(u);
}
