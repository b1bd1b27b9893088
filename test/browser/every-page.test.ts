import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { goTo, NARROW, openBrowser, openPage, openSignedIn, WIDE, type WatchedPage } from './open-page.js';
import { ask } from './serve.js';

const served = inject('served');
const { url, tokens } = served;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser;
let recommendationId: string;
beforeAll(async () => {
  browser = await openBrowser(inject('browserProgram'));
  recommendationId = (await ask(served, 'viewer', { path: '/recommendations' })).items[0].id;
});
afterAll(async () => browser.close());

/** With what they are to show, so that an empty page is none that passes. */
const PLACES: readonly (readonly [place: string, shows: string])[] = [
  ['overview', 'Overview'],
  ['sweeps', 'Sweeps'],
  ['explorer', 'Explorer'],
  ['models', 'Models'],
  ['recommendation', 'Ask for one'],
  ['recommendation/ID', 'Before and after'],
  ['applications', 'History'],
  ['proposals', 'All proposals'],
  ['comparisons', 'Start one'],
  ['audit', 'Timeline of the channel'],
  ['audit/service', 'token created'],
  ['schedules', 'nightly retraining'],
  ['tokens', 'Make a token'],
];

describe.each([
  ['wide and light', WIDE, 'light'],
  ['narrow and dark', NARROW, 'dark'],
  ['wide and dark', WIDE, 'dark'],
  ['narrow and light', NARROW, 'light'],
] as const)('every page, %s', (_name, viewport, colorScheme) => {
  let watched: WatchedPage;
  beforeAll(async () => {
    watched = await openPage(browser, url, { viewport, colorScheme });
    await openSignedIn(watched.page, url, tokens.admin);
  });
  afterAll(async () => watched.close());

  it.each(PLACES)('%s fits, breaks nothing and can be used by everybody', async (place, shows) => {
    const { page, errors, foreign } = watched;
    await goTo(page, place.replace('ID', recommendationId));
    await page.locator('main').getByText(shows).first().waitFor();
    expect(await tooWide(page)).toEqual([]);
    expect(await findings(page)).toEqual([]);
    expect(errors).toEqual([]);
    expect(foreign).toEqual([]);
  });
});

/** What reaches over the right edge of the window, unless it scrolls by itself. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const over = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1 && !element.closest('.scroll'),
    );
    return [scrollWidth + ' > ' + clientWidth, ...over.slice(0, 3).map(({ outerHTML }) => outerHTML.slice(0, 120))];
  })()`);
}

/** What the accessibility check finds serious or critical, by WCAG 2.1 A and AA. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate<string[]>(`axe
    .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] })
    .then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))`);
}
