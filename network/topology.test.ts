import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { busyPorts, findFreeBlock } from './ports.js';
import { layOutNodes, portCount, readTopology } from './topology.js';

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
