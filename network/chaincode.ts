import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { exec } from './exec.js';
import { cryptoOf, userMsp, type NetworkLayout } from './layout.js';
import { adminEnvironment } from './node-environment.js';
import type { FabricTools } from './tools/fabric.js';
import type { ChaincodeNode, Nodes, PeerNode, Topology } from './topology.js';

export const CHAINCODE_NAME = 'exchange';
const VERSION = '1.0';
const SEQUENCE = 1;
const DEADLINE_MS = 120_000;

export interface LifecycleOptions {
  readonly topology: Topology;
  readonly nodes: Nodes;
  readonly layout: NetworkLayout;
  readonly tools: FabricTools;
  readonly signal?: AbortSignal | undefined;
}

/** Makes the organisation's package once: it only says where that organisation's chaincode service listens. */
export async function ensurePackage(node: ChaincodeNode, layout: NetworkLayout): Promise<string> {
  const file = layout.chaincodePackage(node.organisation);
  if (existsSync(file)) return file;
  await mkdir(path.dirname(file), { recursive: true });
  const working = await mkdtemp(path.join(layout.home, '.package-'));
  try {
    const connection = { address: `127.0.0.1:${node.port}`, dial_timeout: '10s', tls_required: false };
    await writeFile(path.join(working, 'connection.json'), JSON.stringify(connection));
    await writeFile(
      path.join(working, 'metadata.json'),
      JSON.stringify({ type: 'ccaas', label: `${CHAINCODE_NAME}_${VERSION}` }),
    );
    const tar = async (output: string, ...files: string[]): Promise<void> => {
      await exec('tar', ['-czf', output, ...files], {
        name: `pack the chaincode of ${node.organisation}`,
        directory: working,
        deadlineMs: 10_000,
      });
    };
    await tar('code.tar.gz', 'connection.json');
    await tar('package.tar.gz', 'code.tar.gz', 'metadata.json');
    await rename(path.join(working, 'package.tar.gz'), file);
  } finally {
    await rm(working, { recursive: true, force: true });
  }
  return file;
}

/** The id under which a peer knows the package: label and content hash. */
export async function packageIdOf(node: ChaincodeNode, options: LifecycleOptions): Promise<string> {
  const file = await ensurePackage(node, options.layout);
  const peer = firstPeerOf(node, options.nodes);
  const { stdout } = await peerCommand(
    peer,
    ['lifecycle', 'chaincode', 'calculatepackageid', file],
    'name the package',
    options,
  );
  return stdout.trim();
}

/** Installs, approves and commits the chaincode on every organisation, unless it is committed already. */
export async function ensureCommitted(options: LifecycleOptions): Promise<void> {
  const { nodes, topology } = options;
  const [first] = nodes.peers;
  if (!first || (await isCommitted(first, options))) return;
  await Promise.all(nodes.peers.map((peer) => install(peer, options)));
  const definition = [
    ...['--channelID', topology.channel, '--name', CHAINCODE_NAME],
    ...['--version', VERSION, '--sequence', String(SEQUENCE)],
    ...ordererArguments(options),
  ];
  await Promise.all(
    nodes.chaincodes.map(async (node) => {
      const packageId = await packageIdOf(node, options);
      const command = ['lifecycle', 'chaincode', 'approveformyorg', ...definition, '--package-id', packageId];
      await peerCommand(
        firstPeerOf(node, nodes),
        command,
        `approve the chaincode for ${node.organisation}`,
        options,
      );
    }),
  );
  const targets = nodes.chaincodes.flatMap((node) => {
    const peer = firstPeerOf(node, nodes);
    return [
      '--peerAddresses',
      `127.0.0.1:${peer.port}`,
      '--tlsRootCertFiles',
      cryptoOf(options.layout, peer).tlsCaCertificate,
    ];
  });
  await peerCommand(
    first,
    ['lifecycle', 'chaincode', 'commit', ...definition, ...targets],
    'commit the chaincode',
    options,
  );
}

async function install(peer: PeerNode, options: LifecycleOptions): Promise<void> {
  const node = options.nodes.chaincodes.find(({ organisation }) => organisation === peer.organisation);
  if (!node) throw new RangeError(`${peer.organisation} runs no chaincode`);
  const packageId = await packageIdOf(node, options);
  const query = ['lifecycle', 'chaincode', 'queryinstalled', '--output', 'json'];
  const { stdout } = await peerCommand(peer, query, `ask ${peer.name} for its chaincodes`, options);
  const installed = installedSchema.parse(JSON.parse(stdout)).installed_chaincodes ?? [];
  if (installed.some(({ package_id }) => package_id === packageId)) return;
  const file = options.layout.chaincodePackage(node.organisation);
  await peerCommand(
    peer,
    ['lifecycle', 'chaincode', 'install', file],
    `install the chaincode on ${peer.name}`,
    options,
  );
}

const installedSchema = z.object({
  installed_chaincodes: z.array(z.object({ package_id: z.string() })).optional(),
});
const committedSchema = z.object({
  chaincode_definitions: z.array(z.object({ name: z.string() })).optional(),
});

async function isCommitted(peer: PeerNode, options: LifecycleOptions): Promise<boolean> {
  const query = [
    'lifecycle',
    'chaincode',
    'querycommitted',
    '--channelID',
    options.topology.channel,
    '--output',
    'json',
  ];
  const { stdout } = await peerCommand(peer, query, 'ask for the committed chaincodes', options);
  const definitions = committedSchema.parse(JSON.parse(stdout)).chaincode_definitions ?? [];
  return definitions.some(({ name }) => name === CHAINCODE_NAME);
}

/** Runs Fabric's `peer` client as the administrator of the peer's organisation. */
export async function peerCommand(
  peer: PeerNode,
  command: readonly string[],
  name: string,
  { layout, tools, signal }: LifecycleOptions,
): Promise<{ stdout: string; stderr: string }> {
  const environment = adminEnvironment(peer, layout, userMsp(layout, peer, 'Admin'));
  return exec(tools.peer, command, { name, environment, deadlineMs: DEADLINE_MS, signal });
}

function ordererArguments({ nodes, layout }: LifecycleOptions): string[] {
  const [orderer] = nodes.orderers;
  if (!orderer) throw new RangeError('a topology has at least one orderer');
  return [
    '--orderer',
    `127.0.0.1:${orderer.port}`,
    '--tls',
    '--cafile',
    cryptoOf(layout, orderer).tlsCaCertificate,
  ];
}

function firstPeerOf(node: ChaincodeNode, nodes: Nodes): PeerNode {
  const peer = nodes.peers.find(({ organisation }) => organisation === node.organisation);
  if (!peer) throw new RangeError(`${node.organisation} has no peer`);
  return peer;
}
