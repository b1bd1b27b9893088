import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openBrowser, openPage, openSignedIn, type WatchedPage } from './open-page.js';

const { url, tokens } = inject('served');
let browser: Browser;
let watched: WatchedPage;
beforeAll(async () => {
  browser = await openBrowser(inject('browserProgram'));
});
afterAll(async () => browser.close());
beforeEach(async () => {
  watched = await openPage(browser, url);
});
afterEach(async () => watched.close());

describe('signing in', () => {
  it('takes the token of the address, and takes it out of the address', async () => {
    const { page } = watched;
    await openSignedIn(page, url, tokens.viewer);
    expect(page.url()).not.toContain(tokens.viewer);
    await page.getByText('viewer').first().waitFor();
  });

  it('takes the token that is typed into the form', async () => {
    const { page } = watched;
    await page.goto(url);
    await page.getByLabel('Access token').fill(tokens.operator);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  });

  it('says why a token is refused, and asks for another', async () => {
    const { page } = watched;
    await page.goto(`${url}/#token=gt_nobody_knows_this`);
    await page.getByRole('alert').filter({ hasText: 'signed out' }).waitFor();
    await page.getByLabel('Access token').waitFor();
  });

  it('forgets the token when somebody signs out, also in the history', async () => {
    const { page } = watched;
    await openSignedIn(page, url, tokens.viewer);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Access token').waitFor();
    await page.reload();
    await page.getByLabel('Access token').waitFor();
    expect(await page.evaluate('JSON.stringify({ ...sessionStorage, ...localStorage })')).toBe('{}');
  });
});

describe('the first load', () => {
  const MOST_BYTES = 200_000;

  it(`takes less than ${MOST_BYTES} bytes over the line, everything from the service itself`, async () => {
    const { page, foreign } = watched;
    const began = performance.now();
    await openSignedIn(page, url, tokens.viewer);
    const tookMs = performance.now() - began;
    const loaded = await page.evaluate<number>(
      `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .filter(({ name }) => !name.includes('/api/'))
        .reduce((sum, { transferSize }) => sum + transferSize, 0)`,
    );
    process.stderr.write(`first load: ${loaded} bytes, ${Math.round(tookMs)} ms beside other tests\n`);
    expect(loaded).toBeGreaterThan(10_000);
    expect(loaded).toBeLessThan(MOST_BYTES);
    expect(foreign).toEqual([]);
  });
});
