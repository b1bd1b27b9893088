import { z } from 'zod';
import { objectiveSchema, THROUGHPUT_TOLERANCE, type Objective } from './objective.js';

/** Figures that a limit may be set on. */
export const limitedFigureSchema = z.enum(['latencyMeanMs', 'latencyP95Ms', 'throughputTps', 'failedPct']);
export type LimitedFigure = z.infer<typeof limitedFigureSchema>;

/** What a setting must keep to, whatever else it gains: `latencyP95Ms<=400`. */
export const limitSchema = z
  .strictObject({ figure: limitedFigureSchema, bound: z.enum(['<=', '>=']), value: z.number().min(0) })
  .readonly();
export type Limit = z.infer<typeof limitSchema>;

/** The exponents of `balanced`. */
export const weightsSchema = z
  .strictObject({ latency: z.number().gt(0).max(10), throughput: z.number().gt(0).max(10) })
  .readonly();
export type Weights = z.infer<typeof weightsSchema>;

/** What a person wants of the settings. docs/measurement.md gives the formula of each objective. */
export const goalSchema = z
  .strictObject({
    objective: objectiveSchema,
    /** The latency that objectives are about. */
    latency: z.enum(['mean', 'p95']),
    /** Share of the send rate that min-latency may leave uncommitted. */
    throughputTolerance: z.number().min(0).max(1),
    weights: weightsSchema,
    limits: z.array(limitSchema).readonly(),
    /** Probability with which limits have to hold. */
    confidence: z.number().gt(0).lt(1),
  })
  .readonly();
export type Goal = z.infer<typeof goalSchema>;

/** The goal of an objective when nothing more is said. */
export function plainGoal(objective: Objective): Goal {
  return {
    objective,
    latency: 'mean',
    throughputTolerance: THROUGHPUT_TOLERANCE,
    weights: { latency: 1, throughput: 1 },
    limits: [],
    confidence: 0.9,
  };
}

/** Measured or expected figures of one setting under one load. */
export interface Figures {
  readonly throughputTps: number;
  readonly latencyMeanMs: number;
  readonly latencyP95Ms?: number | undefined;
  /** Failed transactions, % of those sent. */
  readonly failedPct?: number | undefined;
}

/**
 * What the objective makes of figures, the smaller the better, always above 0:
 * - min-latency: the latency, ms;
 * - max-throughput: 1 / throughput, s;
 * - balanced: latency^a / throughput^b; with a = b = 1 the inverse of Kleinrock's power (1979, Power and
 *   deterministic rules of thumb for probabilistic problems in computer communications).
 * Whether the figures are acceptable at all is {@link brokenLimits}' business.
 */
export function costOf(goal: Pick<Goal, 'objective' | 'latency' | 'weights'>, figures: Figures): number {
  const throughputTps = Math.max(figures.throughputTps, Number.EPSILON);
  if (goal.objective === 'max-throughput') return 1 / throughputTps;
  const latencyMs = latencyOf(goal, figures);
  if (goal.objective === 'min-latency') return latencyMs;
  return latencyMs ** goal.weights.latency / throughputTps ** goal.weights.throughput;
}

/** The latency that the goal is about; NaN where the figures do not have it. */
export function latencyOf(goal: Pick<Goal, 'latency'>, figures: Figures): number {
  return (goal.latency === 'p95' ? figures.latencyP95Ms : figures.latencyMeanMs) ?? NaN;
}

/** {@link costOf} as people read it: ms; tps; and throughput^b / latency^a, where more is better. */
export function objectiveValue(
  goal: Pick<Goal, 'objective' | 'latency' | 'weights'>,
  figures: Figures,
): number {
  const cost = costOf(goal, figures);
  return goal.objective === 'min-latency' ? cost : 1 / cost;
}

/**
 * How much worse than the best, in % of the best: of what is minimised `value / best - 1`, of what is maximised
 * `1 - value / best`.
 */
export function worsePct(goal: Pick<Goal, 'objective'>, value: number, best: number): number {
  const change = value / best - 1;
  return 100 * (goal.objective === 'min-latency' ? change : -change);
}

/** The limits of a goal, with those that its objective brings along. */
export function limitsOf(goal: Goal, sendRateTps: number): Limit[] {
  if (goal.objective !== 'min-latency') return [...goal.limits];
  const value = (1 - goal.throughputTolerance) * sendRateTps;
  return [{ figure: 'throughputTps', bound: '>=', value }, ...goal.limits];
}

/** Which of the limits the figures break; a figure that is missing breaks its limit. */
export function brokenLimits(limits: readonly Limit[], figures: Figures): Limit[] {
  return limits.filter(({ figure, bound, value }) => {
    const found = figures[figure] ?? NaN;
    return !(bound === '<=' ? found <= value : found >= value);
  });
}

/** `latencyP95Ms<=400` */
export function describeLimit({ figure, bound, value }: Limit): string {
  return `${figure}${bound}${value}`;
}

/** Reads `latencyP95Ms<=400`. @returns undefined if that is no limit. */
export function limitFrom(text: string): Limit | undefined {
  const [, figure, bound, number] = /^\s*([A-Za-z0-9]+)\s*(<=|>=)\s*([0-9.]+)\s*$/.exec(text) ?? [];
  const parsed = limitSchema.safeParse({ figure, bound, value: Number(number) });
  return parsed.success ? parsed.data : undefined;
}

/** Pairs of limits that no figures can keep together. */
export function contradictions(limits: readonly Limit[]): [Limit, Limit][] {
  return limits.flatMap((most) =>
    limits
      .filter((least) => most.bound === '<=' && least.bound === '>=')
      .filter((least) => least.figure === most.figure && least.value > most.value)
      .map((least): [Limit, Limit] => [most, least]),
  );
}
