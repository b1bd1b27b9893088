import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { NetworkSetupError, PortInUseError } from '../optimizer/domain/errors.js';
import { layoutOf, type NetworkLayout } from './layout.js';
import { busyPorts, findFreeBlock } from './ports.js';
import { layOutNodes, portCount, topologySchema, type Nodes, type Topology } from './topology.js';

const stateSchema = z.strictObject({
  /** Names the network in records and marks its processes. */
  id: z.string(),
  createdAt: z.iso.datetime(),
  basePort: z.int(),
  topology: topologySchema,
});

/** A network that was created: who takes part and where everything is. */
export interface NetworkState {
  readonly id: string;
  readonly topology: Topology;
  readonly nodes: Nodes;
  readonly layout: NetworkLayout;
}

/** @returns undefined if no network was made in this home yet. */
export async function readState(home: string): Promise<NetworkState | undefined> {
  const layout = layoutOf(home);
  let text: string;
  try {
    text = await readFile(layout.stateFile, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = stateSchema.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new NetworkSetupError(
      `${layout.stateFile} is damaged or from another version: remove the network with "gridtune network down --wipe"`,
      { cause: parsed.error },
    );
  }
  const { id, topology, basePort } = parsed.data;
  return { id, topology, nodes: layOutNodes(topology, basePort), layout };
}

/** The network of this home, made from `topology` if there is none yet. */
export async function ensureState(home: string, topology: Topology): Promise<NetworkState> {
  const existing = await readState(home);
  if (existing) {
    requireSameTopology(existing, topology);
    return existing;
  }
  const count = portCount(topology);
  const basePort = topology.basePort ?? (await findFreeBlock(count));
  requireFree(await busyPorts(basePort, count));
  const layout = layoutOf(home);
  await mkdir(layout.logsDirectory, { recursive: true });
  const id = randomBytes(6).toString('hex');
  const state = { id, createdAt: new Date().toISOString(), basePort, topology };
  await writeFile(`${layout.stateFile}.tmp`, JSON.stringify(state, null, 2));
  await rename(`${layout.stateFile}.tmp`, layout.stateFile);
  return { id, topology, nodes: layOutNodes(topology, basePort), layout };
}

function requireSameTopology(state: NetworkState, topology: Topology): void {
  if (JSON.stringify(topologySchema.parse(state.topology)) === JSON.stringify(topology)) return;
  throw new NetworkSetupError(
    'this network was made from another topology: run "gridtune network down --wipe" to start anew, or pass the topology it was made from',
  );
}

/** @throws {@link PortInUseError} naming the ports. */
export function requireFree(busy: readonly number[]): void {
  if (busy.length === 0) return;
  throw new PortInUseError(
    `port ${busy.join(', ')} is in use by another program: stop it, or set another basePort in the topology and run "gridtune network down --wipe"`,
  );
}
