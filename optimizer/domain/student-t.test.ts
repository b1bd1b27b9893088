import { describe, expect, it } from 'vitest';
import { studentT975 } from './student-t.js';

describe('studentT975', () => {
  it('is the tabled quantile up to 30 degrees of freedom', () => {
    expect(studentT975(1)).toBe(12.706);
    expect(studentT975(30)).toBe(2.042);
  });

  it('comes close to published values beyond the table', () => {
    expect(studentT975(31)).toBeCloseTo(2.0395, 3);
    expect(studentT975(120)).toBeCloseTo(1.9799, 3);
  });
});
