import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LiveComparison } from '../../domain/comparison.js';
import type { Round } from '../../domain/round.js';
import { comparisonsCsv, roundsCsv } from './comparison-csv.js';
import { comparisonDocument, findingsOf, type LiveComparisonInput } from './document.js';
import { contestRounds, failedFrom, liveComparison } from './live-comparison.fixture.js';
import { renderLiveComparison } from './live-report.js';
import { quotedResults, type QuotedResult } from './quoted-results.js';

const DATASET = fileURLToPath(new URL('../../../datasets/thesis-reported-results.csv', import.meta.url));

let quoted: QuotedResult[];
beforeAll(async () => {
  quoted = quotedResults(await readFile(DATASET, 'utf8'));
});

function input(changes: Partial<LiveComparisonInput> = {}, comparison: LiveComparison = liveComparison()) {
  return {
    comparison,
    rounds: contestRounds(comparison),
    gridRounds: [],
    stored: [],
    quoted,
    generatedAt: '2026-01-02T04:00:00.000Z',
    command: 'gridtune compare --live --plan compare --seed 7',
    ...changes,
  };
}

/** Pages take a while to draw: the plain one is drawn once. */
let plainPage: string | undefined;
const page = (changes?: Partial<LiveComparisonInput>, comparison?: LiveComparison): string =>
  changes ? drawn(changes, comparison) : (plainPage ??= drawn({}));
const drawn = (changes: Partial<LiveComparisonInput>, comparison?: LiveComparison): string =>
  renderLiveComparison(findingsOf(input(changes, comparison)));

