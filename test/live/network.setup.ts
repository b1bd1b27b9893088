import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { findProcesses } from '../../network/processes.js';
import { goBuild } from '../../network/tools/go-build.js';
import { programCacheDirectory } from '../../network/tools/program-cache.js';
import { docstoreModule } from '../../optimizer/store/docstore-module.js';
import { gridtuneJson, root } from './cli.js';

let home: string;
let networkId: string;

/** One real network for all live suites, in a folder of its own. */
export async function setup(project: TestProject): Promise<void> {
  home = await mkdtemp(path.join(tmpdir(), 'gridtune-live-'));
  const progress = { step: () => undefined, advance: () => undefined, warn: () => undefined };
  const cacheDirectory = programCacheDirectory();
  const docstore = await goBuild(docstoreModule(root), { cacheDirectory, progress });
  networkId = String((await gridtuneJson(['network', 'up'], { home }))['networkId']);
  project.provide('home', home);
  project.provide('docstoreBinary', path.join(docstore, 'docstore'));
}

/** Nothing stays: this fails the run if a process of the network is left. */
export async function teardown(): Promise<void> {
  await gridtuneJson(['network', 'down', '--wipe'], { home });
  const left = await findProcesses(networkId);
  await rm(home, { recursive: true, force: true });
  if (left.length > 0)
    throw new Error(`processes are left: ${left.map(({ name, pid }) => `${name} (${pid})`).join(', ')}`);
}
