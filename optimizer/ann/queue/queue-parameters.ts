import type { QueueLayout } from './queue-layout.js';

/** A parameter with what is believed of it before any row is seen: a normal distribution of its own value. */
export interface Parameter {
  readonly name: string;
  readonly mean: number;
  readonly spread: number;
}

/**
 * What every network has, as logarithms, so that none can turn negative. The beliefs are wide: they hold
 * networks of one machine and of one continent, and matter only while rows are few.
 */
const COMMON = [
  /** Endorsement and the way to the orderer and back, ms, when nothing else is under way. */
  { name: 'baseMs', mean: Math.log(80), spread: 1.3 },
  /** Transactions that the unrecorded byte limit lets into a block. */
  { name: 'capTransactions', mean: Math.log(300), spread: 1.5 },
  /** What a block costs to validate and commit, ms, whatever it holds. */
  { name: 'blockMs', mean: Math.log(15), spread: 1 },
  /** What each transaction of a block adds to that, ms. */
  { name: 'transactionMs', mean: Math.log(3), spread: 1 },
  /** What each transaction takes of the same resource elsewhere, ms: endorsement, say, on shared cores. */
  { name: 'sideMs', mean: Math.log(1.5), spread: 1 },
  /** How long a queue that grows has been growing when it is measured, ms. */
  { name: 'horizonMs', mean: Math.log(15_000), spread: 0.7 },
  /** Committed transactions a sent one, far from saturation. */
  { name: 'share', mean: Math.log(0.98), spread: 0.05 },
  /** How sharply throughput bends at saturation. */
  { name: 'sharpness', mean: Math.log(12), spread: 0.5 },
  /** Measured wait for a block per expected one: arrivals may be evener or burstier than Poisson. */
  { name: 'waitFactor', mean: 0, spread: 0.1 },
] as const satisfies readonly Parameter[];
export type CommonName = (typeof COMMON)[number]['name'];

/** Places of the common parameters in the list that {@link parametersOf} gives. */
export const PLACE: Readonly<Record<CommonName, number>> = {
  baseMs: 0,
  capTransactions: 1,
  blockMs: 2,
  transactionMs: 3,
  sideMs: 4,
  horizonMs: 5,
  share: 6,
  sharpness: 7,
  waitFactor: 8,
};

/** Number of the common parameters, and so the place of the first other one. */
export const COMMON_PARAMETERS = COMMON.length;
/** Parameters of the size of a transaction, after the common ones. */
export const SIZE_PARAMETERS = 2;
/** Parameters of each property of network or workload, after those. */
export const CONTEXT_PARAMETERS = 3;

/**
 * The common ones; where the size of transactions varies, exponents of costs and base latency in it; for each
 * property that varies, its effect on base latency, costs and share, relative, per standard deviation.
 */
export function parametersOf({ txBytesReference, context }: QueueLayout): Parameter[] {
  const size: Parameter[] =
    txBytesReference === null
      ? []
      : [
          { name: 'txBytesOnCost', mean: 0, spread: 0.5 },
          { name: 'txBytesOnBase', mean: 0, spread: 0.3 },
        ];
  return [
    ...COMMON,
    ...size,
    ...context.flatMap(({ name }) => [
      { name: `${name}OnBase`, mean: 0, spread: 0.3 },
      { name: `${name}OnCost`, mean: 0, spread: 0.3 },
      { name: `${name}OnShare`, mean: 0, spread: 0.1 },
    ]),
  ];
}
