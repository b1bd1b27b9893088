import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { gridtuneJson, root } from '../live/cli.js';
import { removeBrowser, unpackBrowser, type BrowserProgram } from './browser-program.js';
import { makeTokens, startService, type Service } from './serve.js';

let home: string;
let service: Service | undefined;
let browser: BrowserProgram | undefined;

/** Every `EVERY`th round of the reference surface: enough for a model, quick to learn. */
const EVERY = 2;

/** A service on a store of its own with measured rounds, a model that learnt from them and a recommendation. */
export async function setup(project: TestProject): Promise<void> {
  home = await mkdtemp(path.join(tmpdir(), 'gridtune-page-'));
  const file = await someRounds();
  await gridtuneJson(['results', 'import', file, '--name', 'reference'], { home });
  await gridtuneJson(['train', '--dataset', 'reference'], { home });
  const goal = ['--send-rate', '120', '--objective', 'min-latency', '--limit', 'latencyP95Ms<=900'];
  await gridtuneJson(['recommend', ...goal, '--dataset', file], { home });
  const tokens = await makeTokens(home);
  [service, browser] = await Promise.all([startService(home, tokens), unpackBrowser()]);
  project.provide('served', { url: service.url, tokens });
  project.provide('browserProgram', browser);
}

async function someRounds(): Promise<string> {
  const text = await readFile(path.join(root, 'datasets', 'quiet-network-surface.csv'), 'utf8');
  const [header = '', ...rows] = text.trim().split('\n');
  const file = path.join(home, 'rounds.csv');
  await writeFile(file, [header, ...rows.filter((_, index) => index % EVERY === 0)].join('\n'));
  return file;
}

/** Nothing stays: neither process nor folder. */
export async function teardown(): Promise<void> {
  await service?.stop();
  if (browser) await removeBrowser(browser);
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
