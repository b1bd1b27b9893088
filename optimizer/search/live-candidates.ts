import { designPoints } from '../domain/design.js';
import { InvalidInputError } from '../domain/errors.js';
import type { SettingRanges } from '../domain/guard-rails.js';
import {
  completeSettings,
  sameSettings,
  type OrdererSettings,
  type SettingsChange,
} from '../domain/settings.js';

/**
 * What a search chooses among where nothing is said: counts and timeouts at equal factors over the box in which
 * one machine's networks answer differently; byte limits stay as they are.
 */
const DEFAULT_AXES = [
  { name: 'maxMessageCount', from: 1, to: 500, scale: 'log', levels: 10 },
  { name: 'batchTimeoutMs', from: 50, to: 2000, scale: 'log', levels: 6 },
] as const;

export interface Candidates {
  /** All different, each within the hard limits. */
  readonly settings: readonly OrdererSettings[];
  /** What was left out, and why. */
  readonly warnings: readonly string[];
}

/**
 * Sixty settings over what `ranges` leave of the default box, or fewer where they leave few whole numbers; and
 * those in force.
 */
export function defaultCandidates(inForce: OrdererSettings, ranges: SettingRanges): Candidates {
  const axes = DEFAULT_AXES.map((axis) => {
    const { min, max } = ranges[axis.name];
    const from = Math.min(Math.max(axis.from, min), max);
    const to = Math.min(Math.max(axis.to, min), max);
    return { ...axis, from, to, levels: Math.min(axis.levels, to - from + 1) };
  });
  const grid = designPoints({ kind: 'grid', axes }, 0);
  if (grid.kind === 'refused') throw new InvalidInputError('default grid', grid.faults);
  const changes = grid.points.map(({ maxMessageCount, batchTimeoutMs }) => ({
    ...(maxMessageCount === undefined ? {} : { maxMessageCount }),
    ...(batchTimeoutMs === undefined ? {} : { batchTimeoutMs }),
  }));
  return candidatesFrom([...changes, inForce], inForce);
}

/**
 * Changes as whole settings, in their order and each once. One that breaks a rule, together with what is in force
 * or alone, is left out with a warning.
 */
export function candidatesFrom(changes: readonly SettingsChange[], inForce: OrdererSettings): Candidates {
  const settings: OrdererSettings[] = [];
  const warnings: string[] = [];
  for (const change of changes) {
    const completed = completedOrRefused(change, inForce);
    if (completed instanceof InvalidInputError)
      warnings.push(`left out of the search: ${JSON.stringify(change)}: ${completed.message}`);
    else if (!settings.some((other) => sameSettings(other, completed))) settings.push(completed);
  }
  return { settings, warnings };
}

function completedOrRefused(
  change: SettingsChange,
  inForce: OrdererSettings,
): OrdererSettings | InvalidInputError {
  try {
    return completeSettings(change, inForce);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
}
