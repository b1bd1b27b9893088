import { batchStates } from '../cutmodel/expected-bft-block.js';
import { chanceOfReaching } from '../cutmodel/capped-poisson.js';
import { cutOf, type CutConditions } from '../cutmodel/cut.js';
import type { ModelInput } from '../dataset/columns.js';
import { cutLimitSchema, type Binding, type CutLimit } from '../domain/recommendation-detail.js';
import { HARD_LIMITS, type SettingName } from '../domain/settings.js';
import { describeBinding } from './binding-words.js';

/**
 * Which limit of the block cutter ends blocks under these settings and load, from the closed form of block
 * cutting (docs/cutmodel.md): the expected share of blocks that each ends, and from which value down each would
 * rule. Arrivals are taken as random. A byte limit is unknown where it or the size of a transaction is not
 * recorded: its share is left out, and the others are told as if it never ruled.
 * @param input - whole limits above 0, a rate above 0. Of a load that reads, only the ordered share counts.
 */
export function bindingAt(input: ModelInput): Binding {
  const conditions = conditionsOf(input);
  const cut = cutOf(conditions);
  const shares = sharesOf(conditions, cut.blockTransactions);
  const limits = cutLimitSchema.options.map((limit) => {
    const value = conditions[settingOf(limit, conditions)];
    const known = limit !== 'bytes' || fitOf(conditions) < Infinity;
    return {
      limit,
      ...(value === undefined ? {} : { value }),
      ...(known ? { sharePct: 100 * shares[limit], ...bindsAt(limit, conditions) } : {}),
    };
  });
  const figures = {
    by: cut.by,
    blockTransactions: Math.max(1, cut.blockTransactions),
    waitMs: Math.max(0, cut.meanWaitMs),
    limits,
  };
  return { ...figures, description: describeBinding(figures, conditions) };
}

function conditionsOf(input: ModelInput): CutConditions {
  const { consensus = 'raft', context, sendRateTps } = input;
  const ordered = 1 - Math.min(1, Math.max(0, context?.['readShare'] ?? 0));
  const { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes, txBytes } = input;
  return {
    ...{ consensus, maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes, txBytes },
    orderedRateTps: ordered * sendRateTps,
  };
}

/** The setting that holds a limit: SmartBFT goes by absoluteMaxBytes. */
function settingOf(limit: CutLimit, { consensus }: Pick<CutConditions, 'consensus'>): SettingName {
  if (limit === 'count') return 'maxMessageCount';
  if (limit === 'timeout') return 'batchTimeoutMs';
  return consensus === 'raft' ? 'preferredMaxBytes' : 'absoluteMaxBytes';
}

/** Whole transactions that fit into a block; Infinity where that is unknown. */
function fitOf(conditions: CutConditions): number {
  const bytes = conditions[settingOf('bytes', conditions)];
  const { txBytes } = conditions;
  return bytes === undefined || txBytes === undefined ? Infinity : Math.floor(bytes / txBytes);
}

type Shares = Readonly<Record<CutLimit, number>>;

function sharesOf(conditions: CutConditions, blockTransactions: number): Shares {
  if (conditions.maxMessageCount === 1) return { count: 1, bytes: 0, timeout: 0 };
  return conditions.consensus === 'raft'
    ? raftShares(conditions, blockTransactions)
    : bftShares(conditions, fitOf(conditions));
}

/**
 * Raft: count ends a block if the others that it takes come before the timer, which the first one starts. Bytes
 * leave the timer running: one block of a cycle of `1 + arrivals` transactions is the timer's, the others theirs.
 */
function raftShares(conditions: CutConditions, blockTransactions: number): Shares {
  const fit = fitOf(conditions);
  const { maxMessageCount, batchTimeoutMs, orderedRateTps } = conditions;
  const arrivals = (orderedRateTps * batchTimeoutMs) / 1000;
  if (fit >= maxMessageCount) {
    const count = chanceOfReaching(maxMessageCount - 1, arrivals);
    return { count, bytes: 0, timeout: 1 - count };
  }
  // What is larger than the limit becomes a block by itself, at once.
  const timeout = fit === 0 ? 0 : Math.min(1, blockTransactions / (1 + arrivals));
  return { count: 0, bytes: 1 - timeout, timeout };
}

/**
 * SmartBFT: a batch ends when the pool is full or at the timer; a timer that finds the pool empty ends no block.
 * One more transaction than fits fills the pool by bytes, and stays in it.
 */
function bftShares({ maxMessageCount, batchTimeoutMs, orderedRateTps }: CutConditions, fit: number): Shares {
  const byBytes = fit < maxMessageCount;
  const full = byBytes ? Math.max(1, fit) + 1 : maxMessageCount;
  const ratePerMs = Math.max(Number.EPSILON, orderedRateTps / 1000);
  const states = batchStates(byBytes ? full : Infinity, batchTimeoutMs, 0, ratePerMs);
  const { afterBlock, afterNothing, emptied, left, nothing } = states;
  const ended =
    emptied * chanceOfReaching(full, afterBlock) +
    left * chanceOfReaching(full - 1, afterBlock) +
    nothing * chanceOfReaching(full, afterNothing);
  const share = Math.min(1, ended / (emptied + left));
  return { count: byBytes ? 0 : share, bytes: byBytes ? share : 0, timeout: 1 - share };
}

/** The largest whole value at which a limit rules: found by halving, as a smaller limit never rules less. */
function bindsAt(limit: CutLimit, conditions: CutConditions): { readonly bindsAt?: number } {
  const name = settingOf(limit, conditions);
  const rules = (value: number): boolean => cutOf({ ...conditions, [name]: value }).by === limit;
  let { min: low, max: high } = HARD_LIMITS[name];
  if (!rules(low)) return {};
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (rules(middle)) low = middle;
    else high = middle - 1;
  }
  return { bindsAt: low };
}
