import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import type { OrdererSettings } from '../optimizer/domain/settings.js';
import { exec } from './exec.js';
import { cryptoOf, organisationMsp, type NetworkLayout } from './layout.js';
import type { FabricTools } from './tools/fabric.js';
import {
  firstOfEachOrganisation,
  type Nodes,
  type OrdererNode,
  type PeerNode,
  type Topology,
} from './topology.js';

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
  const orderers = nodes.orderers.map((node, index) => consenter(node, index + 1, layout));
  return {
    Profiles: {
      [PROFILE]: {
        Policies: implicitPolicies(),
        Capabilities: { V3_0: true },
        Orderer: {
          ...consensusProfile(topology, orderers),
          Addresses: [],
          // Under BFT without effect, and there all the same: Fabric wants a valid one.
          BatchTimeout: `${settings.batchTimeoutMs}ms`,
          BatchSize: {
            MaxMessageCount: settings.maxMessageCount,
            AbsoluteMaxBytes: settings.absoluteMaxBytes,
            PreferredMaxBytes: settings.preferredMaxBytes,
          },
          MaxChannels: 0,
          ConsenterMapping: orderers,
          Organizations: orderingOrganisations(nodes, layout),
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

/** What the kind of ordering adds to the profile. */
function consensusProfile(
  { consensus, settings }: Topology,
  orderers: readonly ReturnType<typeof consenter>[],
): object {
  if (consensus === 'bft') return { OrdererType: 'BFT', SmartBFT: smartBftProfile(settings) };
  return {
    OrdererType: 'etcdraft',
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
  };
}

/**
 * SmartBFT's options. Its batch size is Fabric's own BatchSize; its batch timeout is RequestBatchMaxInterval.
 * RequestMaxBytes stays out: SmartBFT then takes the largest block for it, and the two cannot contradict.
 */
function smartBftProfile({ batchTimeoutMs }: OrdererSettings): object {
  return {
    RequestBatchMaxInterval: `${batchTimeoutMs}ms`,
    // Twice as long as any backlog that a round lets grow: a busy leader is not taken for a dead one.
    RequestForwardTimeout: '5s',
    RequestComplainTimeout: '20s',
    RequestAutoRemoveTimeout: '3m0s',
    ViewChangeResendInterval: '2s',
    ViewChangeTimeout: '10s',
    // Fabric's own minute would leave the channel still for a minute after its leader died.
    LeaderHeartbeatTimeout: '10s',
    LeaderHeartbeatCount: 10,
    CollectTimeout: '1s',
    IncomingMessageBufferSize: 200,
    RequestPoolSize: 100_000,
  };
}

/** @param id - counts over all organisations: two orderers with one id would be one to SmartBFT. */
function consenter(node: OrdererNode, id: number, layout: NetworkLayout) {
  const crypto = cryptoOf(layout, node);
  return {
    ID: id,
    Host: '127.0.0.1',
    Port: node.port,
    MSPID: node.mspId,
    Identity: crypto.signingCertificate,
    ClientTLSCert: crypto.tlsCertificate,
    ServerTLSCert: crypto.tlsCertificate,
  };
}

function orderingOrganisations({ orderers }: Nodes, layout: NetworkLayout): object[] {
  return firstOfEachOrganisation(orderers).map((first) => ({
    ...organisation(first, layout, 'member'),
    OrdererEndpoints: orderers
      .filter((node) => node.organisation === first.organisation)
      .map(({ port }) => `127.0.0.1:${port}`),
  }));
}

function peerOrganisations({ peers }: Nodes, layout: NetworkLayout): object[] {
  return firstOfEachOrganisation(peers).map((peer) => ({
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
