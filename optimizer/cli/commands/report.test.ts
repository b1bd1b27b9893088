import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotFoundError } from '../../domain/errors.js';
import { thesisSweep } from '../../research/sweep.fixture.js';
import type { Services } from '../../operations/services.js';
import { sampleRecommendation } from '../../research/recommendation-page/recommendation.fixture.js';
import { writeSweepReport } from '../../operations/sweep-report.js';
import { writeReport } from './report.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gridtune-report-'));
});
afterEach(async () => rm(folder, { recursive: true }));

const { sweep, rounds, observations } = thesisSweep();
const recommendation = sampleRecommendation();

function services(): Pick<Services, 'store' | 'paths'> {
  const store = {
    sweeps: { find: async (id: string) => (id === sweep.id ? sweep : undefined) },
    rounds: { list: async ({ sweepId }: { sweepId: string }) => (sweepId === sweep.id ? rounds : []) },
    recommendations: {
      find: async (id: string) => (id === recommendation.id ? recommendation : undefined),
    },
    observations: { find: async (id: string) => observations.find((each) => each.id === id) },
  };
  const paths = { reports: path.join(folder, 'reports') };
  return { store: async () => store, paths } as unknown as Services;
}

describe('writeSweepReport', () => {
  it('writes the page under the id of the sweep and counts its rounds', async () => {
    const written = await writeSweepReport(services(), sweep.id);
    const file = path.join(folder, 'reports', `${sweep.id}.html`);
    expect(written).toEqual({ file, sweepId: sweep.id, rounds: rounds.length });
    const page = await readFile(file, 'utf8');
    expect(page).toContain('<title>Sweep block-size</title>');
    expect(page).toContain('peer.tso');
    expect(page).toContain(`gridtune report ${sweep.id}`);
  });

  it('writes to the file that was asked for', async () => {
    const out = path.join(folder, 'new', 'page.html');
    expect((await writeSweepReport(services(), sweep.id, out)).file).toBe(out);
    expect(await readFile(out, 'utf8')).toContain('</html>');
  });

  it('refuses an id that no sweep has, and says where ids stand', async () => {
    const attempt = writeSweepReport(services(), 's-none');
    await expect(attempt).rejects.toThrow(NotFoundError);
    await expect(attempt).rejects.toThrow('gridtune results list');
  });
});

describe('writeReport', () => {
  it('writes the page of a recommendation under its id', async () => {
    const written = await writeReport(services(), recommendation.id);
    const file = path.join(folder, 'reports', `${recommendation.id}.html`);
    expect(written).toEqual({ file, recommendationId: recommendation.id });
    const page = await readFile(file, 'utf8');
    expect(page).toContain(`<title>Recommendation ${recommendation.id}</title>`);
    expect(page).toContain(`gridtune apply ${recommendation.id}`);
  });

  it('writes the report of a sweep where the id is one', async () => {
    const out = path.join(folder, 'sweep.html');
    expect(await writeReport(services(), sweep.id, out)).toEqual({
      file: out,
      sweepId: sweep.id,
      rounds: rounds.length,
    });
  });

  it('refuses an id that neither has, and says where ids stand', async () => {
    const attempt = writeReport(services(), 'x-none');
    await expect(attempt).rejects.toThrow(NotFoundError);
    await expect(attempt).rejects.toThrow(/no sweep and no recommendation x-none.*gridtune recommend/);
  });
});
