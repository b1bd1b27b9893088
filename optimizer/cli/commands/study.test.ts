import { describe, expect, it } from 'vitest';
import { sampleStudy } from '../../research/study/study.fixture.js';
import { describeStudy } from './study.js';

describe('describeStudy', () => {
  const lines = describeStudy(sampleStudy()).split('\n');
  const lineWith = (text: string): string => lines.find((line) => line.includes(text)) ?? '';

  it('counts trainings and rows', () => {
    expect(lines[0]).toBe(
      'study st-20260102-030405-abcd: 12 trainings of 4 choices in 12.3 s, ' +
        'on 28 rows to train, 6 to choose by, 8 to test',
    );
  });

  it('lists the best by validation first', () => {
    const start = lines.findIndex((line) => line.includes('best by validation'));
    expect(lines[start + 2]).toMatch(/^3-20-20-2 +relu +0\.01 +0\.1 ± 0\.01 +10 +1$/);
    expect(lines[start + 5]).toMatch(/^3-5-2 /);
  });

  it('tells the errors on the test part', () => {
    expect(lineWith('chosen 3-20-20-2 relu 0.01  latencyMeanMs')).toMatch(/ 19 +0\.9 +0\.96 +9\.5$/);
  });

  it('tells how each answer does beside the commoner label', () => {
    expect(lineWith('commoner label')).toMatch(/ 50 +0 +4 +0$/);
    expect(lineWith('reference 3-20-2 tanh 0.01, as a classifier')).toMatch(/ 75 +3 +1 +2$/);
  });
});
