import { readFile } from 'node:fs/promises';
import { common } from '@hyperledger/fabric-protos';
import { beforeAll, describe, expect, it } from 'vitest';
import { identityDouble, OrdererDouble } from '../../test/doubles/orderer.js';
import { NetworkDownError } from '../../optimizer/domain/errors.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import { decodeConfigBlock } from './config-block.js';
import { OrderingService, type ChannelAccess } from './ordering-service.js';
import { readSettings, withSettings } from './orderer-settings.js';
import { readBack } from './read-back.js';

let config: common.Config;
let settings: OrdererSettings;
beforeAll(async () => {
  const bytes = await readFile(new URL('fixtures/raft3.block', import.meta.url));
  const block = decodeConfigBlock(common.Block.deserializeBinary(bytes));
  if (!block) throw new Error('the fixture holds no configuration');
  config = block.config;
  settings = readSettings(config);
});

/** Nodes that have the configuration; those named are silent. */
function accessTo(
  orderers: readonly string[],
  peers: readonly string[],
  silent: readonly string[],
): ChannelAccess {
  const node = (name: string): OrdererDouble => {
    const made = new OrdererDouble(name, config);
    made.isSilent = silent.includes(name);
    return made;
  };
  return {
    channel: 'exchange',
    orderers: new OrderingService(orderers.map(node)),
    peers: peers.map((name) => ({ client: node(name), reader: identityDouble })),
    submitter: identityDouble,
    administrators: [identityDouble],
  };
}

describe('readBack', () => {
  it('names every node that reports the settings, and those that do not answer', async () => {
    const access = accessTo(['o0', 'o1', 'o2'], ['p0', 'p1'], ['o2', 'p0']);
    const { nodes, unreachable } = await readBack(access, settings, 'all');
    expect(nodes).toEqual(['o0', 'o1', 'p1']);
    expect(unreachable).toEqual([
      { name: 'o2', problem: expect.stringContaining('o2 at x:1 does not answer') },
      { name: 'p0', problem: expect.stringContaining('p0 at x:1 does not answer') },
    ]);
    expect((await readBack(access, settings, 'orderers')).nodes).toEqual(['o0', 'o1']);
  });

  it.each([
    ['most orderers', ['o1', 'o2'], /1 of 3 orderers, 2 are needed/],
    ['every peer', ['p0', 'p1'], /0 of 2 peers, 1 is needed/],
  ])('is no proof while %s are silent', async (_, silent, message) => {
    const proof = readBack(accessTo(['o0', 'o1', 'o2'], ['p0', 'p1'], silent), settings, 'all');
    await expect(proof).rejects.toBeInstanceOf(NetworkDownError);
    await expect(proof).rejects.toThrow(message);
  });

  it('waits for a node that is behind', async () => {
    const access = accessTo(['o0'], [], []);
    const after = { ...settings, maxMessageCount: settings.maxMessageCount + 1 };
    const proof = readBack(access, after, 'orderers');
    const [orderer] = access.orderers.clients;
    if (!(orderer instanceof OrdererDouble)) throw new Error('no double');
    let hasCaughtUp = false;
    setTimeout(() => {
      hasCaughtUp = true;
      orderer.commit(new Uint8Array(), withSettings(config, after));
    }, 50);
    expect((await proof).nodes).toEqual(['o0']);
    expect(hasCaughtUp).toBe(true);
  });
});
