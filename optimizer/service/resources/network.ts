import { z } from 'zod';
import { nodeLookSchema } from '../../domain/node-look.js';
import { networkState } from '../../operations/network-state.js';
import { liveLoad, liveLoadSchema } from '../../operations/live-load.js';
import type { Services } from '../../operations/services.js';
import { sharedAnswerFor } from '../../operations/shared-answer.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import { defineRoute, type Route } from '../route.js';
import { settingsView } from '../shared-views.js';

const nodeView = z
  .strictObject({
    name: z.string(),
    kind: z.enum(['orderer', 'peer', 'chaincode']),
    address: z.string(),
    healthy: z.boolean(),
    /** Blocks on the node's copy of the channel, where it keeps one. */
    height: z.int().optional(),
    problem: z.string().optional(),
  })
  .meta({ id: 'Node' });

const signerView = z.strictObject({ mspId: z.string(), name: z.string() });

const recordedSettingsView = z
  .strictObject({
    blockNumber: z.int(),
    at: z.string().describe('When the ordering service made the block, by its clock'),
    before: settingsView,
    after: settingsView,
    transactionId: z.string(),
    signedBy: z.array(signerView),
    sentBy: signerView,
  })
  .meta({
    id: 'RecordedSettings',
    description: 'A change of ordering settings as the channel itself shows it',
  });

const networkView = z
  .strictObject({
    id: z.string().nullable(),
    channel: z.string().nullable(),
    consensus: z.enum(['raft', 'bft']).nullable(),
    settings: settingsView.nullable().describe('In force'),
    configSequence: z.int().nullable(),
    height: z.int().nullable().describe('Blocks on the channel'),
    nodes: z.array(nodeView),
    healthy: z.boolean().describe('Every node answers, and the channel can be read'),
    problem: z.string().nullable().describe('What is wrong and what to do'),
  })
  .meta({ id: 'Network', description: 'The network as it answers now; null is what could not be asked' });

/** Every page asks, and every question goes to every node. */
const stateOf = sharedAnswerFor(networkState, 1000);
const historyOf = sharedAnswerFor(
  async (services: Pick<Services, 'settingsHistory'>) => services.settingsHistory(),
  5000,
);

export const networkRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/network',
    operationId: 'getNetwork',
    tag: 'network',
    summary: 'Nodes, health and settings in force',
    description: 'A network that is down is told as such, with what to do, and no error.',
    role: 'viewer',
    reply: { status: 200, description: 'The network as it answered in the last second', schema: networkView },
    handler: async (_input, { parts }) => {
      const state = await stateOf(parts.services);
      return { body: { ...state, nodes: [...state.nodes] } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/network/settings',
    operationId: 'getNetworkSettings',
    tag: 'network',
    summary: 'The settings in force, with the config sequence as ETag',
    role: 'viewer',
    reply: {
      status: 200,
      description: 'The settings',
      schema: z
        .strictObject({ settings: settingsView, configSequence: z.int(), configBlock: z.int() })
        .meta({ id: 'SettingsInForce' }),
    },
    problems: ['NETWORK_DOWN'],
    handler: async (_input, { parts }) => {
      const network = await parts.services.network();
      const { settings, sequence, configBlock } = await network.channel.read();
      return { body: { settings, configSequence: sequence, configBlock }, etag: `"c${sequence}"` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/network/live',
    operationId: 'getLiveLoad',
    tag: 'network',
    summary: 'What live transactions are offered, and how long they take, now',
    description:
      'From blocks as a peer commits them. The first question begins the looking, which ends a minute after the last.',
    role: 'viewer',
    reply: { status: 200, description: 'Figures of the last seconds', schema: liveLoadSchema },
    problems: ['NETWORK_DOWN'],
    handler: async (_input, { parts }) => ({ body: await liveLoad(parts.services) }),
  }),
  defineRoute({
    method: 'get',
    path: '/network/metrics',
    operationId: 'getNodeMetrics',
    tag: 'network',
    summary: 'Who leads, and on what nodes spend their time',
    description:
      "From the nodes' own metrics pages, by Fabric's metric names; means over the time since the look before, at least two seconds. The first look has none.",
    role: 'viewer',
    reply: {
      status: 200,
      description: 'One entry a node with a metrics page',
      schema: z
        .strictObject({ nodes: z.array(nodeLookSchema.meta({ id: 'NodeLook' })) })
        .meta({ id: 'NodeMetrics' }),
    },
    problems: ['NETWORK_DOWN'],
    handler: async (_input, { parts }) => ({ body: { nodes: [...(await parts.services.nodeLooks())] } }),
  }),
  defineRoute({
    method: 'get',
    path: '/network/history',
    operationId: 'listSettingsHistory',
    tag: 'network',
    summary: 'Every change of ordering settings that the channel itself remembers, the newest first',
    role: 'viewer',
    query: pageQuery,
    reply: { status: 200, description: 'A page of changes', schema: pageOf(recordedSettingsView) },
    problems: ['NETWORK_DOWN'],
    handler: async ({ query }, { parts }) => {
      const { changes } = await historyOf(parts.services);
      return {
        body: paged(
          changes.toReversed(),
          query,
          ({ blockNumber }) => String(blockNumber),
          (change) => ({ ...change, signedBy: [...change.signedBy] }),
        ),
      };
    },
  }),
];
