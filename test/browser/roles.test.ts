import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { goTo, openBrowser, openPage, openSignedIn, type WatchedPage } from './open-page.js';
import { ask } from './serve.js';

const served = inject('served');
const { url, tokens } = served;
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

describe('a viewer', () => {
  it('sees what would change and no button for it, and is told why', async () => {
    const { page } = watched;
    const { items } = await ask(served, 'viewer', { path: '/recommendations' });
    await openSignedIn(page, url, tokens.viewer, `recommendation/${items[0].id}`);
    await page.getByText('Your role is viewer: this needs the role operator.').waitFor();
    expect(await page.getByRole('button', { name: /apply/i }).count()).toBe(0);
  });

  it('is offered no form that would be refused', async () => {
    const { page } = watched;
    await openSignedIn(page, url, tokens.viewer, 'recommendation');
    await page.getByText('it needs the role operator; yours is viewer').waitFor();
    expect(await page.getByRole('button', { name: 'Recommend settings' }).count()).toBe(0);
    await goTo(page, 'schedules');
    expect(await page.getByRole('button', { name: /^(Run|Edit|Make)/ }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Tokens' }).count()).toBe(0);
  });
});

describe('an administrator', () => {
  it('makes a token that is shown once, and revokes it', async () => {
    const { page } = watched;
    await openSignedIn(page, url, tokens.admin, 'tokens');
    await page.getByLabel('Whose it is').fill('night shift');
    await page.getByRole('button', { name: 'Make the token' }).click();
    const token = await page.locator('code.secret').innerText();
    expect(token).toMatch(/^gt_/);
    await ask({ url, tokens: { ...tokens, viewer: token } }, 'viewer', { path: '/me' });
    await page.reload();
    const row = page.getByRole('row', { name: /night shift/ });
    await row.waitFor();
    expect(await page.getByText(token).count()).toBe(0);
    await row.getByRole('button', { name: /Revoke/ }).click();
    await row.getByRole('button', { name: 'Revoke night shift for good' }).click();
    await row.getByText('revoked').waitFor();
  });

  it('is told who was faster, and loses nothing of theirs', async () => {
    const { page } = watched;
    await openSignedIn(page, url, tokens.admin, 'schedules');
    await page.getByRole('button', { name: 'Edit nightly retraining' }).click();
    const [schedule] = (await ask(served, 'viewer', { path: '/schedules' })).items.filter(
      ({ name }: { name: string }) => name === 'nightly retraining',
    );
    const { id, name, timeZone, enabled, work, version } = schedule;
    await ask(served, 'admin', {
      method: 'PUT',
      path: `/schedules/${id}`,
      headers: { 'if-match': `"v${version}"` },
      body: { name, cron: '5 5 * * *', timeZone, enabled, work },
    });
    await page.getByLabel('Time, as cron has it').fill('1 1 * * *');
    await page.getByRole('button', { name: 'Save the change' }).click();
    await page.getByText(/was faster/).waitFor();
    await page.getByRole('button', { name: 'Show what it is now' }).click();
    expect(await page.getByLabel('Time, as cron has it').inputValue()).toBe('5 5 * * *');
    expect((await ask(served, 'viewer', { path: `/schedules/${id}` })).cron).toBe('5 5 * * *');
  });
});
