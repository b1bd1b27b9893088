import { describe, expect, it } from 'vitest';
import { dataRow } from '../../dataset/round.fixture.js';
import { accuracyOf, confusionOf, createLabeller } from './labels.js';

/** A point at a rate; it keeps up unless told otherwise. */
const point = (sendRateTps: number, latencyMeanMs: number, throughputTps = sendRateTps) =>
  dataRow({ pointId: `${sendRateTps}-${latencyMeanMs}`, sendRateTps, latencyMeanMs, throughputTps });

const at100 = [point(100, 80), point(101, 120), point(99, 300)];
const at200 = [point(200, 40), point(202, 60), point(198, 90)];

describe('createLabeller', () => {
  const isOptimal = createLabeller([...at100, ...at200]);

  it('calls optimal what is within 25 % of the best latency at about its rate', () => {
    expect(isOptimal(100, { throughputTps: 100, latencyMeanMs: 80 * 1.25 })).toBe(true);
    expect(isOptimal(100, { throughputTps: 100, latencyMeanMs: 80 * 1.26 })).toBe(false);
    // Another rate has another best.
    expect(isOptimal(200, { throughputTps: 200, latencyMeanMs: 80 })).toBe(false);
    expect(isOptimal(200, { throughputTps: 200, latencyMeanMs: 50 })).toBe(true);
  });

  it('calls nothing optimal that commits less than 95 % of its rate', () => {
    expect(isOptimal(100, { throughputTps: 95, latencyMeanMs: 80 })).toBe(true);
    expect(isOptimal(100, { throughputTps: 94.9, latencyMeanMs: 10 })).toBe(false);
  });

  it('does not take a point that falls behind for the best', () => {
    const label = createLabeller([...at100, point(100, 20, 50)]);
    expect(label(100, { throughputTps: 100, latencyMeanMs: 100 })).toBe(true);
  });

  it('calls what keeps up optimal where no known point does', () => {
    const label = createLabeller(at100.map((row) => ({ ...row, throughputTps: 50 })));
    expect(label(100, { throughputTps: 100, latencyMeanMs: 5000 })).toBe(true);
    expect(label(100, { throughputTps: 90, latencyMeanMs: 5 })).toBe(false);
  });

  it('compares with the three nearest rates by ratio where few are within 10 %', () => {
    const label = createLabeller([point(50, 100), point(100, 200), point(200, 400), point(1000, 10)]);
    // 90 tps: only 100 is near; 50 and 200 make three. 1000 tps has no say.
    expect(label(90, { throughputTps: 90, latencyMeanMs: 125 })).toBe(true);
    expect(label(90, { throughputTps: 90, latencyMeanMs: 126 })).toBe(false);
  });

  it('averages replicates of a point before it takes the best', () => {
    const lucky = [20, 140].map((latencyMeanMs) => ({ ...point(100, 80), latencyMeanMs }));
    const label = createLabeller([...lucky, point(101, 120), point(99, 300)]);
    expect(label(100, { throughputTps: 100, latencyMeanMs: 100 })).toBe(true);
  });
});

describe('confusionOf', () => {
  const confusion = confusionOf(
    [true, true, true, false, false, false],
    [true, true, false, true, false, false],
  );

  it('counts each label by each answer', () => {
    expect(confusion).toEqual({ truePositives: 2, falseNegatives: 1, falsePositives: 1, trueNegatives: 2 });
  });

  it('gives the accuracy as the share of right answers', () => {
    expect(accuracyOf(confusion)).toBe(4 / 6);
    expect(accuracyOf(confusionOf([true, false, false, false], [false, false, false, false]))).toBe(0.75);
  });
});
