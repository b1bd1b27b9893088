import path from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { waitUntil } from '../../optimizer/domain/wait.js';
import type { BrowserProgram } from './browser-program.js';

/** How long the page may take to show what a test waits for, on a machine that does other work beside it. */
const PATIENCE_MS = 45_000;

/** The package's own flags switch parts of the web's security off: none of them is used. */
const FLAGS = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'];

export async function openBrowser({ directory, executable }: BrowserProgram): Promise<Browser> {
  return chromium.launch({
    executablePath: executable,
    args: FLAGS,
    env: { ...process.env, FONTCONFIG_PATH: path.join(directory, 'fonts'), TMPDIR: directory },
  });
}

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 360, height: 740 };

/** A page, and what should never happen on it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors on the console and thrown ones. */
  readonly errors: string[];
  /** Requests to anywhere but the service; none of them was let through. */
  readonly foreign: string[];
  close(): Promise<void>;
}

/** A page in a browser profile of its own: no other test's session is in it. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: WIDE,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const errors: string[] = [];
  const foreign: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    // Which answers are refusals is the tests' own business: the browser reports each of them as an error.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text());
  });
  const { origin } = new URL(url);
  await context.route(
    (asked) => asked.origin !== origin && asked.protocol.startsWith('http'),
    async (route) => {
      foreign.push(route.request().url());
      await route.abort();
    },
  );
  return { page, errors, foreign, close: () => context.close() };
}

/** Opens a place of the page as the bearer of a token, and waits until it has its facts. */
export async function openSignedIn(page: Page, url: string, token: string, place = ''): Promise<void> {
  await page.goto(`${url}/#token=${token}`);
  // Behind a button on narrow screens, and there all the same.
  await page.locator('nav').first().waitFor({ state: 'attached' });
  await goTo(page, place);
}

export async function goTo(page: Page, place: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${place}`)}`);
  await settled(page);
}

/** Presses Tab until it is there, as somebody without a mouse does. @throws Error where it cannot be reached */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 150; presses += 1) {
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${String(target)} cannot be reached by keyboard`);
}

/** Waits until nothing on the page says that it is still loading. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  // Two looks: what a page has loaded may be what makes it load more.
  for (let quiet = 0; quiet < 2; quiet += 1) {
    await waitUntil(
      'the page to have its facts',
      async () => (await page.locator('main .loading').count()) === 0 || undefined,
      PATIENCE_MS,
    );
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 60)))');
  }
}
