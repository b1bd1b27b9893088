import { rm } from 'node:fs/promises';
import { NetworkSetupError } from '../optimizer/domain/errors.js';
import { layoutOf } from './layout.js';
import { busyPorts } from './ports.js';
import { findProcesses, stopProcesses } from './processes.js';
import { readState } from './state.js';
import { portCount } from './topology.js';

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
  if (state) {
    const first = state.nodes.orderers[0]?.port ?? 0;
    const busy = stopped.length > 0 ? await busyPorts(first, portCount(state.topology)) : [];
    if (busy.length > 0)
      throw new NetworkSetupError(`port ${busy.join(', ')} is still in use by a program that is not ours`);
  }
  if (wipe) await rm(layoutOf(home).home, { recursive: true, force: true });
  return stopped.map(({ name }) => name);
}
