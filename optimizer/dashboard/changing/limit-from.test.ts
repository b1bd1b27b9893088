import { describe, expect, it } from 'vitest';
import { limitsIn } from './limit-from.js';

describe('limits as people write them', () => {
  it('stand one a line or between commas', () => {
    expect(limitsIn(' latencyP95Ms<=400,\n\n throughputTps ≥ 50.5 ')).toEqual({
      limits: [
        { figure: 'latencyP95Ms', bound: '<=', value: 400 },
        { figure: 'throughputTps', bound: '>=', value: 50.5 },
      ],
      faults: [],
    });
  });

  it('are told when they are none', () => {
    const text = 'latency<=4; latencyP95Ms=4; latencyP95Ms<=; latencyMeanMs<=-3';
    expect(limitsIn(text)).toEqual({
      limits: [],
      faults: ['latency<=4', 'latencyP95Ms=4', 'latencyP95Ms<=', 'latencyMeanMs<=-3'],
    });
  });
});
