import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { waitUntil } from '../../optimizer/domain/wait.js';
import { cuttableLine, type CuttableLine } from './cuttable-line.js';
import { openBrowser, openPage, openSignedIn, settled, type WatchedPage } from './open-page.js';
import { ask } from './serve.js';

const served = inject('served');
let browser: Browser;
let line: CuttableLine;
let watched: WatchedPage;
beforeAll(async () => {
  browser = await openBrowser(inject('browserProgram'));
});
afterAll(async () => browser.close());
beforeEach(async () => {
  line = await cuttableLine(served.url);
  watched = await openPage(browser, line.url);
});
afterEach(async () => {
  await watched.close();
  await line.close();
});

const comparison = (seeds: number) => ({
  kind: 'surface',
  dataset: 'reference',
  sendRateTps: 120,
  goal: { objective: 'min-latency' },
  seeds,
});

describe('a page that loses the service', () => {
  it('says so and how old its facts are, and goes on by itself where it broke off', async () => {
    const { page } = watched;
    const job = await ask(served, 'operator', {
      method: 'POST',
      path: '/comparisons',
      body: comparison(200),
    });
    try {
      await openSignedIn(page, line.url, served.tokens.viewer, `comparisons/${job.id}`);
      await page.locator('.steps li', { hasText: 'begun' }).waitFor();
      line.cut();
      await page.getByText('Not live').waitFor();
      await page.getByText(/^As of/).waitFor();
      const steps = await page.locator('.steps li').allInnerTexts();
      line.mend();
      await page.getByText('Not live').waitFor({ state: 'detached' });
      await page.getByText(/^As of/).waitFor({ state: 'detached' });
      await ask(served, 'operator', { method: 'POST', path: `/jobs/${job.id}/cancellation` });
      await page
        .locator('.steps li', { hasText: /cancelled/ })
        .first()
        .waitFor();
      const after = await page.locator('.steps li').allInnerTexts();
      // Nothing is told twice and nothing is missed.
      expect(after.slice(0, steps.length)).toEqual(steps);
      expect(new Set(after).size).toBe(after.length);
    } finally {
      await cancelled(job.id);
    }
  });
});

describe('a click', () => {
  it('starts its work once, although the answer to it was lost', async () => {
    const { page } = watched;
    const before = await comparisons();
    await openSignedIn(page, line.url, served.tokens.operator, 'comparisons');
    const keys: (string | undefined)[] = [];
    await page.route('**/api/v1/comparisons', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.fallback();
      // The service takes it, and the answer is lost on the way.
      await route.fetch();
      return route.abort();
    });
    await page.getByLabel('Send rate, transactions a second').fill('120');
    await page.getByLabel('Searches of each strategy').fill('1');
    await page.getByRole('button', { name: 'Compare the ways to search' }).click();
    await page.getByRole('heading', { name: 'What was asked' }).waitFor();
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(await comparisons()).toBe(before + 1);
    await finishedFindings(page);
  });
});

async function comparisons(): Promise<number> {
  return (await ask(served, 'viewer', { path: '/comparisons' })).total;
}

/** The same page shows what came of it, without anybody loading it anew. */
async function finishedFindings(page: Page): Promise<void> {
  // The comparison computes beside everything else that this machine is at.
  await page.getByRole('region', { name: 'Regret at the end of the budget' }).waitFor({ timeout: 90_000 });
  await settled(page);
  expect(await page.locator('main').innerText()).toContain('gridtune');
}

/** So that nothing computes beside the next test. */
async function cancelled(id: string): Promise<void> {
  await waitUntil(
    'the job to be over',
    async () => {
      const { status } = await ask(served, 'viewer', { path: `/jobs/${id}` });
      if (status === 'done' || status === 'failed' || status === 'cancelled') return true;
      await ask(served, 'operator', { method: 'POST', path: `/jobs/${id}/cancellation` });
      return undefined;
    },
    30_000,
    { everyMs: 300 },
  );
}
