import { describe, expect, it } from 'vitest';
import { axisFor } from './axis.js';

const length = { lengthPx: 300, labelPx: 38 };

describe('axisFor', () => {
  it('puts ticks at swept values, which need not be round', () => {
    const axis = axisFor([50, 250, 1000], { ...length, tickAt: [1000, 50, 250, 250] });
    expect(axis.scale.type).toBe('log');
    expect(axis.ticks).toEqual([50, 250, 1000]);
  });

  it('leaves out ticks whose labels would run into each other', () => {
    const { ticks, share } = axisFor([1, 2, 3, 4, 1000], { ...length, tickAt: [1, 2, 3, 4, 1000] });
    expect(ticks).toEqual([1, 3, 1000]);
    expect((share(3) - share(1)) * length.lengthPx).toBeGreaterThanOrEqual(length.labelPx);
  });

  it('holds every value inside its domain, and one value too', () => {
    for (const values of [[50, 1000], [58.7, 60.4], [7], [0]]) {
      const [low, high] = axisFor(values, length).scale.domain;
      expect(Math.min(...values)).toBeGreaterThan(low);
      expect(Math.max(...values)).toBeLessThan(high);
    }
  });

  it('starts a linear axis at zero when asked', () => {
    const axis = axisFor([20, 60], { ...length, fromZero: true, linear: true });
    expect(axis.scale.domain[0]).toBe(0);
    expect(axis.ticks[0]).toBe(0);
  });

  it('writes linear ticks with the same decimals', () => {
    const { ticks, tickText } = axisFor([58.9, 60.4], length);
    expect(ticks.map(tickText)).toEqual(['59.0', '59.5', '60.0']);
  });
});
