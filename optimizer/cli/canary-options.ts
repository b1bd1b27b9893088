import type { Command } from 'commander';
import type { CanaryRequest } from '../apply/canary/watch.js';
import { InvalidInputError } from '../domain/errors.js';
import type { Limit } from '../domain/goal.js';
import type { Recommendation } from '../domain/recommendation.js';
import { canaryRequest } from '../operations/canary-request.js';
import { numberOption } from './command.js';
import { collectLimit } from './goal-options.js';

/** What the options of {@link addCanaryOptions} hold after parsing. */
export interface CanaryOptions {
  /** Seconds. */
  readonly watch?: number;
  readonly limit?: readonly Limit[];
  /** Transactions a second. */
  readonly probeRate?: number;
}

const LONGEST_WATCH_S = 24 * 3600;
const HIGHEST_PROBE_RATE_TPS = 1000;

/** The options that say how a change is watched once it is in force. */
export function addCanaryOptions(command: Command): Command {
  return command
    .option(
      '--watch <seconds>',
      'watch live transactions after the change, and put the settings back if limits or the prediction are broken',
      numberOption(
        '--watch',
        (value) => value > 0 && value <= LONGEST_WATCH_S,
        `above 0 and at most ${LONGEST_WATCH_S}`,
      ),
    )
    .option(
      '--limit <limit>',
      'what must hold while watching, such as "latencyP95Ms<=400"; may be given several times; a recommendation brings its own',
      collectLimit,
    )
    .option(
      '--probe-rate <tps>',
      'send harmless transactions while watching',
      numberOption(
        '--probe-rate',
        (value) => value > 0 && value <= HIGHEST_PROBE_RATE_TPS,
        `above 0 and at most ${HIGHEST_PROBE_RATE_TPS}`,
      ),
    );
}

/**
 * What to watch for, as {@link canaryRequest} has it.
 * @returns undefined if nothing is to be watched
 * @throws InvalidInputError for limits or probes without --watch, and for limits that cannot be watched
 */
export function canaryRequestFrom(
  { watch: watchS, limit: limits, probeRate: probeTps }: CanaryOptions,
  recommendation?: Pick<Recommendation, 'goal' | 'load' | 'predicted'>,
): CanaryRequest | undefined {
  if (watchS !== undefined) return canaryRequest({ watchS, limits, probeTps }, recommendation);
  if (limits !== undefined) throw needsWatch('--limit');
  if (probeTps !== undefined) throw needsWatch('--probe-rate');
  return undefined;
}

function needsWatch(option: string): InvalidInputError {
  return new InvalidInputError(option, [{ path: '', message: 'needs --watch <seconds>' }]);
}
