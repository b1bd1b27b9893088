import { describe, expect, it } from 'vitest';
import { recommendationSchema, type Recommendation } from '../../domain/recommendation.js';
import { sectionOf, textOf } from '../page-reading.fixture.js';
import { renderRecommendationPage } from './recommendation-page.js';
import { sampleFront, sampleRecommendation } from './recommendation.fixture.js';

function pageOf(changed: Partial<Recommendation> = {}): string {
  return renderRecommendationPage({
    recommendation: sampleRecommendation(changed),
    generatedAt: '2026-01-02T04:00:00Z',
    commands: ['gridtune apply r-1 --dry-run', 'gridtune apply r-1'],
  });
}
const page = pageOf();

/** As a recommendation of before there were goals, intervals and details. */
function older(): Recommendation {
  const { predicted, predictedCurrent, ...rest } = sampleRecommendation();
  const plain = ({ throughputTps, latencyMeanMs }: typeof predicted) => ({ throughputTps, latencyMeanMs });
  const { id, createdAt, objective, load, current, settings } = rest;
  const { decision, candidates, modelId, roundIds, warnings } = rest;
  return recommendationSchema.parse({
    ...{
      id,
      createdAt,
      objective,
      load,
      current,
      settings,
      decision,
      candidates,
      modelId,
      roundIds,
      warnings,
    },
    ...{ predicted: plain(predicted), predictedCurrent: plain(predictedCurrent) },
  });
}

