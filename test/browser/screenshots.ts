import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitUntil } from '../../optimizer/domain/wait.js';
import { gridtuneJson, root } from '../live/cli.js';
import { removeBrowser, unpackBrowser, type BrowserProgram } from './browser-program.js';
import { openBrowser, openPage, openSignedIn } from './open-page.js';
import { ask, makeTokens, startService, type Service } from './serve.js';

/**
 * Takes the pictures of docs/dashboard.md, on a network of its own with measured rounds, a model, a recommendation
 * that was applied and watched, and a comparison. `npm run screenshots`; nothing here is a test of the page.
 */

const IMAGES = path.join(root, 'docs', 'images');
/** All pictures together. */
const MOST_BYTES = 1_500_000;

let home: string;
let program: BrowserProgram | undefined;
let browser: Browser;
let service: Service | undefined;
const places: Record<string, string> = {};

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'gridtune-pictures-'));
  program = await unpackBrowser();
  browser = await openBrowser(program);
  await gridtuneJson(['network', 'up'], { home });
  const rounds = path.join(root, 'datasets', 'quiet-network-surface.csv');
  await gridtuneJson(['results', 'import', rounds, '--name', 'reference'], { home });
  await gridtuneJson(['train', '--dataset', 'reference'], { home });
  const tokens = await makeTokens(home);
  service = await startService(home, tokens);
  await makeSomethingToShow(service);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await gridtuneJson(['network', 'down', '--wipe'], { home });
  if (program) await removeBrowser(program);
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

async function makeSomethingToShow(served: Service): Promise<void> {
  const goal = { objective: 'min-latency', limits: ['latencyP95Ms<=900'] };
  const models = await ask(served, 'viewer', { path: '/models' });
  places['models'] = `models/${models.items[0].id}`;
  const recommendation = await ask(served, 'operator', {
    ...{ method: 'POST', path: '/recommendations' },
    body: { ...goal, sendRateTps: 120 },
  });
  places['recommendation'] = `recommendation/${recommendation.id}`;
  const comparison = await ask(served, 'operator', {
    ...{ method: 'POST', path: '/comparisons' },
    body: {
      kind: 'surface',
      dataset: 'reference',
      sendRateTps: 120,
      goal: { objective: 'min-latency' },
      seeds: 10,
    },
  });
  places['comparisons'] = `comparisons/${comparison.id}`;
  const change = await ask(served, 'approver', {
    ...{ method: 'POST', path: '/applications' },
    body: {
      recommendationId: recommendation.id,
      watch: { seconds: 10, probeTps: 20, limits: ['latencyP95Ms<=5000'] },
    },
  });
  await over(served, change.id);
  places['changes'] = `applications/job/${change.id}`;
  await over(served, comparison.id);
  places['sweeps'] = await sweepUnderWay(served);
}

/** Goes on while the pictures are taken, so that there is load to see; the service ends it when it is stopped. */
async function sweepUnderWay(served: Service): Promise<string> {
  const { id } = await ask(served, 'operator', { method: 'POST', path: '/sweeps', body: { plan: 'demo' } });
  return waitUntil(
    'the first rounds of the sweep',
    async () => {
      const { subjectId, progress } = await ask(served, 'viewer', { path: `/jobs/${id}` });
      return progress?.done >= 6 ? `sweeps/${subjectId}` : undefined;
    },
    240_000,
    { everyMs: 500 },
  );
}

async function over(served: Service, id: string): Promise<void> {
  await waitUntil(
    `job ${id} to be over`,
    async () => {
      const { status } = await ask(served, 'viewer', { path: `/jobs/${id}` });
      return ['done', 'failed', 'cancelled'].includes(status) || undefined;
    },
    240_000,
    { everyMs: 500 },
  );
}

const WIDE = { viewport: { width: 1440, height: 1000 }, colorScheme: 'light' } as const;
const NARROW = { viewport: { width: 360, height: 800 }, colorScheme: 'dark' } as const;

it.each([
  ['overview', WIDE],
  ['overview', NARROW],
  ['sweeps', WIDE],
  ['explorer', WIDE],
  ['models', WIDE],
  ['recommendation', WIDE],
  ['changes', WIDE],
  ['comparisons', WIDE],
  ['audit', WIDE],
  ['schedules', WIDE],
  ['explorer', NARROW],
  ['recommendation', NARROW],
  ['changes', NARROW],
] as const)('takes the picture of %s', async (name, look) => {
  if (!service) throw new Error('nothing is served');
  const watched = await openPage(browser, service.url, look);
  const { page } = watched;
  await openSignedIn(page, service.url, service.tokens.approver, places[name] ?? name);
  if (name === 'audit') await page.getByRole('button', { name: 'Compare with the ledger' }).click();
  if (name === 'audit')
    await page.getByRole('heading', { name: 'What the channel itself remembers' }).waitFor();
  if (name === 'overview')
    await page
      .getByText(/^Mean latency of the last/)
      .first()
      .waitFor();
  const file = `page-${name}${look === NARROW ? '-narrow' : ''}.png`;
  await page.screenshot({ path: path.join(IMAGES, file), animations: 'disabled' });
  await watched.close();
});

it(`leaves pictures of less than ${MOST_BYTES} bytes together`, async () => {
  const names = (await readdir(IMAGES)).filter((name) => name.startsWith('page-'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(IMAGES, name))).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES);
});
