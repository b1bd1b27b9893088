import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../domain/random.js';
import { calibrate, widthAt, type Calibration, type Doubt } from './calibration.js';

const SHAPES: Readonly<Record<string, (random: Random) => number>> = {
  normal: (random) => 0.1 * random.normal(),
  Laplace: (random) => -0.1 * Math.log(1 - random.next()) * (random.next() < 0.5 ? -1 : 1),
  // Log-normal less its median: long to one side.
  skewed: (random) => Math.exp(0.3 + 0.5 * random.normal()) - Math.exp(0.3),
};

const sure = (rows: number): Doubt => ({
  nearness: new Float64Array(rows),
  disagreement: new Float64Array(rows),
});

const holds = (calibration: Calibration, error: number, width = 1): boolean =>
  error >= calibration.low * width && error <= calibration.high * width;

/** Share of fresh errors inside, over many calibrations. */
function coverage(
  { rows, calibrations }: { readonly rows: number; readonly calibrations: number },
  draw: (random: Random) => number,
): number {
  const random = seededRandom(rows);
  let held = 0;
  const fresh = 200;
  for (let i = 0; i < calibrations; i += 1) {
    const calibration = calibrate(
      Array.from({ length: rows }, () => draw(random)),
      sure(rows),
    );
    for (let j = 0; j < fresh; j += 1) held += Number(holds(calibration, draw(random)));
  }
  return held / (fresh * calibrations);
}

describe('calibrate', () => {
  describe.each(Object.entries(SHAPES))('on %s errors', (_, draw) => {
    it.each([
      { rows: 5, calibrations: 400, least: 0.8, most: 0.97 },
      { rows: 30, calibrations: 200, least: 0.87, most: 0.94 },
      { rows: 200, calibrations: 60, least: 0.88, most: 0.93 },
      { rows: 2000, calibrations: 10, least: 0.88, most: 0.93 },
    ])('covers 9 of 10 fresh ones after $rows rows', ({ least, most, ...sizes }) => {
      const share = coverage(sizes, draw);
      expect(share).toBeGreaterThan(least);
      expect(share).toBeLessThan(most);
    });
  });

  it('tells the two sides apart where rows are many, so that skewed errors cost no width', () => {
    const random = seededRandom(1);
    const errors = Array.from({ length: 500 }, () => SHAPES['skewed']?.(random) ?? NaN);
    const { low, high } = calibrate(errors, sure(500));
    expect(high).toBeGreaterThan(1.5 * -low);
    const few = calibrate(errors.slice(0, 50), sure(50));
    expect(few.low).toBe(-few.high);
  });

  it('goes beyond the largest error of fewer rows than tell 9 of 10', () => {
    const { low, high } = calibrate([0.1, -0.4, 0.2], sure(3));
    expect(high).toBeGreaterThan(1.1 * 0.4);
    expect(low).toBe(-high);
    // Of nine rows the largest bounds nine tenths of ten.
    const nine = calibrate([0.1, -0.4, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], sure(9));
    expect(nine.high).toBeCloseTo(0.4, 2);
  });

  it('widens where errors grow with nearness, and covers far and near alike', () => {
    const rows = 400;
    const random = seededRandom(5);
    const nearness = Float64Array.from({ length: rows }, () => random.next());
    const errors = nearness.map((near) => 0.05 * (1 + 8 * near) * random.normal());
    const doubt = { ...sure(rows), nearness };
    const found = calibrate(errors, doubt);
    expect(found.saturation).toBeGreaterThanOrEqual(4);
    const inside = (near: number): number => {
      const width = widthAt(found, { nearness: [near], disagreement: [0] }, 0);
      const fresh = Array.from({ length: 4000 }, () => 0.05 * (1 + 8 * near) * random.normal());
      return fresh.filter((error) => holds(found, error, width)).length / fresh.length;
    };
    for (const near of [0, 0.5, 1]) {
      expect(inside(near)).toBeGreaterThan(0.8);
      expect(inside(near)).toBeLessThan(0.98);
    }
  });

  it('widens where errors grow with disagreement', () => {
    const rows = 400;
    const random = seededRandom(6);
    const disagreement = Float64Array.from({ length: rows }, () => 0.3 * random.next());
    const errors = disagreement.map((value) => 0.05 * (1 + 10 * value) * random.normal());
    const found = calibrate(errors, { ...sure(rows), disagreement });
    expect(found.doubt).toBeGreaterThanOrEqual(5);
    expect(found.saturation).toBe(0);
  });

  it('believes no factor that the errors do not speak for', () => {
    const rows = 40;
    const believed = Array.from({ length: 60 }, (_, i) => {
      const random = seededRandom(100 + i);
      const [nearness, disagreement] = [0, 0].map(() =>
        Float64Array.from({ length: rows }, () => random.next()),
      );
      const errors = Float64Array.from({ length: rows }, () => SHAPES['Laplace']?.(random) ?? NaN);
      const found = calibrate(errors, { nearness: nearness ?? [], disagreement: disagreement ?? [] });
      return found.saturation + found.doubt;
    });
    // By chance 3 of 100, and 40 of 100 if a factor came for free.
    expect(believed.filter((factors) => factors > 0).length).toBeLessThanOrEqual(7);
  });

  it.each([30, 200])('covers the many values at a bound: %i rows', (rows) => {
    // Nine of ten measured throughputs are just the rate, and are written rounded.
    const random = seededRandom(3);
    const draw = () => (random.next() < 0.9 ? 0.001 * (random.next() - 0.5) : -0.2 * random.next());
    const found = calibrate(Array.from({ length: rows }, draw), sure(rows));
    const fresh = Array.from({ length: 2000 }, draw);
    expect(fresh.filter((error) => Math.abs(error) < 0.001 && !holds(found, error))).toEqual([]);
    expect(fresh.filter((error) => holds(found, error)).length / fresh.length).toBeGreaterThan(0.85);
  });

  it('leaves room for rounding where no error was made', () => {
    const { low, high } = calibrate(new Float64Array(40), sure(40));
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
    expect(high).toBeLessThan(0.01);
  });

  it('leaves rows out that were not measured', () => {
    const errors = [0.1, NaN, -0.2, 0.3, NaN];
    const doubt = { nearness: [0.1, 9, 0.2, 0.3, 9], disagreement: [0, 9, 0, 0, 9] };
    const known = { nearness: [0.1, 0.2, 0.3], disagreement: [0, 0, 0] };
    expect(calibrate(errors, doubt)).toEqual(calibrate([0.1, -0.2, 0.3], known));
  });

  it('claims nothing without rows', () => {
    const nothing = { saturation: 0, doubt: 0, low: 0, high: 0 };
    expect(calibrate([], sure(0))).toEqual(nothing);
    expect(calibrate([NaN], sure(1))).toEqual(nothing);
  });

  it('is not blown up by one absurd error of many', () => {
    const random = seededRandom(8);
    const errors = Array.from({ length: 40 }, (_, row) => (row === 17 ? 7 : 0.05 * random.normal()));
    const { high } = calibrate(errors, sure(40));
    // 95 % of the normal ones lie within 0.1.
    expect(high).toBeLessThan(0.15);
  });
});

describe('widthAt', () => {
  it('adds both doubts of a row', () => {
    const doubt = { nearness: [0, 0.5], disagreement: [0, 0.1] };
    expect(widthAt({ saturation: 4, doubt: 10 }, doubt, 0)).toBe(1);
    expect(widthAt({ saturation: 4, doubt: 10 }, doubt, 1)).toBe(1 + 2 + 1);
  });
});
