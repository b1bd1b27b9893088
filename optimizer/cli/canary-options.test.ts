import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { plainGoal } from '../domain/goal.js';
import { addCanaryOptions, canaryRequestFrom, type CanaryOptions } from './canary-options.js';

const parse = (...argv: string[]): CanaryOptions => {
  const command = addCanaryOptions(new Command()).exitOverride();
  command.parse(argv, { from: 'user' });
  return command.opts<CanaryOptions>();
};

const interval90 = { throughputTps: { low: 95, high: 100 }, latencyMeanMs: { low: 80, high: 120 } };
const recommendation = {
  goal: {
    ...plainGoal('min-latency'),
    limits: [{ figure: 'latencyP95Ms', bound: '<=', value: 400 }] as const,
  },
  load: { sendRateTps: 100, workload: 'publish' as const },
  predicted: { throughputTps: 99, latencyMeanMs: 100, interval90 },
};

describe('canaryRequestFrom', () => {
  it('asks for nothing where nothing is to be watched', () => {
    expect(canaryRequestFrom(parse(), recommendation)).toBeUndefined();
  });

  it('takes seconds, limits and the rate of probes', () => {
    const options = parse(
      ...['--watch', '60', '--limit', 'latencyP95Ms<=800', '--limit', 'failedPct<=1', '--probe-rate', '5'],
    );
    expect(canaryRequestFrom(options)).toEqual({
      watchS: 60,
      limits: [
        { figure: 'latencyP95Ms', bound: '<=', value: 800 },
        { figure: 'failedPct', bound: '<=', value: 1 },
      ],
      probe: { rateTps: 5 },
    });
  });

  it('takes the limits of a recommendation, those of its objective too, and its prediction', () => {
    expect(canaryRequestFrom(parse('--watch', '60'), recommendation)).toEqual({
      watchS: 60,
      limits: [
        { figure: 'throughputTps', bound: '>=', value: 95 },
        { figure: 'latencyP95Ms', bound: '<=', value: 400 },
      ],
      prediction: recommendation.predicted,
    });
  });

  it('lets given limits replace those of a recommendation', () => {
    const request = canaryRequestFrom(parse('--watch', '9', '--limit', 'latencyMeanMs<=50'), recommendation);
    expect(request?.limits).toEqual([{ figure: 'latencyMeanMs', bound: '<=', value: 50 }]);
    expect(request?.prediction).toEqual(recommendation.predicted);
  });

  it('leaves out a prediction without intervals', () => {
    const { interval90: _, ...predicted } = recommendation.predicted;
    expect(canaryRequestFrom(parse('--watch', '9'), { ...recommendation, predicted })).not.toHaveProperty(
      'prediction',
    );
  });

  it.each([
    [['--limit', 'latencyP95Ms<=800'], '--limit: needs --watch <seconds>'],
    [['--probe-rate', '5'], '--probe-rate: needs --watch <seconds>'],
    [['--watch', '0'], '--watch: must be above 0'],
    [['--watch', '9', '--probe-rate', '0'], '--probe-rate: must be above 0'],
    [['--watch', '9', '--limit', 'latencyP95Ms>=800'], 'latencyP95Ms>=800 cannot be watched'],
    [['--watch', '9', '--limit', 'throughputTps<=8'], 'throughputTps<=8 cannot be watched'],
  ])('refuses %j', (argv, message) => {
    expect(() => canaryRequestFrom(parse(...argv))).toThrow(message);
  });
});
