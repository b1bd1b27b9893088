import type { AveragedRow } from '../../dataset/averaged-points.js';
import type { ModelInput } from '../../dataset/columns.js';
import { seededRandom } from '../../domain/random.js';
import { columnsOf, type QueueLayout } from './queue-layout.js';
import { parametersOf, PLACE, type CommonName } from './queue-parameters.js';
import { cutColumns, respond, type QueueResponse } from './queue-response.js';

export const PLAIN: QueueLayout = { context: [], txBytesReference: null, preferredBytesReference: null };

/** An entry that has to be there. */
export function entry(values: ArrayLike<number>, place: number): number {
  const value = values[place];
  if (value === undefined) throw new RangeError(`nothing at ${place} of ${values.length}`);
  return value;
}

/** The means of what is believed, but for these, in their own units. */
export function thetaWith(
  values: Partial<Record<CommonName, number>>,
  layout: QueueLayout = PLAIN,
): number[] {
  const theta = parametersOf(layout).map(({ mean }) => mean);
  const places = new Map(Object.entries(PLACE));
  for (const [name, value] of Object.entries(values)) theta[places.get(name) ?? NaN] = Math.log(value);
  return theta;
}

export function responseTo(
  theta: readonly number[],
  inputs: readonly ModelInput[],
  layout: QueueLayout = PLAIN,
): QueueResponse {
  const columns = columnsOf(layout, inputs);
  return respond(layout, theta, columns, cutColumns(columns, Math.exp(entry(theta, PLACE.capTransactions))));
}

/** Settings and rates spread evenly over the logarithms of the usual ranges. */
export function drawnInputs(n: number, seed: number): ModelInput[] {
  const random = seededRandom(seed);
  const between = (least: number, most: number) => least * (most / least) ** random.next();
  return Array.from({ length: n }, () => ({
    maxMessageCount: Math.round(between(5, 500)),
    batchTimeoutMs: Math.round(between(100, 3000)),
    sendRateTps: Math.round(between(20, 300)),
  }));
}

/** What a network of these parameters would show, times lognormal noise. */
export function pointsOf(
  theta: readonly number[],
  inputs: readonly ModelInput[],
  {
    noise = 0,
    seed = 1,
    layout = PLAIN,
  }: { readonly noise?: number; readonly seed?: number; readonly layout?: QueueLayout } = {},
): AveragedRow[] {
  const random = seededRandom(seed);
  const { logLatency, logThroughput } = responseTo(theta, inputs, layout);
  return inputs.map((input, i) => ({
    ...input,
    roundId: `round-${i}`,
    pointId: `point-${i}`,
    roundIds: [`round-${i}`],
    weight: 1,
    latencyMeanMs: Math.exp(entry(logLatency, i) + noise * random.normal()),
    throughputTps: Math.exp(entry(logThroughput, i) + noise * random.normal()),
  }));
}
