import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { exec } from './exec.js';
import { cryptoOf, organisationMsp, type NetworkLayout } from './layout.js';
import type { FabricTools } from './tools/fabric.js';
import type { Nodes, OrdererNode, PeerNode, Topology } from './topology.js';

const PROFILE = 'Exchange';

/** Makes the first block of the channel, once. */
export async function ensureGenesis(
  topology: Topology,
  nodes: Nodes,
  layout: NetworkLayout,
  tools: FabricTools,
): Promise<void> {
  if (existsSync(layout.genesisFile)) return;
  const working = await mkdtemp(path.join(layout.home, '.genesis-'));
  try {
    const output = path.join(working, 'genesis.block');
    await writeFile(
      path.join(working, 'configtx.yaml'),
      stringify(channelProfile(topology, nodes, layout), { aliasDuplicateObjects: false }),
    );
    await exec(
      tools.configtxgen,
      ['-configPath', working, '-profile', PROFILE, '-channelID', topology.channel, '-outputBlock', output],
      { name: 'make the channel (configtxgen)', deadlineMs: 60_000 },
    );
    await rename(output, layout.genesisFile);
  } finally {
    await rm(working, { recursive: true, force: true });
  }
}

/** A channel without a system channel (Fabric >= 2.3), as configtxgen reads it. */
function channelProfile(topology: Topology, nodes: Nodes, layout: NetworkLayout): object {
  const { settings } = topology;
  const orderers = nodes.orderers.map((node) => consenter(node, layout));
  return {
    Profiles: {
      [PROFILE]: {
        Policies: implicitPolicies(),
        Capabilities: { V3_0: true },
        Orderer: {
          OrdererType: 'etcdraft',
          Addresses: [],
          BatchTimeout: `${settings.batchTimeoutMs}ms`,
          BatchSize: {
            MaxMessageCount: settings.maxMessageCount,
            AbsoluteMaxBytes: settings.absoluteMaxBytes,
            PreferredMaxBytes: settings.preferredMaxBytes,
          },
          MaxChannels: 0,
          EtcdRaft: {
            Consenters: orderers.map(({ Host, Port, ClientTLSCert, ServerTLSCert }) => ({
              Host,
              Port,
              ClientTLSCert,
              ServerTLSCert,
            })),
            Options: {
              TickInterval: '500ms',
              ElectionTick: 10,
              HeartbeatTick: 1,
              MaxInflightBlocks: 5,
              SnapshotIntervalSize: '16 MB',
            },
          },
          ConsenterMapping: orderers,
          Organizations: [orderingOrganisation(nodes, layout)],
          Policies: { ...implicitPolicies(), BlockValidation: implicit('ANY Writers') },
          Capabilities: { V2_0: true },
        },
        Application: {
          Organizations: peerOrganisations(nodes, layout),
          Policies: {
            ...implicitPolicies(),
            LifecycleEndorsement: implicit('MAJORITY Endorsement'),
            Endorsement: implicit(`${topology.endorsement === 'any' ? 'ANY' : 'MAJORITY'} Endorsement`),
          },
          Capabilities: { V2_5: true },
        },
      },
    },
  };
}

function consenter(node: OrdererNode, layout: NetworkLayout) {
  const crypto = cryptoOf(layout, node);
  return {
    ID: Number(/\d+/.exec(node.name)?.[0] ?? 0) + 1,
    Host: '127.0.0.1',
    Port: node.port,
    MSPID: node.mspId,
    Identity: crypto.signingCertificate,
    ClientTLSCert: crypto.tlsCertificate,
    ServerTLSCert: crypto.tlsCertificate,
  };
}

function orderingOrganisation({ orderers }: Nodes, layout: NetworkLayout): object {
  const [first] = orderers;
  if (!first) throw new RangeError('a topology has at least one orderer');
  return {
    ...organisation(first, layout, 'member'),
    OrdererEndpoints: orderers.map(({ port }) => `127.0.0.1:${port}`),
  };
}

function peerOrganisations({ peers }: Nodes, layout: NetworkLayout): object[] {
  const first = new Map<string, PeerNode>();
  for (const peer of peers) if (!first.has(peer.organisation)) first.set(peer.organisation, peer);
  return [...first.values()].map((peer) => ({
    ...organisation(peer, layout, 'peer'),
    // Without anchor peers the organisations' gateways never learn of each other's peers.
    AnchorPeers: [{ Host: '127.0.0.1', Port: peer.port }],
  }));
}

function organisation(
  node: OrdererNode | PeerNode,
  layout: NetworkLayout,
  endorser: 'member' | 'peer',
): object {
  const { mspId } = node;
  const signature = (role: string): object => ({ Type: 'Signature', Rule: `OR('${mspId}.${role}')` });
  return {
    Name: mspId,
    ID: mspId,
    MSPDir: organisationMsp(layout, node),
    Policies: {
      Readers: signature('member'),
      Writers: signature('member'),
      Admins: signature('admin'),
      Endorsement: signature(endorser),
    },
  };
}

function implicit(rule: string): object {
  return { Type: 'ImplicitMeta', Rule: rule };
}

function implicitPolicies(): object {
  return {
    Readers: implicit('ANY Readers'),
    Writers: implicit('ANY Writers'),
    Admins: implicit('MAJORITY Admins'),
  };
}
