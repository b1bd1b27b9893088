import { describe, expect, it } from 'vitest';
import { dataRow } from '../dataset/round.fixture.js';
import { fitScaler, scaleInputs, scaleOutputs, scalerSchema, unscaleOutputs } from './scaler.js';

const E = Math.E;

describe('fitScaler', () => {
  it('takes the logarithm, then the mean and standard deviation of the training rows', () => {
    // The logarithms are 1 and 5: mean 3, standard deviation 2.
    const rows = [E ** 1, E ** 5].map((maxMessageCount) => dataRow({ maxMessageCount }));
    const [count] = fitScaler(rows).inputs;
    expect(count?.name).toBe('maxMessageCount');
    expect(count?.mean).toBeCloseTo(3, 12);
    expect(count?.spread).toBeCloseTo(2, 12);
    expect(scaleInputs(fitScaler(rows), rows)[0]).toBeCloseTo((1 - 3) / 2, 6);
  });

  it('silences an input that is constant, also when asked about another value', () => {
    const rows = [5, 50].map((maxMessageCount) => dataRow({ maxMessageCount, batchTimeoutMs: 250 }));
    const scaled = scaleInputs(fitScaler(rows), [...rows, dataRow({ batchTimeoutMs: 9999 })]);
    expect([scaled[1], scaled[4], scaled[7]]).toEqual([0, 0, 0]);
  });

  it('takes achieved rates that differ by a percent for one rate', () => {
    const rows = [59.5, 60, 60.4].map((sendRateTps) => dataRow({ sendRateTps }));
    expect([...scaleInputs(fitScaler(rows), rows)].filter((_, i) => i % 3 === 2)).toEqual([0, 0, 0]);
  });

  it('does not blow up the noise of an output that hardly varies', () => {
    const rows = [59.9, 60.1].map((throughputTps) => dataRow({ throughputTps }));
    const [first = 1] = scaleOutputs(fitScaler(rows), rows);
    // ln(60.1 / 59.9) / 2 is 0.00167; over the least spread of 0.05 that is 0.033.
    expect(Math.abs(first)).toBeCloseTo(0.0333, 3);
  });
});

describe('unscaleOutputs', () => {
  it('gives back what scaleOutputs took', () => {
    const rows = [10, 200, 3000].map((latencyMeanMs, i) => dataRow({ latencyMeanMs, throughputTps: 50 + i }));
    const scaler = fitScaler(rows);
    const back = unscaleOutputs(scaler, scaleOutputs(scaler, rows));
    rows.forEach((row, i) => {
      // Scaled values are 32-bit: seven digits.
      expect((back[i]?.latencyMeanMs ?? 0) / row.latencyMeanMs).toBeCloseTo(1, 5);
      expect((back[i]?.throughputTps ?? 0) / row.throughputTps).toBeCloseTo(1, 5);
    });
  });

  it('gives the constant back where every output was the same', () => {
    const rows = [dataRow({ latencyMeanMs: 42 }), dataRow({ latencyMeanMs: 42 })];
    const scaler = fitScaler(rows);
    expect(unscaleOutputs(scaler, scaleOutputs(scaler, rows))[0]?.latencyMeanMs).toBeCloseTo(42, 5);
  });

  it('never gives a negative value', () => {
    const scaler = fitScaler([10, 200].map((latencyMeanMs) => dataRow({ latencyMeanMs })));
    const [prediction] = unscaleOutputs(scaler, Float32Array.of(-50, -50));
    expect(prediction?.latencyMeanMs).toBeGreaterThanOrEqual(0);
    expect(prediction?.throughputTps).toBeGreaterThanOrEqual(0);
  });
});

describe('a scaler', () => {
  it('survives JSON exactly', () => {
    const scaler = fitScaler([10, 30].map((latencyMeanMs) => dataRow({ latencyMeanMs })));
    expect(scalerSchema.parse(JSON.parse(JSON.stringify(scaler)))).toEqual(scaler);
  });
});
