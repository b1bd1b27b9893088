import { describe, expect, it } from 'vitest';
import { randomStrategy } from '../../search/random.js';
import { gridStrategy } from '../../search/grid.js';
import { marks, textOf } from '../page-reading.fixture.js';
import { compareStrategies } from './comparison.js';
import { comparisonDocument, regretCsv } from './document.js';
import { renderSurfaceComparison } from './page.js';
import { replayedOf } from './surface.fixture.js';

async function compared(strategies = [gridStrategy(), randomStrategy()]) {
  const { surface, goal } = replayedOf([[100], [400], [120]]);
  const [budget, seeds] = [4, [5, 6]] as const;
  const asked: string[] = [];
  const comparison = await compareStrategies({
    ...{ surface, goal, strategies, budget, seeds },
    onSearch: (done, total, strategy, seed) => asked.push(`${done}/${total} ${strategy} ${seed}`),
  });
  const parts = { surface, sha256: 'f00d', goal, budget, seeds, comparison, command: 'gridtune compare <b>' };
  return { document: comparisonDocument(parts), comparison, asked };
}
const NOW = '2026-01-02T03:04:05.000Z';

describe('a comparison', () => {
  it('replays every strategy with every seed', async () => {
    const { asked, comparison } = await compared();
    expect(asked).toEqual(['0/4 grid 5', '1/4 grid 6', '2/4 random 5', '3/4 random 6']);
    expect(comparison.differences.of).toBe('grid');
    expect([...comparison.differences.minus.keys()]).toEqual(['random']);
  });

  it('tells differences of gridtune where it takes part', async () => {
    const own = { ...randomStrategy(), name: 'gridtune' };
    const { document } = await compared([gridStrategy(), own]);
    expect(document.pairedDifferences).toMatchObject({ of: 'gridtune', minus: { grid: { equal: 2 } } });
  });

  it('is a document with the optimum and a curve a strategy', async () => {
    const { document } = await compared();
    expect(document).toMatchObject({
      ...{ budget: 4, seeds: 2, seedList: [5, 6], sendRateTps: 100 },
      optimum: { maxMessageCount: 1, batchTimeoutMs: 100, objective: 100 },
      surface: { file: 'surface.csv', sha256: 'f00d', cells: 3, feasibleCells: 3, rows: 3 },
      strategies: {
        // Count 1 first, which is the best.
        grid: {
          regretPct: { median: 0, p90: 0 },
          trialsToWithin5Pct: { median: 1, p90: 1 },
          curve: [0, 0, 0, 0],
        },
        random: { curve: [expect.any(Number), expect.any(Number), 0, 0] },
      },
    });
  });

  it('is a CSV of every search and round', async () => {
    const { comparison } = await compared();
    const lines = regretCsv(comparison).trim().split('\n');
    expect(lines.slice(0, 2)).toEqual(['strategy,seed,trial,regret_pct', 'grid,5,1,0']);
    expect(lines).toHaveLength(1 + 2 * 2 * 4);
  });
});

describe('the page', () => {
  it('draws every round of every median, a band a strategy, and tells the figures', async () => {
    const page = renderSurfaceComparison((await compared()).document, NOW);
    expect(marks(page)).toBe(2 * 4);
    expect(page.match(/aria-label="area"/g)).toHaveLength(2);
    const text = textOf(page);
    expect(text).toContain('After 4 rounds, grid ends 0.00 % from the best setting (median of 2 runs');
    expect(text).toMatch(/grid 0\.00 0\.00 1 1/);
    expect(text).toContain('grid minus the other');
    expect(text).toContain('gridtune compare &lt;b&gt;');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('is a page for one strategy too', async () => {
    const text = textOf(renderSurfaceComparison((await compared([randomStrategy()])).document, NOW));
    expect(text).not.toContain('Seed by seed');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('asks for nothing from elsewhere', async () => {
    const page = renderSurfaceComparison((await compared()).document, NOW);
    expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)|<script/);
  });
});
