import {
  BASELINES,
  CONTENDERS,
  FEWEST_REPEATS,
  type Contender,
  type LiveComparison,
} from '../../domain/comparison.js';
import { InvalidInputError, type Fault } from '../../domain/errors.js';
import type { Goal } from '../../domain/goal.js';
import { plannedPoints, type Plan } from '../../domain/plan.js';
import type { OrdererSettings } from '../../domain/settings.js';

/** Rounds of each search at each send rate, where nobody says otherwise. */
export const DEFAULT_BUDGET = 12;
export const DEFAULT_PLAN = 'compare';

/** Everything a comparison is made from, before it has an id and a network. */
export type LiveRequest = Pick<
  LiveComparison,
  'plan' | 'sendRatesTps' | 'goal' | 'repeats' | 'budget' | 'seed' | 'contenders'
>;

/** What a person says of a comparison. */
export interface AskedComparison {
  readonly plan: Plan;
  /** As the plan was given: its file, or the name of one that comes with gridtune. */
  readonly planGiven: string;
  /** Those of the plan if absent. */
  readonly sendRatesTps?: readonly number[] | undefined;
  /** Told the rates, because an objective may bring a limit along that depends on them. */
  readonly goal: (sendRatesTps: readonly number[]) => Goal;
  readonly repeats?: number | undefined;
  readonly budget?: number | undefined;
  readonly seed: number;
  readonly contenders?: readonly Contender[] | undefined;
}

/**
 * Fills in what was left open and checks the whole.
 * @param inForce - settings that fill what the plan leaves open.
 * @param named - how whoever asks calls the parts: `--repeats` on the command line
 * @throws InvalidInputError with every fault
 */
export function liveRequest(
  asked: AskedComparison,
  inForce: OrdererSettings,
  named: (part: 'plan' | 'repeats' | 'contenders') => string = (part) => part,
): LiveRequest {
  const { plan, planGiven, repeats = FEWEST_REPEATS, contenders = CONTENDERS } = asked;
  const sendRatesTps = [...new Set(asked.sendRatesTps ?? plan.points.map((point) => point.sendRateTps))];
  const grid = gridOf(plan, inForce);
  const faults = [
    ...repeatFaults(repeats, named('repeats')),
    ...contenderFaults(contenders, named('contenders')),
    ...(grid.length > 0
      ? []
      : [{ path: named('plan'), message: `${planGiven} holds no settings to choose among` }]),
  ];
  if (faults.length > 0) throw new InvalidInputError('compare', faults);
  const { name, workload, window, precision } = plan;
  return {
    plan: { file: planGiven, name, grid, workload, window, precision },
    sendRatesTps,
    goal: asked.goal(sendRatesTps),
    repeats,
    budget: asked.budget ?? DEFAULT_BUDGET,
    seed: asked.seed,
    contenders: [...contenders],
  };
}

/** The different settings of a plan, in its order; what it leaves open is filled with what is in force. */
function gridOf(plan: Plan, inForce: OrdererSettings): OrdererSettings[] {
  const points = plannedPoints(plan, inForce);
  return [...new Map(points.map(({ settings }) => [JSON.stringify(settings), settings])).values()];
}

function repeatFaults(repeats: number, path: string): Fault[] {
  if (repeats >= FEWEST_REPEATS) return [];
  const message = `must be at least ${FEWEST_REPEATS}, got ${repeats}: with fewer pairs a 95 % interval is so wide that hardly any difference could be shown`;
  return [{ path, message }];
}

function contenderFaults(contenders: readonly Contender[], path: string): Fault[] {
  const faults: Fault[] = [];
  if (contenders.length < 2) faults.push({ path, message: 'must name at least two to compare' });
  if (!BASELINES.some((baseline) => contenders.includes(baseline)))
    faults.push({ path, message: `must hold a baseline: ${BASELINES.join(' or ')}` });
  return faults;
}
