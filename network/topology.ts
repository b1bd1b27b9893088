import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { InvalidInputError } from '../optimizer/domain/errors.js';
import { faultsOf, ordererSettingsSchema } from '../optimizer/domain/settings.js';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, { error: 'must be lower-case letters, digits and dashes' });
const mspId = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9.-]{0,62}$/, { error: 'must be an MSP id such as TsoMSP' });

/** SmartBFT agrees with one orderer lying or silent from four on: 3f + 1 orderers bear f. */
const LEAST_BFT_ORDERERS = 4;

const topologyFields = z
  .strictObject({
    name,
    channel: name,
    consensus: z.enum(['raft', 'bft']),
    stateDatabase: z.enum(['goleveldb']),
    endorsement: z.enum(['any', 'majority']),
    /** First of a block of consecutive ports; left out, a free block is picked once. */
    basePort: z.int().min(1024).max(65_000).optional(),
    orderingOrganisations: z
      .array(z.strictObject({ name, mspId, orderers: z.int().min(1).max(7) }))
      .min(1)
      .max(9),
    organisations: z.array(z.strictObject({ name, mspId, peers: z.int().min(1).max(9) })).min(1),
    settings: ordererSettingsSchema,
  })
  .superRefine((topology, context) => {
    const organisations = [...topology.orderingOrganisations, ...topology.organisations];
    for (const key of ['name', 'mspId'] as const) {
      const values = organisations.map((organisation) => organisation[key]);
      if (new Set(values).size < values.length) {
        context.addIssue({
          code: 'custom',
          path: ['organisations'],
          message: `two organisations share one ${key}`,
        });
      }
    }
    const orderers = ordererCount(topology.orderingOrganisations);
    if (topology.consensus === 'bft' && orderers < LEAST_BFT_ORDERERS) {
      context.addIssue({
        code: 'custom',
        path: ['orderingOrganisations'],
        message: `BFT needs at least ${LEAST_BFT_ORDERERS} orderers in all, to bear one that fails; there are ${orderers}`,
      });
    }
  })
  .readonly();

/** The embedded network as it is written down: who takes part, how many nodes each runs. */
export const topologySchema = z.preprocess(asList, topologyFields);
export type Topology = z.infer<typeof topologySchema>;

/** A single ordering organisation may stand alone, as `orderingOrganisation`. */
function asList(input: unknown, context: z.RefinementCtx): unknown {
  if (typeof input !== 'object' || input === null || !('orderingOrganisation' in input)) return input;
  const { orderingOrganisation, ...rest } = input;
  if (!('orderingOrganisations' in rest)) return { ...rest, orderingOrganisations: [orderingOrganisation] };
  context.addIssue({
    code: 'custom',
    path: ['orderingOrganisation'],
    message: 'cannot stand beside orderingOrganisations: put it into the list',
  });
  return rest;
}

/** @throws {@link InvalidInputError} with every fault of the file, each with its path. */
export async function readTopology(file: string): Promise<Topology> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new InvalidInputError(`topology ${file}`, [{ path: '', message: 'cannot be read' }], { cause });
  }
  const document = parseDocument(text);
  const broken = document.errors.map((error) => ({
    path: '',
    message: error.message.split('\n')[0] ?? error.message,
  }));
  if (broken.length > 0) throw new InvalidInputError(`topology ${file}`, broken);
  const parsed = topologySchema.safeParse(document.toJS());
  if (!parsed.success) throw new InvalidInputError(`topology ${file}`, faultsOf(parsed.error));
  return parsed.data;
}

/** One process of the network, with the ports it listens on (loopback only). */
export interface OrdererNode {
  readonly kind: 'orderer';
  readonly name: string;
  readonly organisation: string;
  readonly mspId: string;
  readonly port: number;
  readonly adminPort: number;
  readonly operationsPort: number;
}

export interface PeerNode {
  readonly kind: 'peer';
  readonly name: string;
  readonly organisation: string;
  readonly mspId: string;
  readonly port: number;
  readonly chaincodePort: number;
  readonly operationsPort: number;
}

/** The chaincode of one organisation: each runs its own, so that none has to trust another's. */
export interface ChaincodeNode {
  readonly kind: 'chaincode';
  readonly name: string;
  readonly organisation: string;
  readonly mspId: string;
  readonly port: number;
}

export interface Nodes {
  readonly orderers: readonly OrdererNode[];
  readonly peers: readonly PeerNode[];
  readonly chaincodes: readonly ChaincodeNode[];
}

/** How many consecutive ports the network needs. */
export function portCount(topology: Topology): number {
  const peers = topology.organisations.reduce((sum, organisation) => sum + organisation.peers, 0);
  return 3 * ordererCount(topology.orderingOrganisations) + 3 * peers + topology.organisations.length;
}

function ordererCount(organisations: readonly { readonly orderers: number }[]): number {
  return organisations.reduce((sum, { orderers }) => sum + orderers, 0);
}

/** Lays the nodes out over the ports from `basePort` on, always in the same order. */
export function layOutNodes(topology: Topology, basePort: number): Nodes {
  let next = basePort;
  const port = (): number => next++;
  const { orderingOrganisations, organisations } = topology;
  const orderers = orderingOrganisations.flatMap((organisation) =>
    range(organisation.orderers).map((index): OrdererNode => ({
      kind: 'orderer',
      name: `orderer${index}.${domainOf(organisation.name)}`,
      organisation: organisation.name,
      mspId: organisation.mspId,
      port: port(),
      adminPort: port(),
      operationsPort: port(),
    })),
  );
  const peers = organisations.flatMap((organisation) =>
    range(organisation.peers).map((index): PeerNode => ({
      kind: 'peer',
      name: `peer${index}.${domainOf(organisation.name)}`,
      organisation: organisation.name,
      mspId: organisation.mspId,
      port: port(),
      chaincodePort: port(),
      operationsPort: port(),
    })),
  );
  const chaincodes = organisations.map((organisation): ChaincodeNode => ({
    kind: 'chaincode',
    name: `chaincode.${domainOf(organisation.name)}`,
    organisation: organisation.name,
    mspId: organisation.mspId,
    port: port(),
  }));
  return { orderers, peers, chaincodes };
}

/** The first node of every organisation, in the order of the topology. */
export function firstOfEachOrganisation<T extends { readonly organisation: string }>(
  nodes: readonly T[],
): T[] {
  const first = new Map<string, T>();
  for (const node of nodes) if (!first.has(node.organisation)) first.set(node.organisation, node);
  return [...first.values()];
}

/** `.test` is reserved (RFC 2606): these names can never be somebody's real hosts. */
export function domainOf(organisation: string): string {
  return `${organisation}.test`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
