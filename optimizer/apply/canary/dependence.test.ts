import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../domain/random.js';
import { Dependence } from './dependence.js';

/** First-order autoregression with correlation `r`. */
function factorOf(r: number, n: number): number {
  const random = seededRandom(5);
  const dependence = new Dependence();
  let value = 0;
  for (let index = 0; index < n; index += 1) {
    value = r * value + random.normal();
    dependence.add(value + 3);
  }
  return dependence.factor;
}

describe('Dependence', () => {
  it('is near 1 for independent values and (1 + r) / (1 - r) for a correlation r', () => {
    expect(factorOf(0, 20_000)).toBeCloseTo(1, 1);
    expect(factorOf(0.5, 20_000)).toBeCloseTo(3, 0);
  });

  it('never takes off more than three quarters of what was seen', () => {
    expect(factorOf(0.99, 2000)).toBeCloseTo(1.6 / 0.4, 12);
  });

  it('supposes dependence where few values are known: 1 / n for n equal ones', () => {
    const equal = new Dependence();
    for (let n = 1; n <= 10; n += 1) equal.add(0.1 + 0.2);
    expect(equal.factor).toBeCloseTo(1.1 / 0.9, 12);
    expect(new Dependence().factor).toBeCloseTo(4, 12);
  });
});
