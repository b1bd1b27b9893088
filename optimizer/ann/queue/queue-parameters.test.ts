import { expect, it } from 'vitest';
import { PLAIN } from './queue.fixture.js';
import {
  COMMON_PARAMETERS,
  CONTEXT_PARAMETERS,
  parametersOf,
  PLACE,
  SIZE_PARAMETERS,
} from './queue-parameters.js';

it('has the common parameters at their places', () => {
  const names = parametersOf(PLAIN).map(({ name }) => name);
  expect(names).toHaveLength(COMMON_PARAMETERS);
  expect(Object.fromEntries(names.map((name, place) => [name, place]))).toEqual(PLACE);
});

it('adds exponents of size and effects of each property, in the order of the layout', () => {
  const context = ['orderers', 'peers'].map((name) => ({ name, mean: 3, spread: 1 }));
  const names = parametersOf({ ...PLAIN, txBytesReference: 1000, context }).map(({ name }) => name);
  expect(names).toHaveLength(COMMON_PARAMETERS + SIZE_PARAMETERS + 2 * CONTEXT_PARAMETERS);
  expect(names.slice(COMMON_PARAMETERS)).toEqual([
    'txBytesOnCost',
    'txBytesOnBase',
    'orderersOnBase',
    'orderersOnCost',
    'orderersOnShare',
    'peersOnBase',
    'peersOnCost',
    'peersOnShare',
  ]);
});

it('calls no two parameters the same, whatever the property is called', () => {
  const context = ['size', 'base', 'bft'].map((name) => ({ name, mean: 3, spread: 1 }));
  const names = parametersOf({ ...PLAIN, txBytesReference: 1000, context }).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
