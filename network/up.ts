import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Progress } from '../optimizer/domain/ports.js';
import { throwIfCancelled, waitUntil } from '../optimizer/domain/wait.js';
import { ensureCommitted, packageIdOf, peerCommand, type LifecycleOptions } from './chaincode.js';
import { ensureCrypto } from './crypto.js';
import { exec } from './exec.js';
import { ensureGenesis } from './genesis.js';
import { requireHealthy, requireLeader, requireListening } from './health.js';
import { cryptoOf } from './layout.js';
import { ordererEnvironment, peerEnvironment, writeFabricConfig } from './node-environment.js';
import { isPortFree } from './ports.js';
import { findProcesses, startProcess, stopProcesses, type StartOptions } from './processes.js';
import { ensureState, requireFree, type NetworkState } from './state.js';
import type { FabricTools } from './tools/fabric.js';
import type { OrdererNode, PeerNode, Topology } from './topology.js';

export interface UpOptions {
  readonly home: string;
  readonly topology: Topology;
  readonly tools: FabricTools;
  /** The project's folder: chaincode and external builder lie in it. */
  readonly root: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

const START_DEADLINE_MS = 60_000;

/**
 * Brings the network up as far as it is not up already: certificates, channel, nodes, chaincode.
 * What this call started is stopped again if it fails or is cancelled.
 */
export async function networkUp(options: UpOptions): Promise<NetworkState> {
  await mkdir(options.home, { recursive: true });
  const state = await ensureState(options.home, options.topology);
  const before = new Set((await findProcesses(state.id)).map(({ pid }) => pid));
  try {
    await bringUp(state, options);
    return state;
  } catch (error) {
    await stopProcesses(async () => (await findProcesses(state.id)).filter(({ pid }) => !before.has(pid)));
    throw error;
  }
}

async function bringUp(state: NetworkState, { tools, root, progress, signal }: UpOptions): Promise<void> {
  const { topology, nodes, layout } = state;
  const lifecycle: LifecycleOptions = { topology, nodes, layout, tools, signal };
  await ensureCrypto(topology, layout, tools);
  await ensureGenesis(topology, nodes, layout, tools);
  await writeFabricConfig(layout, tools, path.join(root, 'network', 'ccaas-builder'));
  throwIfCancelled(signal);

  progress.step('starting orderers and peers');
  const running = new Set((await findProcesses(state.id)).map(({ name }) => name));
  for (const node of nodes.orderers) {
    const environment = ordererEnvironment(node, layout);
    await startNode(
      state,
      running,
      { name: node.name, program: tools.orderer, programArguments: [], environment },
      [node.port, node.adminPort, node.operationsPort],
    );
  }
  for (const node of nodes.peers) {
    const environment = peerEnvironment(node, topology, layout);
    await startNode(
      state,
      running,
      { name: node.name, program: tools.peer, programArguments: ['node', 'start'], environment },
      [node.port, node.chaincodePort, node.operationsPort],
    );
  }
  await Promise.all([
    ...nodes.orderers.map(async (node) => answering(node, [node.port, node.adminPort], signal)),
    ...nodes.peers.map(async (node) => answering(node, [node.port], signal)),
  ]);

  progress.step('joining the channel');
  await Promise.all(nodes.orderers.map((node) => joinOrderer(node, state, tools, signal)));
  await Promise.all(nodes.peers.map((peer) => joinPeer(peer, lifecycle)));
  const someLeader = async (): Promise<void> => requireLeader(topology.consensus, nodes.orderers);
  await ready('an orderer to lead the channel', someLeader, signal);

  progress.step('starting the chaincode of every organisation');
  for (const node of nodes.chaincodes) {
    const id = await packageIdOf(node, lifecycle);
    const command = path.join(root, 'node_modules', 'fabric-shim', 'cli.js');
    const programArguments = [
      command,
      'server',
      `--chaincode-address=127.0.0.1:${node.port}`,
      `--chaincode-id=${id}`,
    ];
    await startNode(
      state,
      running,
      {
        name: node.name,
        program: process.execPath,
        programArguments,
        environment: {},
        directory: path.join(root, 'chaincode', 'exchange'),
      },
      [node.port],
    );
  }
  await ensureCommitted(lifecycle);
  await Promise.all(
    nodes.chaincodes.map(async ({ name, port }) =>
      ready(`${name} to listen`, async () => requireListening(port), signal),
    ),
  );
}

type NodeStart = Pick<StartOptions, 'name' | 'program' | 'programArguments' | 'environment'> & {
  directory?: string;
};

async function startNode(
  { id, layout }: NetworkState,
  running: ReadonlySet<string>,
  node: NodeStart,
  ports: readonly number[],
): Promise<void> {
  if (running.has(node.name)) return;
  const free = await Promise.all(ports.map(isPortFree));
  requireFree(ports.filter((_, index) => !free[index]));
  const directory = node.directory ?? layout.dataDirectory(node.name);
  await mkdir(directory, { recursive: true });
  await startProcess({ ...node, directory, owner: id, logFile: layout.logFile(node.name) });
}

/** Healthy comes first: a node that opens an old ledger reports health some time before it listens. */
async function answering(
  { name, operationsPort }: OrdererNode | PeerNode,
  ports: readonly number[],
  signal: AbortSignal | undefined,
): Promise<void> {
  await ready(`${name} to answer /healthz`, async () => requireHealthy(operationsPort), signal);
  for (const port of ports)
    await ready(`${name} to listen on port ${port}`, async () => requireListening(port), signal);
}

/** @param require - throws until what is waited for is there. */
async function ready(
  name: string,
  require: () => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const probe = async (): Promise<true> => {
    await require();
    return true;
  };
  await waitUntil(name, probe, START_DEADLINE_MS, { signal });
}

async function joinOrderer(
  node: OrdererNode,
  { topology, layout }: NetworkState,
  tools: FabricTools,
  signal: AbortSignal | undefined,
): Promise<void> {
  const crypto = cryptoOf(layout, node);
  const access = [
    ...['-o', `127.0.0.1:${node.adminPort}`, '--ca-file', crypto.tlsCaCertificate],
    ...['--client-cert', crypto.tlsCertificate, '--client-key', crypto.tlsKey],
  ];
  const joined = await exec(tools.osnadmin, ['channel', 'list', '--channelID', topology.channel, ...access], {
    name: `ask ${node.name} for the channel`,
    deadlineMs: START_DEADLINE_MS,
    signal,
  });
  // osnadmin answers 404 in its text, with exit code 0, when the orderer does not know the channel.
  if (/Status: 200/.test(joined.stdout)) return;
  const answer = await exec(
    tools.osnadmin,
    ['channel', 'join', '--channelID', topology.channel, '--config-block', layout.genesisFile, ...access],
    { name: `join ${node.name} to the channel`, deadlineMs: START_DEADLINE_MS, signal },
  );
  if (!/Status: 201/.test(answer.stdout))
    throw new Error(`${node.name} did not join the channel: ${answer.stdout.trim()}`);
}

async function joinPeer(
  peer: LifecycleOptions['nodes']['peers'][number],
  options: LifecycleOptions,
): Promise<void> {
  const { stdout } = await peerCommand(
    peer,
    ['channel', 'list'],
    `ask ${peer.name} for its channels`,
    options,
  );
  if (stdout.split('\n').includes(options.topology.channel)) return;
  await peerCommand(
    peer,
    ['channel', 'join', '-b', options.layout.genesisFile],
    `join ${peer.name} to the channel`,
    options,
  );
}
