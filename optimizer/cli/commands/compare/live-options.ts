import type { Command } from 'commander';
import { readPlan } from '../../../config/plan-file.js';
import { findPlan } from '../../../config/shipped-plans.js';
import {
  BASELINES,
  CONTENDERS,
  contenderSchema,
  FEWEST_REPEATS,
  type Contender,
  type LiveComparison,
} from '../../../domain/comparison.js';
import { InvalidInputError, type Fault } from '../../../domain/errors.js';
import { plannedPoints, type Plan } from '../../../domain/plan.js';
import type { OrdererSettings } from '../../../domain/settings.js';
import { numberOption } from '../../command.js';
import { goalFrom, type GoalOptions } from '../../goal-options.js';

/** What the options of {@link addLiveOptions} hold after parsing, beside those that every comparison has. */
export interface LiveOptions extends GoalOptions {
  readonly live?: boolean;
  readonly plan?: string;
  readonly sendRate?: readonly number[];
  readonly repeats?: number;
  readonly contenders?: readonly Contender[];
  readonly resume?: string;
  /** Undefined where it was not given. */
  readonly budget?: number | undefined;
  readonly seed: number;
  readonly out?: string;
}

export const DEFAULT_BUDGET = 12;
const DEFAULT_PLAN = 'compare';

/** Everything a comparison is made from, before it has an id and a network. */
export type LiveRequest = Pick<
  LiveComparison,
  'plan' | 'sendRatesTps' | 'goal' | 'repeats' | 'budget' | 'seed' | 'contenders'
>;

/** The options of `compare` that are about the live network. */
export function addLiveOptions(compare: Command): Command {
  return compare
    .option('--live', 'compare on the live network, in alternating rounds')
    .option(
      '--plan <file>',
      `live: YAML plan whose settings are chosen among, or the name of one that comes with gridtune; without it "${DEFAULT_PLAN}"`,
    )
    .option(
      '--repeats <n>',
      `live: rounds of every contender at each send rate; without it ${FEWEST_REPEATS}`,
      numberOption('--repeats', Number.isSafeInteger, 'a whole number'),
    )
    .option(
      '--contenders <names>',
      `live: who takes part, with commas in between; without it ${CONTENDERS.join(',')}`,
      parseContenders,
    )
    .option('--resume <id>', 'live: go on with a comparison that was cut short');
}

/**
 * Checks the options and reads the plan.
 * @param inForce - settings that fill what the plan leaves open.
 * @throws InvalidInputError with every fault
 */
export async function liveRequest(
  options: LiveOptions,
  plansDirectory: string,
  inForce: OrdererSettings,
): Promise<LiveRequest> {
  const given = options.plan ?? DEFAULT_PLAN;
  const plan = await readPlan(await findPlan(given, plansDirectory));
  const sendRatesTps = distinct(options.sendRate ?? plan.points.map((point) => point.sendRateTps));
  const repeats = options.repeats ?? FEWEST_REPEATS;
  const contenders = options.contenders ?? CONTENDERS;
  const grid = gridOf(plan, inForce);
  const faults = [...repeatFaults(repeats), ...contenderFaults(contenders), ...gridFaults(grid, given)];
  if (faults.length > 0) throw new InvalidInputError('compare', faults);
  const { name, workload, window, precision } = plan;
  return {
    plan: { file: given, name, grid, workload, window, precision },
    sendRatesTps,
    goal: goalFrom(options, sendRatesTps),
    repeats,
    budget: options.budget ?? DEFAULT_BUDGET,
    seed: options.seed,
    contenders: [...contenders],
  };
}

/** What a resumed comparison is made of stands in its record. */
export function refuseBesideResume(options: LiveOptions): void {
  const { plan, sendRate, repeats, contenders, budget } = options;
  const others = {
    '--plan': plan,
    '--send-rate': sendRate,
    '--repeats': repeats,
    '--contenders': contenders,
    '--budget': budget,
  };
  const faults = Object.entries(others).flatMap(([option, value]) =>
    value === undefined ? [] : [{ path: '', message: `give either ${option} or --resume` }],
  );
  if (faults.length > 0) throw new InvalidInputError('compare', faults);
}

/** The different settings of a plan, in its order; what it leaves open is filled with what is in force. */
function gridOf(plan: Plan, inForce: OrdererSettings): OrdererSettings[] {
  const points = plannedPoints(plan, inForce);
  return [...new Map(points.map(({ settings }) => [JSON.stringify(settings), settings])).values()];
}

function gridFaults(grid: readonly OrdererSettings[], file: string): Fault[] {
  return grid.length > 0 ? [] : [{ path: '--plan', message: `${file} holds no settings to choose among` }];
}

function repeatFaults(repeats: number): Fault[] {
  if (repeats >= FEWEST_REPEATS) return [];
  return [
    {
      path: '--repeats',
      message: `must be at least ${FEWEST_REPEATS}, got ${repeats}: with fewer pairs a 95 % interval is so wide that hardly any difference could be shown`,
    },
  ];
}

function contenderFaults(contenders: readonly Contender[]): Fault[] {
  const faults: Fault[] = [];
  if (contenders.length < 2)
    faults.push({ path: '--contenders', message: 'must name at least two to compare' });
  if (!BASELINES.some((baseline) => contenders.includes(baseline)))
    faults.push({ path: '--contenders', message: `must hold a baseline: ${BASELINES.join(' or ')}` });
  return faults;
}

function parseContenders(text: string): Contender[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !contenderSchema.safeParse(name).success);
  if (unknown.length > 0) {
    const message = `unknown contender ${unknown.join(', ')}; there are ${CONTENDERS.join(', ')}`;
    throw new InvalidInputError('--contenders', [{ path: '', message }]);
  }
  return CONTENDERS.filter((contender) => names.includes(contender));
}

function distinct(rates: readonly number[]): number[] {
  return [...new Set(rates)];
}