describe('the page of a recommendation', () => {
  it('is of a record that can be stored', () => {
    expect(recommendationSchema.parse(sampleRecommendation())).toEqual(sampleRecommendation());
  });

  it('needs nothing else and runs nothing', () => {
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(page).toContain("default-src 'none'");
  });

  it('says what to change, why, and what it is expected to gain', () => {
    const text = textOf(page);
    expect(text).toContain(
      'Change maxMessageCount from 500 to 50 messages and batchTimeoutMs from 2,000 to 100 ms: the gain is beyond ' +
        'the noise. Expected: mean latency −95 % (90 % interval −97 to −90 %), better than what is in force with a ' +
        'probability of over 99 %.',
    );
    expect(text).toContain('the lowest mean latency at no less than 95 % of the send rate');
  });

  it('shows warnings as text, whatever they hold', () => {
    expect(page).toContain('only 3 &lt;points&gt; were measured');
  });

  it('compares before and after with intervals', () => {
    const text = textOf(sectionOf(page, 'Before and after'));
    expect(text).toContain('mean latency (ms) 1,200 (960 to 1,440) 60.0 (48.0 to 72.0) −95 %');
    expect(text).toContain('95th percentile of latency (ms) 2,400 (1,920 to 2,880) 120 (96.0 to 144) −95 %');
    // 100 (58 / 59 - 1) = -1.7
    expect(text).toContain('throughput (tps) 59.0 (57.8 to 60.2) 58.0 (56.8 to 59.2) −2 %');
    expect(text).toContain('throughput at least 57 tps 98 % 93 %');
  });

  it('draws every point of the front and every other candidate, and names both settings', () => {
    const section = sectionOf(page, 'Throughput against latency');
    // Drawn twice: with all candidates, and closer, where the others are outside.
    expect(section.match(/<title>/g)).toHaveLength(12);
    expect(countOf(section, 'others')).toBe(40 + 0);
    expect(countOf(section, 'front')).toBe(2 * 6);
    expect(textOf(section)).toContain('6 of 46 candidates are on it');
    for (const word of ['recommended', 'in force', 'send rate, 60 tps'])
      expect(section).toContain(`>${word}<`);
  });

  it('says how far the settings may move, and shows it', () => {
    const section = sectionOf(page, 'How far the settings may move');
    expect(textOf(section)).toContain('maxMessageCount: anything from 20 to 200 messages is as good');
    expect(textOf(section)).toContain('41 to 183 ms');
    // Two values of each knob keep the limits with less than 90 %.
    expect(countOf(section, 'unsure')).toBe(2 * 2);
    expect(countOf(section, 'sure')).toBe(2 * 6);
    expect(section.match(/as good<\/title>/g)).toHaveLength(4);
    // Only colours that are in the map.
    for (const label of ['5 to 20 % worse', 'over 300 % worse']) expect(section).toContain(label);
    expect(textOf(section)).toContain('as good, limits not sure enough');
  });

  it('says what ends blocks, and that bytes are unknown', () => {
    const text = textOf(sectionOf(page, 'What ends blocks'));
    expect(text).toContain('The timeout ends 100 % of blocks');
    expect(text).toContain('message count 50 0.4 7');
    expect(text).toContain('byte limit 2,097,152 unknown unknown');
  });

  it('says what it rests on and how to go on', () => {
    const text = textOf(page);
    expect(text).toContain(
      '50 messages, 100 ms at 59.8 tps: 66.0 ms mean latency and 58.4 tps (medians of 2 rounds; m50-t100)',
    );
    expect(text).toContain('gridtune apply r-1 --dry-run');
  });

  it('says so where it is better to stay, and compares with the best other candidate', () => {
    const { settings, predicted, current, predictedCurrent } = sampleRecommendation();
    const stays = pageOf({
      ...{ decision: 'stay', settings: current, predicted: predictedCurrent },
      ...{ reason: 'the gain is inside the noise', contender: { settings, predicted } },
    });
    const text = textOf(stays);
    expect(text).toContain('Stay where you are');
    expect(text).toContain(
      'Keep 500 messages, 2000 ms, preferred 2 MiB, absolute 10 MiB: the gain is inside the noise.',
    );
    expect(text).not.toContain('Expected: mean latency');
    expect(textOf(sectionOf(stays, 'Before and after'))).toContain('Best other candidate');
    expect(sectionOf(stays, 'Throughput against latency')).not.toContain('>recommended<');
  });

  it('tells of every rate where there are several', () => {
    const { predicted, predictedCurrent } = sampleRecommendation();
    const at = {
      ...{ predicted, predictedCurrent },
      expectedGain: { figure: 'latencyMeanMs', changePct: -9, low: -9, high: -9 },
    } as const;
    const rates = [
      { ...at, sendRateTps: 30, from: '00:00', probabilityBetter: 0.7, limits: [], regretPct: 12 },
      { ...at, sendRateTps: 60, from: '08:00', probabilityBetter: 1, limits: [], regretPct: 0 },
    ];
    const text = textOf(sectionOf(pageOf({ rates }), 'Before and after'));
    expect(text).toContain('00:00 30 1,200 (960 to 1,440) 60.0 (48.0 to 72.0)');
    expect(text).toContain('70 % +12 %');
    expect(text).toContain('08:00 60');
  });

  it('leaves out what an older record does not hold', () => {
    const text = textOf(
      renderRecommendationPage({
        recommendation: older(),
        generatedAt: '2026-01-02T04:00:00Z',
        commands: [],
      }),
    );
    expect(text).toContain('mean latency (ms) 1,200 60.0 −95 %');
    for (const heading of ['Throughput against latency', 'How far', 'What ends blocks'])
      expect(text).not.toContain(heading);
  });

  it('draws a front of one point once, with its rate', () => {
    const front = sampleFront();
    const one = { ...front, points: front.points.slice(-1), size: 1 };
    const section = sectionOf(pageOf({ front: one }), 'Throughput against latency');
    expect(section.match(/<svg class="plot"|<svg [^>]*class="plot/g)).toHaveLength(1);
    expect(textOf(section)).toContain('1 of 46 candidates is on it');
    expect(section).not.toContain('NaN');
  });

  it('shows throughput where that is the goal, and shares where it is a balance', () => {
    const goal = sampleRecommendation().goal;
    if (!goal) throw new Error('the sample has a goal');
    const section = (objective: 'max-throughput' | 'balanced'): string =>
      sectionOf(pageOf({ objective, goal: { ...goal, objective } }), 'How far the settings may move');
    expect(section('max-throughput')).toContain('expected throughput (tps)');
    // A cost of 80 where the marked one's is 60.
    expect(section('balanced')).toContain('500 ms: 75.0, limits kept with 97 %');
  });

  it('never draws what is not a number', () => {
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });
});

/** Circles inside the groups of a class. */
function countOf(markup: string, className: string): number {
  const groups = markup.match(new RegExp(`<g [^>]*class="${className}"[^>]*>.*?</g>`, 'gs')) ?? [];
  return groups.reduce((sum, group) => sum + (group.match(/<circle /g)?.length ?? 0), 0);
}
