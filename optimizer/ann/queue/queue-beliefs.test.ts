import { expect, it } from 'vitest';
import { InvalidInputError } from '../../domain/errors.js';
import { seededRandom } from '../../domain/random.js';
import { beliefsFrom } from './queue-beliefs.js';
import type { QueueLayout } from './queue-layout.js';
import { parametersOf, PLACE } from './queue-parameters.js';
import { entry, drawnInputs, PLAIN, responseTo, thetaWith } from './queue.fixture.js';

const OLD: QueueLayout = {
  context: [{ name: 'peers', mean: 3, spread: 1 }],
  txBytesReference: 2000,
  preferredBytesReference: 5e5,
};
const NEW: QueueLayout = {
  context: [{ name: 'peers', mean: 5, spread: 2.5 }],
  txBytesReference: 5000,
  preferredBytesReference: 1e6,
};

function drawn(layout: QueueLayout): number[] {
  const random = seededRandom(8);
  return parametersOf(layout).map(({ mean, spread }) => mean + 0.5 * spread * random.normal());
}

it('takes the older parameters for means, with a third of the default spread and 0.05', () => {
  const theta = drawn(OLD);
  const beliefs = beliefsFrom(OLD, theta);
  expect(beliefs.map(({ mean }) => mean)).toEqual(theta);
  const spreadOf = (wanted: string) => beliefs.find(({ name }) => name === wanted)?.spread;
  expect(spreadOf('baseMs')).toBeCloseTo(1.3 / 3 + 0.05, 12);
  expect(spreadOf('peersOnBase')).toBeCloseTo(0.15, 12);
  // A third of 0.05 and 0.05 are more than 0.05.
  expect(spreadOf('share')).toBe(0.05);
});

it('says the same of every point in the figures of another layout', () => {
  const random = seededRandom(9);
  const theta = drawn(OLD);
  const translated = beliefsFrom(OLD, theta, NEW).map(({ mean }) => mean);
  const inputs = drawnInputs(50, 3).map((input, i) => ({
    ...input,
    // Unknown sizes mean the reference, which is another one in the other layout: the cap is learnt all the same.
    txBytes: 1000 + 9000 * random.next(),
    preferredMaxBytes: i % 2 === 0 ? 1e5 + 1e6 * random.next() : undefined,
    // Within three deviations under either layout: further off, each holds them at its own place.
    context: { peers: 2 + random.below(5) },
  }));
  const known = inputs.filter(({ preferredMaxBytes }) => preferredMaxBytes !== undefined);
  const [before, after] = [responseTo(theta, known, OLD), responseTo(translated, known, NEW)];
  known.forEach((_, i) => {
    expect(after.logLatency[i]).toBeCloseTo(entry(before.logLatency, i), 9);
    expect(after.logThroughput[i]).toBeCloseTo(entry(before.logThroughput, i), 9);
  });
});

it('moves the learnt cap with limit and size', () => {
  const cap = (to: QueueLayout) =>
    Math.exp(
      beliefsFrom(OLD, thetaWith({ capTransactions: 40 }, OLD), to)[PLACE.capTransactions]?.mean ?? NaN,
    );
  expect(cap({ ...OLD, preferredBytesReference: 1e6 })).toBeCloseTo(80, 9);
  expect(cap({ ...OLD, txBytesReference: 4000 })).toBeCloseTo(20, 9);
  expect(cap({ ...OLD, txBytesReference: null, preferredBytesReference: null })).toBeCloseTo(40, 9);
});

it('keeps defaults for what the older model did not know, and drops what the new one does not have', () => {
  const beliefs = beliefsFrom(PLAIN, thetaWith({}), OLD);
  expect(beliefs.slice(9)).toEqual(parametersOf(OLD).slice(9));
  expect(beliefsFrom(OLD, drawn(OLD), PLAIN).map(({ name }) => name)).toEqual(
    parametersOf(PLAIN).map(({ name }) => name),
  );
});

it('refuses parameters that are not those of the layout', () => {
  expect(() => beliefsFrom(OLD, thetaWith({}))).toThrow(InvalidInputError);
  expect(() => beliefsFrom(OLD, thetaWith({}))).toThrow('theta: has 9 parameters, its layout 14');
});