/** What a reader sees, with single spaces. */
const words = (markup: string): string =>
  markup
    .replaceAll(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('the page of a live comparison', () => {
  it('needs nothing else, and escapes what others wrote', () => {
    const markup = page();
    expect(markup).not.toMatch(/<script|src="http|href="http/);
    expect(markup).toContain('a worker &lt;ended&gt;');
    expect(markup).not.toContain('a worker <ended>');
  });

  it('tells plan, seeds, host, versions, ids and the command that runs it again', () => {
    const text = words(page());
    for (const told of [
      'gridtune compare --live --plan compare --seed 7',
      '7 for the orders',
      'gridtune at 30 tps 7',
      'fabric 3.1.1',
      's-contest',
      '0.1.0+0123456789ab',
    ])
      expect(text).toContain(told);
  });

  it('shows the failed round, the pairs that are left, and who shares rounds', () => {
    const text = words(page());
    expect(text).toContain('1 failed round; the repeat of each is left out');
    expect(text).toContain('LOAD_GENERATOR_FAILED');
    expect(text).toMatch(/Fabric default 4 of 5/);
    expect(text).toContain('shares rounds with best of grid');
    expect(text).toContain('the search found no settings that keep the limits');
  });

  it('marks a rate that the generator could not reach, with the rate that it did', () => {
    const text = words(page());
    // Four rounds at 120 tps and one at 108 tps: 117.6 tps.
    expect(text).toMatch(/120 Fabric default 5 of 5 118 .*?generator-limited in 1/);
  });

  it('says of a contender whose rounds all failed that there is no comparison', () => {
    const rounds = contestRounds().map((round): Round =>
      round.kind === 'measured' && round.settings.maxMessageCount === 10 ? failedFrom(round) : round,
    );
    const text = words(page({ rounds }));
    expect(text).toContain('no comparison, all 5 rounds of 5 failed (LOAD_GENERATOR_FAILED)');
    expect(text).toMatch(/60 gridtune 0 of 5 none/);
  });

  it('is whole without any round, and says that it is not finished', () => {
    const comparison = liveComparison({ status: 'stopped', reason: 'cancelled', entries: [], searches: [] });
    const text = words(page({ rounds: [] }, comparison));
    expect(text).toContain('This comparison is stopped (cancelled)');
    expect(text).toContain('No contender has settings yet');
    expect(text).not.toContain('undefined');
    expect(text).not.toContain('NaN');
  });

  it('shows rounds that failed before the comparison was taken up again', () => {
    const earlierFailures = [
      {
        roundId: 's-contest/p/3',
        endedAt: '2026-01-02T03:20:00.000Z',
        code: 'NETWORK_DOWN',
        message: 'peer down',
      },
    ];
    expect(words(page({}, liveComparison({ earlierFailures })))).toContain(
      '1 round failed, and was measured again',
    );
  });
});

describe('beside the thesis', () => {
  it('draws ours only where the network has the organisations of the figure', () => {
    const markup = page();
    const text = words(markup);
    // The rounds are of three organisations: those of figures 6-5 and 6-6.
    expect(markup.match(/<b>Ours<\/b>/g)).toHaveLength(2);
    expect(text).toMatch(
      /Figure 6-3: .*? Ours: Nothing comparable was measured: the figure is about 2 organisations, this network has 3\./,
    );
    expect(text).toMatch(
      /Figure 5-11: .*? Ours: No stored round has blocks of 35, 65 or 100 messages under 5 s/,
    );
  });

  it('draws stored rounds of chapter 5, and says where the organisations differ', () => {
    const stored = contestRounds().map((round) => ({
      ...round,
      settings: { ...round.settings, maxMessageCount: 35, batchTimeoutMs: 5000 },
    }));
    const text = words(page({ stored }));
    expect(text).toContain('s-contest, on 3 organisations; the thesis had 2');
  });

  it('prints quoted values and recomputed percentages, and says where no number is quoted', () => {
    const text = words(page());
    expect(text).toMatch(/learn-to-predict throughput, change 175 \+23\.9 % quoted/);
    expect(text).toMatch(/learn-to-predict throughput, change 175 \+31\.5 % change relative to the baseline/);
    expect(text).toMatch(/chapter 5, 65 messages latency others no number is quoted/);
  });

  it('recomputes every percentage from quoted values of the same figure, rate and formula', () => {
    const changes = quoted.filter(
      ({ kind, quoted: own, block_messages }) => kind === 'change' && !own && block_messages === undefined,
    );
    expect(changes).toHaveLength(6);
    for (const change of changes) {
      const of = (scheme: string): number =>
        quoted.find(
          (each) =>
            each.figure === change.figure &&
            each.kind === 'value' &&
            each.quoted &&
            each.scheme === scheme &&
            each.send_rate_tps === change.send_rate_tps,
        )?.value ?? NaN;
      const [base, own] = [of('baseline'), of('learn-to-predict')];
      expect(change.value).toBeCloseTo((100 * (own - base)) / base, 2);
      expect(change.formula).toBe('change relative to the baseline');
    }
  });

  it('has rows for every figure, and refuses a bad one by its line', () => {
    expect(new Set(quoted.map(({ figure }) => figure)).size).toBe(8);
    const header =
      'figure,topic,scenario,scheme,metric,send_rate_tps,block_messages,value,unit,quoted,kind,formula,note';
    expect(() => quotedResults(`${header}\n6-3,t,s,b,throughput,fast,,1,tps,true,value,,`)).toThrow(
      /line 2: send_rate_tps/,
    );
    expect(() => quotedResults('')).toThrow(/line 1/);
  });
});

describe('the files beside the page', () => {
  it('hold one row a round, failed ones too, with who they belong to', () => {
    const findings = findingsOf(input());
    const lines = roundsCsv(findings.input.rounds, findings.view).trim().split('\n');
    expect(lines).toHaveLength(1 + findings.input.rounds.length);
    const columns = new Set(lines.map((line) => line.replaceAll(/"[^"]*"/g, '').split(',').length));
    expect(columns).toEqual(new Set([19]));
    expect(lines.filter((line) => line.includes('bestStaticOfGrid gridtune'))).toHaveLength(5);
    expect(lines.filter((line) => line.includes('LOAD_GENERATOR_FAILED: a worker <ended>'))).toHaveLength(1);
  });

  it('hold one row a comparison, and its reason where there is none', () => {
    const { comparisons } = findingsOf(input());
    const lines = comparisonsCsv(comparisons).trim().split('\n');
    const rows = comparisons.reduce((sum, { figures }) => sum + Math.max(1, figures.length), 0);
    expect(lines).toHaveLength(1 + rows);
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([18]));
    expect(
      lines.filter((line) => line.endsWith('the search found no settings that keep the limits')),
    ).toHaveLength(2);
  });

  it('are one versioned document that JSON keeps as it is', () => {
    const document = comparisonDocument(findingsOf(input()));
    expect(document).toMatchObject({
      version: 1,
      preparation: { rounds: 72 },
      adjustment: 'Holm over all intervals',
    });
    expect(document.rounds).toHaveLength(contestRounds().length);
    const { thesis: _, ...rest } = document;
    expect(JSON.parse(JSON.stringify(rest))).toEqual(rest);
  });
});
