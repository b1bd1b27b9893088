import { rm } from 'node:fs/promises';
import { NetworkSetupError } from '../optimizer/domain/errors.js';
import { waitUntil } from '../optimizer/domain/wait.js';
import { layoutOf } from './layout.js';
import { busyPorts } from './ports.js';
import { findProcesses, stopProcesses } from './processes.js';
import { readState, type NetworkState } from './state.js';
import { portCount } from './topology.js';

const PORTS_DEADLINE_MS = 10_000;

/**
 * Stops every process of the home's network, whoever started it. The ledger stays for the next `up`.
 * @param wipe - also removes certificates, ledger and everything else of the network.
 * @returns the names of what was stopped.
 * @throws {@link NetworkSetupError} if one of its ports is still taken afterwards.
 */
export async function networkDown(home: string, { wipe = false } = {}): Promise<string[]> {
  const state = await readState(home).catch((error: unknown) => {
    if (wipe) return undefined; // a damaged record must not keep a network from being removed
    throw error;
  });
  const stopped = state ? await stopProcesses(async () => findProcesses(state.id)) : [];
  if (state && stopped.length > 0) await waitForPorts(state);
  if (wipe) await rm(layoutOf(home).home, { recursive: true, force: true });
  return stopped.map(({ name }) => name);
}

/** A dying process loses its environment, by which it is found, a moment before its sockets. */
async function waitForPorts({ nodes, topology }: NetworkState): Promise<void> {
  const first = nodes.orderers[0]?.port ?? 0;
  let busy: number[] = [];
  try {
    await waitUntil(
      'the ports of the network to be free',
      async () => {
        busy = await busyPorts(first, portCount(topology));
        return busy.length === 0 ? true : undefined;
      },
      PORTS_DEADLINE_MS,
    );
  } catch (cause) {
    throw new NetworkSetupError(`port ${busy.join(', ')} is still in use by a program that is not ours`, {
      cause,
    });
  }
}
