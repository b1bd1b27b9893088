import { expect, it } from 'vitest';
import { fitQueue } from '../queue/queue-fit.js';
import { drawnInputs, PLAIN, pointsOf, thetaWith } from '../queue/queue.fixture.js';
import { helpfulBeliefs, type PriorModel } from './prior.js';

const network = thetaWith({ baseMs: 150, blockMs: 25, transactionMs: 2, sideMs: 0.5 });
const other = thetaWith({ baseMs: 4000, capTransactions: 6, blockMs: 300, transactionMs: 60 });

function priorOf(theta: readonly number[]): PriorModel {
  const points = pointsOf(theta, drawnInputs(60, 1), { noise: 0.03, seed: 2 });
  return { layout: PLAIN, queue: fitQueue(PLAIN, points, { seed: 1 }) };
}

const few = pointsOf(network, drawnInputs(8, 5), { noise: 0.03, seed: 6 });

it('is believed where it comes from a network that is alike', () => {
  expect(helpfulBeliefs(priorOf(network), few, PLAIN, 1)).toHaveLength(network.length);
});

it('is dropped where it misleads', () => {
  expect(helpfulBeliefs(priorOf(other), few, PLAIN, 1)).toBeUndefined();
});

it('is not asked where rows are many', () => {
  const many = pointsOf(network, drawnInputs(201, 5), { noise: 0.03, seed: 6 });
  expect(helpfulBeliefs(priorOf(network), many, PLAIN, 1)).toBeUndefined();
});
