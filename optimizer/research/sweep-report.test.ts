import { describe, expect, it } from 'vitest';
import { textOf, sectionOf } from './page-reading.fixture.js';
import { renderSweepReport } from './sweep-report.js';
import type { SweepReportInput } from './sweep-report.js';
import { gridSweep, sweepInput, thesisSweep } from './sweep.fixture.js';

const BROKEN = /NaN|undefined|Infinity/;
const svgs = (markup: string): number => markup.match(/<svg class="plot"/g)?.length ?? 0;

function allFailed(): SweepReportInput {
  const input = thesisSweep();
  return {
    ...input,
    observations: [],
    rounds: input.rounds.map((round) => {
      if (round.kind === 'failed') return round;
      const { measurement: _, quality: __, inside: ___, kind: ____, ...rest } = round;
      return { ...rest, kind: 'failed', reason: { code: 'NETWORK_DOWN', message: 'orderer1 is gone' } };
    }),
  };
}

describe('renderSweepReport', () => {
  const page = renderSweepReport(thesisSweep());
  const text = textOf(page);

  it('holds its sections in order', () => {
    const headings = [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map((match) => match[1]);
    expect(headings).toEqual([
      'Throughput and latency over the settings',
      'Latency against the send rate',
      'Throughput against the send rate',
      'What cut the blocks',
      'Where the time went',
      'Noise and drift',
      'Every round',
      'How to make all of it again',
    ]);
  });

  it('says what was swept and what came of it', () => {
    expect(text).toContain('Finished: every planned round was run, 1 failed');
    expect(text).toContain('maxMessageCount (transactions) 10, 50, 100');
    expect(text).toContain('36 measured; 1 failed; 30 points of settings and rate;');
    expect(text).toContain('7 anchors among them');
    expect(text).toContain('2 s of warm-up, then 6 to 20 s');
    // The invented network carries 161 tps in blocks of 10 and 189 in blocks of 100.
    expect(text).toContain('10 tx at 30 to 120 tps');
    expect(text).toContain('nothing sustained 210 tps or more.');
    expect(text).toContain(
      '13 of 29 points saturated, the first at 180 tps (10 tx); every one from 210 tps on.',
    );
  });

  it('counts what cut the blocks as the rounds do', () => {
    const { rounds } = thesisSweep();
    const cuts = rounds.flatMap((round) =>
      round.kind === 'measured' ? (round.inside?.blocks?.cutBy ?? []) : [],
    );
    const total = cuts.reduce((sum, { count, timeout }) => sum + count + timeout, 0);
    expect(text).toContain(`Blocks: ${total.toLocaleString('en-US')} blocks cut in the windows`);
  });

  it('marks cells and tells what the marks mean', () => {
    const maps = sectionOf(page, 'Throughput and latency over the settings');
    expect(svgs(maps)).toBe(3);
    expect(textOf(maps)).toContain('saturated: the network could not keep up');
    expect(textOf(maps)).toContain('every round failed');
    const { rounds } = thesisSweep();
    const saturated = rounds.filter((round) => round.kind === 'measured' && round.quality?.saturated).length;
    // Each map has its triangles, a mark of its own, and one in either legend.
    expect(maps.match(/<path [^>]*fill="var\(--(heat|ordered)-ink-\d\)"/g)).toHaveLength(3 * saturated);
    // 30 cells a map, one of them without figures.
    expect(maps.match(/tps asked\nfailed: LOAD_GENERATOR_FAILED/g)).toHaveLength(3);
  });

  it('draws each measured point once in each course, with its interval', () => {
    const latency = sectionOf(page, 'Latency against the send rate');
    expect(latency.match(/<circle [^>]*><title>/g)).toHaveLength(2 * 29);
    expect(
      latency.match(/<g aria-label="rule"[^>]*>(<line[^>]*><\/line>)*/)?.[0].match(/<line/g),
    ).toHaveLength(29);
  });

  it('lists every round, and the failed one with its reason', () => {
    const rounds = sectionOf(page, 'Every round');
    expect(rounds.match(/<tr>/g)).toHaveLength(36 + 1 + 2);
    expect(textOf(rounds)).toContain('LOAD_GENERATOR_FAILED the load worker ended with code 137');
    expect(textOf(rounds)).toContain('12 × invalidated: MVCC_READ_CONFLICT');
  });

  it('says how to make it again', () => {
    const again = textOf(sectionOf(page, 'How to make all of it again'));
    expect(again).toContain('gridtune sweep --plan block-size.yaml');
    expect(again).toContain('Settings found before 100 messages, 250 ms');
    expect(again).toContain('fabric 3.1.1');
  });

  it('asks for nothing from outside, runs no script and is the same every time', () => {
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).not.toMatch(/<script|<link rel="stylesheet"|<img|@import|url\(/i);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(BROKEN);
    expect(renderSweepReport(thesisSweep())).toBe(page);
  });

  it('escapes every string that came from data', () => {
    const evil = '<script>alert("1")</script>';
    const input = thesisSweep();
    const hostile = renderSweepReport({
      ...input,
      sweep: {
        ...input.sweep,
        id: evil,
        planName: evil,
        networkId: evil,
        channel: evil,
        status: 'stopped',
        reason: evil,
      },
      generatedAt: evil,
      commands: [evil],
      observations: input.observations.map((each) => ({
        ...each,
        processes: each.processes.map((process) => ({ ...process, name: evil })),
      })),
      rounds: input.rounds.map((round) => {
        const context = { ...round.context, networkId: evil, channel: evil, versions: { [evil]: evil } };
        if (round.kind === 'failed')
          return { ...round, context, id: evil, reason: { code: evil, message: evil } };
        const inside = round.inside && {
          ...round.inside,
          problems: [evil],
          limitedBy: { resource: 'cpu', process: evil } as const,
        };
        const measurement = { ...round.measurement, failed: 1, failedByReason: { [evil]: 1 } };
        return { ...round, context, id: evil, measurement, ...(inside ? { inside } : {}) };
      }),
    });
    expect(hostile).not.toMatch(/<script/i);
    // Quotes need no escape in the text of a drawing; in attributes they would end them.
    expect(hostile).not.toMatch(/="[^"]*alert\("/);
    expect(hostile.split('&lt;script&gt;').length - 1).toBeGreaterThan(100);
  });

  it('leaves out what older rounds do not record, and says so', () => {
    const old = renderSweepReport(thesisSweep({ old: true }));
    expect(textOf(old)).toContain('no round tells what cut its blocks');
    expect(textOf(old)).toContain('count as saturated where under 95 % of what was offered was committed');
    expect(textOf(old)).toContain('2 s of warm-up, then 20 s');
    expect(textOf(sectionOf(old, 'What cut the blocks'))).toContain('so this part is left out');
    expect(textOf(sectionOf(old, 'Where the time went'))).toContain('so this part is left out');
    expect(svgs(sectionOf(old, 'What cut the blocks'))).toBe(0);
    expect(svgs(sectionOf(old, 'Where the time went'))).toBe(0);
    expect(textOf(sectionOf(old, 'Latency against the send rate'))).toContain('carry no intervals');
    expect(old).not.toMatch(BROKEN);
  });
});

describe('renderSweepReport at the edges of its input', () => {
  it('draws two settings as maps, one a rate, and the rest as small multiples', () => {
    const page = renderSweepReport(gridSweep());
    expect(svgs(sectionOf(page, 'Throughput and latency over the settings'))).toBe(3 * 2);
    expect(svgs(sectionOf(page, 'Latency against the send rate'))).toBe(2 * 3);
    expect(textOf(page)).toContain('differ in mean latency by');
    expect(page).not.toMatch(BROKEN);
  });

  it('has nothing to draw for a single point', () => {
    const page = renderSweepReport(sweepInput({ settings: [{}], sendRateTps: [60] }));
    expect(textOf(page)).toContain('No setting was varied, so there is no map to draw.');
    expect(textOf(page)).toContain('Only one point was measured: mean latency');
    expect(textOf(page)).toContain('No point was measured more than once');
    expect(textOf(page)).toContain('The sweep has no anchor rounds');
    expect(page).not.toMatch(BROKEN);
  });

  it('draws no course through a single rate', () => {
    const settings = [10, 50].map((maxMessageCount) => ({ maxMessageCount }));
    const page = renderSweepReport(sweepInput({ settings, sendRateTps: [60] }));
    expect(textOf(page)).toContain('Only one send rate was measured, so there is no course to draw.');
    expect(svgs(sectionOf(page, 'Latency against the send rate'))).toBe(0);
    expect(svgs(sectionOf(page, 'Throughput against the send rate'))).toBe(0);
    expect(page).not.toMatch(BROKEN);
  });

  it('draws rates alone', () => {
    const page = renderSweepReport(
      sweepInput({ settings: [{}], sendRateTps: [60, 120, 240], replicates: 2 }),
    );
    expect(svgs(sectionOf(page, 'Latency against the send rate'))).toBe(2);
    expect(textOf(page)).toContain('The highest rate that was sustained is 120 tps. Above it, at most');
    expect(page).not.toMatch(BROKEN);
  });

  it('is still a page when every round failed', () => {
    const page = renderSweepReport(allFailed());
    expect(textOf(page)).toContain('No round gave figures, so there is nothing to find.');
    expect(textOf(page)).toContain('37 failed rounds');
    expect(svgs(page)).toBe(0);
    expect(page).not.toMatch(BROKEN);
  });

  it('is still a page before the first round', () => {
    const page = renderSweepReport({
      ...thesisSweep(),
      rounds: [],
      observations: [],
      sweep: { ...thesisSweep().sweep, status: 'running' },
    });
    expect(textOf(page)).toContain('Running or cut short; 37 planned rounds not run');
    expect(page).not.toMatch(BROKEN);
  });

  it('tells the scatter from elsewhere where this sweep repeats nothing', () => {
    const spread = { cvPct: 4.25, points: 6, rounds: 24 };
    const noise = { throughputTps: spread, latencyMeanMs: spread, latencyP95Ms: undefined };
    const input = sweepInput({ settings: [{}], sendRateTps: [60] });
    expect(textOf(renderSweepReport({ ...input, noise }))).toContain(
      'This sweep repeated no point; from earlier rounds: rounds of the same point differ in mean latency by 4.3 %',
    );
  });

  it('says which settings cut no block', () => {
    const settings = [64, 512].map((kib) => ({ preferredMaxBytes: kib * 1024, maxMessageCount: 10 }));
    const page = renderSweepReport(sweepInput({ settings, sendRateTps: [60, 120, 180] }));
    expect(textOf(sectionOf(page, 'What cut the blocks'))).toContain(
      'preferredMaxBytes was varied with all else alike in 3 groups of points, and no block of any was cut by bytes: it changed nothing in how blocks were cut.',
    );
  });

  it('draws a sample of settings as dots, and stays under 1.5 MB for 300 rounds', () => {
    const sampled = Array.from({ length: 300 }, (_, index) => ({
      maxMessageCount: 1 + 3 * index,
      batchTimeoutMs: 50 + ((index * 97) % 1900),
    }));
    const page = renderSweepReport(sweepInput({ settings: sampled, sendRateTps: [120] }));
    const maps = sectionOf(page, 'Throughput and latency over the settings');
    expect(maps.match(/<title>/g)).toHaveLength(3 * 300);
    expect(page.length).toBeLessThan(1_500_000);
    const wide = Array.from({ length: 30 }, (_, index) => ({
      maxMessageCount: [1, 5, 10, 20, 50, 100][index % 6] ?? 1,
      batchTimeoutMs: [50, 200, 500, 1000, 2000][index % 5] ?? 50,
    }));
    const rates = Array.from({ length: 10 }, (_, index) => 30 * (index + 1));
    expect(renderSweepReport(sweepInput({ settings: wide, sendRateTps: rates })).length).toBeLessThan(
      1_500_000,
    );
  });
});
