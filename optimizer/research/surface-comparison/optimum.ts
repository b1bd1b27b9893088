import { InfeasibleError, InvalidInputError } from '../../domain/errors.js';
import {
  brokenLimits,
  describeLimit,
  limitsOf,
  objectiveValue,
  type Figures,
  type Goal,
  type Limit,
} from '../../domain/goal.js';
import type { ModelInput } from '../../dataset/columns.js';
import { acceptableCost, medianFigures, missedBy, shortfallOf } from '../../search/best-measured.js';
import type { Cell, Surface } from './surface.js';

/** A cell as the comparison judges it: by the medians of all its replicates. */
export interface JudgedCell {
  readonly cell: number;
  readonly input: ModelInput;
  readonly medians: Figures;
  /** {@link objectiveValue} of the medians; undefined where they break a limit or nothing was committed. */
  readonly objective: number | undefined;
}

/** The judged cells of a surface, in its order, and the best of those that keep the limits. */
export interface Judgement {
  readonly cells: readonly JudgedCell[];
  readonly optimum: JudgedCell & { readonly objective: number };
}

/**
 * @throws InvalidInputError where the goal asks for a figure that no row has; InfeasibleError where no cell
 * keeps the limits, with the limit that is in the way and how close one can get.
 */
export function judge(surface: Surface, goal: Goal): Judgement {
  requireFigures(surface, goal);
  const costs = new Map<number, number>();
  const cells = surface.cells.map(({ input, rounds }, cell): JudgedCell => {
    const medians = medianFigures(rounds);
    const cost = acceptableCost(goal, surface.sendRateTps, medians);
    if (cost !== undefined) costs.set(cell, cost);
    return {
      cell,
      input,
      medians,
      objective: cost === undefined ? undefined : objectiveValue(goal, medians),
    };
  });
  const [best] = [...costs].toSorted(([, a], [, b]) => a - b);
  const optimum = best && cells[best[0]];
  if (optimum?.objective === undefined) throw infeasible(surface, goal, cells);
  return { cells, optimum: { ...optimum, objective: optimum.objective } };
}

const COLUMNS: Readonly<Record<'latencyP95Ms' | 'failedPct', string>> = {
  latencyP95Ms: 'latency_p95_ms',
  failedPct: 'succeeded and failed',
};

/** A figure that nobody recorded would make every cell break its limit, which would tell the wrong story. */
function requireFigures({ name, cells }: Surface, goal: Goal): void {
  const wanted = new Map<keyof typeof COLUMNS, string>();
  if (goal.latency === 'p95' && goal.objective !== 'max-throughput') {
    wanted.set('latencyP95Ms', `${goal.objective} of the 95th percentile`);
  }
  for (const limit of goal.limits) {
    const { figure } = limit;
    if (figure === 'latencyP95Ms' || figure === 'failedPct')
      wanted.set(figure, `the limit ${describeLimit(limit)}`);
  }
  const hasFigure = ({ rounds }: Cell, figure: keyof typeof COLUMNS): boolean =>
    rounds.some((round) => round[figure] !== undefined);
  const faults = [...wanted]
    .filter(([figure]) => !cells.some((cell) => hasFigure(cell, figure)))
    .map(([figure, purpose]) => ({
      path: '',
      message: `${purpose} needs ${COLUMNS[figure]}, which no row at this rate has`,
    }));
  if (faults.length > 0) throw new InvalidInputError(name, faults);
}

function infeasible(surface: Surface, goal: Goal, cells: readonly JudgedCell[]): InfeasibleError {
  const where = `no setting of ${surface.name} at ${surface.sendRateTps} tps`;
  const limits = limitsOf(goal, surface.sendRateTps);
  const alone = limits.flatMap((limit) => {
    const [closest] = cells.toSorted((a, b) => missedBy(limit, a.medians) - missedBy(limit, b.medians));
    return closest && missedBy(limit, closest.medians) > 0 ? [{ limit, closest }] : [];
  });
  const [hardest] = alone;
  if (hardest) {
    const others = alone.slice(1).map(({ limit }) => describeLimit(limit));
    const also = others.length > 0 ? `; nor ${others.join(', ')}` : '';
    return new InfeasibleError(
      `${where} keeps ${describeLimit(hardest.limit)}: ${closestOf(hardest.closest, [hardest.limit])}${also}`,
    );
  }
  if (limits.length === 0) return new InfeasibleError(`${where} committed a transaction`);
  const [nearest] = cells.toSorted((a, b) => shortfallOf(limits, a.medians) - shortfallOf(limits, b.medians));
  const together = limits.map(describeLimit).join(' and ');
  const missed = nearest ? brokenLimits(limits, nearest.medians) : [];
  return new InfeasibleError(
    `${where} keeps ${together} together, though each can be kept: ${nearest ? closestOf(nearest, missed) : ''}`,
  );
}

function closestOf({ input, medians }: JudgedCell, limits: readonly Limit[]): string {
  const found = limits.map(({ figure }) => `${figure} ${rounded(medians[figure])}`).join(' and ');
  return `the closest is maxMessageCount ${input.maxMessageCount}, batchTimeoutMs ${input.batchTimeoutMs} with ${found}`;
}

function rounded(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? 'unknown' : String(Number(value.toPrecision(4)));
}
