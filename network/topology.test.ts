import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { busyPorts, findFreeBlock } from './ports.js';
import { layOutNodes, portCount, readTopology, topologySchema } from './topology.js';

const shipped = path.join(import.meta.dirname, 'topology.yaml');

describe('the shipped topology', () => {
  it('has a regulator that orders, and TSO, DSO1 and DSO2 with a peer and a chaincode each', async () => {
    const topology = await readTopology(shipped);
    const { orderers, peers, chaincodes } = layOutNodes(topology, 20_000);
    expect(orderers.map(({ name, mspId }) => [name, mspId])).toEqual([
      ['orderer0.regulator.test', 'RegulatorMSP'],
    ]);
    expect(peers.map(({ name }) => name)).toEqual(['peer0.tso.test', 'peer0.dso1.test', 'peer0.dso2.test']);
    expect(chaincodes.map(({ name }) => name)).toEqual([
      'chaincode.tso.test',
      'chaincode.dso1.test',
      'chaincode.dso2.test',
    ]);
  });

  it('gives every port once, from the first on, and as many as it counts', async () => {
    const topology = await readTopology(shipped);
    const { orderers, peers, chaincodes } = layOutNodes(topology, 20_000);
    const ports = [
      ...orderers.flatMap(({ port, adminPort, operationsPort }) => [port, adminPort, operationsPort]),
      ...peers.flatMap(({ port, chaincodePort, operationsPort }) => [port, chaincodePort, operationsPort]),
      ...chaincodes.map(({ port }) => port),
    ];
    expect(ports.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: portCount(topology) }, (_, index) => 20_000 + index),
    );
  });
});

describe.each(['topology-raft3.yaml', 'topology-bft4.yaml'])('%s', (file) => {
  it('has an orderer for every ordering organisation, and a port for each of its own', async () => {
    const topology = await readTopology(path.join(import.meta.dirname, file));
    const { orderers, peers, chaincodes } = layOutNodes(topology, 20_000);
    expect(orderers.map(({ name, mspId }) => [name, mspId])).toEqual(
      topology.orderingOrganisations.map(({ name, mspId }) => [`orderer0.${name}.test`, mspId]),
    );
    expect(new Set(orderers.map(({ mspId }) => mspId)).size).toBe(file.includes('bft') ? 4 : 3);
    const ports = [
      ...orderers.flatMap(({ port, adminPort, operationsPort }) => [port, adminPort, operationsPort]),
      ...peers.flatMap(({ port, chaincodePort, operationsPort }) => [port, chaincodePort, operationsPort]),
      ...chaincodes.map(({ port }) => port),
    ];
    expect(ports.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: portCount(topology) }, (_, index) => 20_000 + index),
    );
  });
});

describe('ordering organisations', () => {
  const one = { name: 'regulator', mspId: 'RegulatorMSP', orderers: 2 };
  const other = { name: 'market', mspId: 'MarketMSP', orderers: 1 };
  const topologyWith = async (changes: object): Promise<object> => {
    const { orderingOrganisation: _, ...rest } = parse(await readFile(shipped, 'utf8'));
    return { ...rest, ...changes };
  };
  const faultsOf = (topology: object) =>
    topologySchema
      .safeParse(topology)
      .error?.issues.map(({ path: where, message }) => `${where.join('.')}: ${message}`);

  it('may be one alone, as networks were written down before there could be several', async () => {
    const alone = await topologyWith({ orderingOrganisation: one });
    const listed = await topologyWith({ orderingOrganisations: [one] });
    expect(topologySchema.parse(alone)).toEqual(topologySchema.parse(listed));
    expect(topologySchema.parse(alone)).not.toHaveProperty('orderingOrganisation');
  });

  it('cannot be given in both ways', async () => {
    const both = await topologyWith({ orderingOrganisation: one, orderingOrganisations: [other] });
    expect(faultsOf(both)).toEqual([
      'orderingOrganisation: cannot stand beside orderingOrganisations: put it into the list',
    ]);
  });

  it('count their orderers each for itself', async () => {
    const topology = await topologyWith({ orderingOrganisations: [one, other] });
    const { orderers } = layOutNodes(topologySchema.parse(topology), 20_000);
    expect(orderers.map(({ name }) => name)).toEqual([
      'orderer0.regulator.test',
      'orderer1.regulator.test',
      'orderer0.market.test',
    ]);
  });

  it('share no name and no MSP id with anybody', async () => {
    const twice = await topologyWith({ orderingOrganisations: [one, { ...other, mspId: 'TsoMSP' }] });
    expect(faultsOf(twice)).toEqual(['organisations: two organisations share one mspId']);
  });

  it('have at least four orderers together under BFT', async () => {
    const three = await topologyWith({ consensus: 'bft', orderingOrganisations: [one, other] });
    expect(faultsOf(three)).toEqual([
      'orderingOrganisations: BFT needs at least 4 orderers in all, to bear one that fails; there are 3',
    ]);
    const four = await topologyWith({
      consensus: 'bft',
      orderingOrganisations: [one, { ...other, orderers: 2 }],
    });
    expect(faultsOf(four)).toBeUndefined();
  });
});

describe('ports', () => {
  it('names exactly the busy ones of a block', async () => {
    const base = await findFreeBlock(3);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen({ port: base + 1, host: '127.0.0.1' }, resolve));
    try {
      expect(await busyPorts(base, 3)).toEqual([base + 1]);
    } finally {
      server.close();
    }
  });

  it('stays below the range that outgoing connections take their ports from', async () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const base = await findFreeBlock(15, seed);
      expect(base).toBeGreaterThanOrEqual(20_000);
      expect(base + 15).toBeLessThanOrEqual(32_000);
    }
  });
});
