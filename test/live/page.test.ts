import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { removeBrowser, unpackBrowser, type BrowserProgram } from '../browser/browser-program.js';
import {
  openBrowser,
  openPage,
  openSignedIn,
  settled,
  tabTo,
  type WatchedPage,
} from '../browser/open-page.js';
import { ask, makeTokens, startService, type Service } from '../browser/serve.js';
import { gridtune, gridtuneJson } from './cli.js';

const home = inject('home');
let program: BrowserProgram | undefined;
let browser: Browser;
let service: Service | undefined;
let watched: WatchedPage;

beforeAll(async () => {
  const tokens = await makeTokens(home);
  [service, program] = await Promise.all([startService(home, tokens), unpackBrowser()]);
  browser = await openBrowser(program);
  watched = await openPage(browser, service.url);
});
afterAll(async () => {
  await watched?.close();
  await browser?.close();
  await service?.stop();
  if (program) await removeBrowser(program);
  // What other suites begin with.
  await gridtune(['apply', '--yes', '--settings', JSON.stringify({ batchTimeoutMs: 2000 })], { home });
});

function served(): Service {
  if (!service) throw new Error('nothing is served');
  return service;
}

describe('a change by hand on the page', () => {
  it('is applied, watched and taken back, by keyboard, with the channel named each time', async () => {
    const { page, errors, foreign } = watched;
    const { url, tokens } = served();
    const { settings: before, channel } = await ask(served(), 'viewer', { path: '/network' });
    await gridtuneJson(['apply', '--yes', '--settings', '{"batchTimeoutMs": 1500}'], { home });

    await page.goto(url);
    await tabTo(page, page.getByLabel('Access token'));
    await page.keyboard.type(tokens.approver);
    await page.keyboard.press('Enter');
    await page.locator('nav').first().waitFor();
    await settled(page);
    await tabTo(page, page.getByRole('link', { name: 'Changes' }));
    await page.keyboard.press('Enter');
    const newest = page.getByRole('region', { name: 'Changes, the newest first' }).getByRole('link').first();
    await newest.waitFor();
    await tabTo(page, newest);
    await page.keyboard.press('Enter');
    const card = page.getByRole('region', { name: 'Take this change back' });
    await card.getByRole('button', { name: 'Take back …' }).waitFor();
    for (const [label, text] of [
      ['Seconds of watching', '8'],
      ['Own transactions a second', '10'],
      ['Limits', 'latencyP95Ms<=20000'],
    ] as const) {
      await tabTo(page, card.getByLabel(label));
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    }
    await tabTo(page, card.getByRole('button', { name: 'Take back …' }));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Take back: batch timeout from 1,500 ms to' });
    expect(await confirm.isDisabled()).toBe(true);
    await page.keyboard.type('another-channel');
    expect(await confirm.isDisabled()).toBe(true);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(channel);
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'Rollback of the channel' }).waitFor();
    await page.getByRole('heading', { name: 'Live transactions are watched' }).waitFor();
    await page.getByText('Kept: live transactions stayed within the limits').waitFor({ timeout: 60_000 });
    const { settings: after } = await ask(served(), 'viewer', { path: '/network' });
    expect(after).toEqual(before);
    expect(errors).toEqual([]);
    expect(foreign).toEqual([]);
  });

  it('is put back by itself when a limit breaks, and the page says why', async () => {
    const { page } = watched;
    const { settings: before } = await ask(served(), 'viewer', { path: '/network' });
    const job = await ask(served(), 'approver', {
      ...{ method: 'POST', path: '/applications' },
      body: {
        settings: { batchTimeoutMs: 1900 },
        watch: { seconds: 60, probeTps: 20, limits: ['latencyP95Ms<=1'] },
      },
    });
    await openSignedIn(page, served().url, served().tokens.viewer, `applications/job/${job.id}`);
    await page
      .getByText('A limit broke: the settings from before were put back')
      .waitFor({ timeout: 60_000 });
    await settled(page);
    expect(await page.locator('main').innerText()).toContain('latencyP95Ms');
    const { settings: after } = await ask(served(), 'viewer', { path: '/network' });
    expect(after).toEqual(before);
  });
});
