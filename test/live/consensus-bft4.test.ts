import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import type { Network } from '../../optimizer/domain/ports.js';
import { gridtune, gridtuneJson } from './cli.js';
import { changesWhile, reportedBy } from './consensus-changes.js';
import { blocksOf } from './filled-blocks.js';
import { leaderOf, startOtherNetwork, type OtherNetwork } from './other-network.js';

const ORDERERS = [
  'orderer0.regulator.test',
  'orderer0.market.test',
  'orderer0.grid.test',
  'orderer0.audit.test',
];

/** Four organisations order under BFT, one orderer each: one of them may be down, three administrators sign. */
describe('BFT with four orderers', () => {
  let other: OtherNetwork;
  let network: Network;

  beforeAll(async () => {
    other = await startOtherNetwork('topology-bft4.yaml');
    network = await openEmbeddedNetwork(path.join(other.home, 'network'));
  });
  afterAll(async () => {
    network?.channel.close();
    await other?.remove();
  });

  const apply = async (settings: object) =>
    gridtuneJson(['apply', '--settings', JSON.stringify(settings), '--yes'], { home: other.home });

  it('changes its settings with three of four administrators, proven on every node', async () => {
    const status = await gridtuneJson(['network', 'status'], { home: other.home });
    expect(status).toMatchObject({ healthy: true, settings: { batchTimeoutMs: 500 } });
    expect(status['nodes']).toHaveLength(ORDERERS.length + 2);
    expect(await network.context()).toMatchObject({ consensus: 'bft', orderers: 4 });
    expect(await apply({ batchTimeoutMs: 1500 })).toMatchObject({
      verified: true,
      before: { batchTimeoutMs: 500 },
      after: { batchTimeoutMs: 1500 },
      nodes: [...ORDERERS, 'peer0.tso.test'],
    });
  });

  it('cuts blocks by the options of SmartBFT, and never by the preferred size', async () => {
    const change = async (settings: object): Promise<unknown> =>
      network.channel.apply({ ...(await network.channel.read()).settings, ...settings });
    // One a block under Raft, whatever else the settings say.
    await change({ batchTimeoutMs: 2000, preferredMaxBytes: 1024 });
    const rare = await blocksOf(other.state, { count: 8, everyMs: 150 });
    expect(rare.length).toBeLessThanOrEqual(2);
    await change({ batchTimeoutMs: 100 });
    const frequent = await blocksOf(other.state, { count: 8, everyMs: 150 });
    expect(frequent.length).toBeGreaterThan(rare.length);

    await change({ batchTimeoutMs: 2000, maxMessageCount: 3 });
    const full = await blocksOf(other.state, { count: 6, everyMs: 0 });
    expect(full.map(({ transactions }) => transactions)).toEqual([3, 3]);
    await change({ batchTimeoutMs: 300, maxMessageCount: 500 });
  });

  it('refuses a batch timeout that its orderers would depose every leader for', async () => {
    const { code, stderr } = await gridtune(['apply', '--settings', '{"batchTimeoutMs": 30000}', '--yes'], {
      home: other.home,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/batchTimeoutMs: must not be greater than 12500 on this channel/);
  });

  it('goes on without one orderer, names it, goes back, and the orderer catches up', async () => {
    const leader = await leaderOf(other.state);
    const follower = ORDERERS.findLast((name) => name !== leader) ?? '';
    await other.kill(follower);
    const applied = await apply({ batchTimeoutMs: 400 });
    expect(applied).toMatchObject({ verified: true, unreachable: [follower] });
    expect(applied['nodes']).toHaveLength(4);
    expect(
      await gridtuneJson(['rollback', String(applied['applicationId']), '--yes'], { home: other.home }),
    ).toMatchObject({ verified: true, after: { batchTimeoutMs: 300 }, unreachable: [follower] });

    await other.up();
    const { settings } = await network.channel.read();
    expect(await reportedBy(other, follower, settings)).toMatchObject({ batchTimeoutMs: 300 });
  });

  it('ends every change in a known state while its leader dies, and goes on under the next one', async () => {
    const leader = (await leaderOf(other.state)) ?? '';
    const { verified, failures } = await changesWhile(network, async () => other.kill(leader));
    for (const { code, message } of failures)
      expect(code, message).toMatch(/^(NETWORK_DOWN|STALE_CONFIG|DEADLINE_EXCEEDED|READ_BACK_DIFFERS)$/);
    expect(verified).toBeGreaterThanOrEqual(4);
    expect(await leaderOf(other.state)).not.toBe(leader);

    await other.up();
    const { settings } = await network.channel.read();
    for (const name of ORDERERS) expect(await reportedBy(other, name, settings)).toEqual(settings);
  });
});
