import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findProcesses } from '../../network/processes.js';
import { readState, type NetworkState } from '../../network/state.js';
import { gridtune, gridtuneJson, root } from './cli.js';

/** A network of its own for one suite, beside the one that all live suites share. */
export interface OtherNetwork {
  /** To be given to the command line as its home. */
  readonly home: string;
  readonly state: NetworkState;
  /** Starts again what is not running. */
  up(): Promise<void>;
  /** Ends one node at once, as a crash would. @throws Error if it does not run */
  kill(node: string): Promise<void>;
  /** Stops every process and removes the folder. @throws Error if a process is left */
  remove(): Promise<void>;
}

/** @param topology - a file in `network`, such as `topology-bft4.yaml` */
export async function startOtherNetwork(topology: string): Promise<OtherNetwork> {
  const home = await mkdtemp(path.join(tmpdir(), 'gridtune-other-'));
  const file = path.join(root, 'network', topology);
  const up = async (): Promise<void> => {
    await gridtuneJson(['network', 'up', '--topology', file], { home });
  };
  try {
    await up();
    const state = await readState(path.join(home, 'network'));
    if (!state) throw new Error(`no network was made from ${topology}`);
    return { home, state, up, kill: (node) => kill(state, node), remove: () => remove(home, state.id) };
  } catch (error) {
    await gridtune(['network', 'down', '--wipe'], { home });
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

async function kill({ id }: NetworkState, node: string): Promise<void> {
  const running = (await findProcesses(id)).find(({ name }) => name === node);
  if (!running) throw new Error(`${node} does not run`);
  process.kill(running.pid, 'SIGKILL');
}

async function remove(home: string, id: string): Promise<void> {
  await gridtuneJson(['network', 'down', '--wipe'], { home });
  const left = await findProcesses(id);
  await rm(home, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`processes are left: ${left.map(({ name }) => name).join(', ')}`);
}

/**
 * The orderer that leads the channel now, as the running orderers' own metrics say.
 * @returns undefined while there is none
 */
export async function leaderOf({ nodes }: NetworkState): Promise<string | undefined> {
  const pages = await Promise.all(
    nodes.orderers.map(async ({ name, operationsPort }) => {
      try {
        const answer = await fetch(`http://127.0.0.1:${operationsPort}/metrics`);
        return { name, page: await answer.text() };
      } catch {
        return { name, page: '' }; // down
      }
    }),
  );
  return pages.find(({ page }) => /^consensus_(?:etcdraft|BFT)_is_leader\{[^}]*\} 1$/m.test(page))?.name;
}
