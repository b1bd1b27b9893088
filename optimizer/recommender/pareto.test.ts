import { describe, expect, it } from 'vitest';
import { seededRandom } from '../domain/random.js';
import { paretoFront, type TradeOff } from './pareto.js';

const of = (item: TradeOff): TradeOff => item;
const at = (throughputTps: number, latencyMs: number): TradeOff => ({ throughputTps, latencyMs });

function beats(a: TradeOff, b: TradeOff): boolean {
  const atLeast = a.throughputTps >= b.throughputTps && a.latencyMs <= b.latencyMs;
  return atLeast && (a.throughputTps > b.throughputTps || a.latencyMs < b.latencyMs);
}

describe('paretoFront', () => {
  it('is what no other beats, ascending in throughput', () => {
    const front = [at(30, 20), at(40, 25), at(60, 90)];
    expect(paretoFront([at(40, 26), front[2] ?? at(0, 0), at(29, 21), ...front.slice(0, 2)], of)).toEqual(
      front,
    );
  });

  it('is the same as comparing each with each, ties included', () => {
    const random = seededRandom(5);
    // Few different values, so that figures are often equal in one of the two or both.
    const items = Array.from({ length: 400 }, () =>
      at(Math.floor(30 * random.next()), Math.floor(30 * random.next())),
    );
    const expected = items.filter(
      (item, place) =>
        !items.some((other) => beats(other, item)) &&
        !items
          .slice(0, place)
          .some((first) => !beats(item, first) && !beats(first, item) && same(first, item)),
    );
    expect(new Set(paretoFront(items, of))).toEqual(new Set(expected));
    expect(paretoFront(items, of)).toHaveLength(expected.length);
  });

  it('keeps the first of equal figures', () => {
    const [first, second] = [at(10, 10), at(10, 10)];
    const [only] = paretoFront([first, second], of);
    expect(only).toBe(first);
    expect(only).not.toBe(second);
  });

  it('leaves out what is not a number, and never lets it beat anything', () => {
    expect(paretoFront([at(NaN, 1), at(99, NaN), at(10, 10)], of)).toEqual([at(10, 10)]);
    expect(paretoFront([at(NaN, NaN)], of)).toEqual([]);
  });

  it('orders what never ends', () => {
    expect(paretoFront([at(10, Infinity), at(10, 5), at(20, Infinity)], of)).toEqual([
      at(10, 5),
      at(20, Infinity),
    ]);
  });

  it('is empty where nothing is given', () => {
    expect(paretoFront([], of)).toEqual([]);
  });
});

function same(a: TradeOff, b: TradeOff): boolean {
  return a.throughputTps === b.throughputTps && a.latencyMs === b.latencyMs;
}
