import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import type { Network } from '../../optimizer/domain/ports.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import { gridtuneJson } from './cli.js';
import { changesWhile, reportedBy } from './consensus-changes.js';
import { leaderOf, startOtherNetwork, type OtherNetwork } from './other-network.js';

const ORDERERS = ['orderer0.regulator.test', 'orderer0.market.test', 'orderer0.grid.test'];

/** Three organisations order under Raft, one orderer each: two of three administrators, two of three orderers. */
describe('Raft with three ordering organisations', () => {
  let other: OtherNetwork;
  let network: Network;
  const inForce = async (): Promise<OrdererSettings> => (await network.channel.read()).settings;

  beforeAll(async () => {
    other = await startOtherNetwork('topology-raft3.yaml');
    network = await openEmbeddedNetwork(path.join(other.home, 'network'));
  });
  afterAll(async () => {
    network?.channel.close();
    await other?.remove();
  });

  const apply = async (settings: object) =>
    gridtuneJson(['apply', '--settings', JSON.stringify(settings), '--yes'], { home: other.home });

  it('changes its settings with administrators of several organisations, proven on every node', async () => {
    const status = await gridtuneJson(['network', 'status'], { home: other.home });
    expect(status).toMatchObject({ healthy: true, settings: { batchTimeoutMs: 2000 } });
    expect(status['nodes']).toHaveLength(ORDERERS.length + 2);
    expect(await network.context()).toMatchObject({ consensus: 'raft', orderers: 3, organisations: 1 });
    expect(await apply({ batchTimeoutMs: 300 })).toMatchObject({
      verified: true,
      after: { batchTimeoutMs: 300 },
      nodes: [...ORDERERS, 'peer0.tso.test'],
    });
  });

  it('goes on without one orderer, names it, goes back, and the orderer catches up', async () => {
    const leader = await leaderOf(other.state);
    const follower = ORDERERS.find((name) => name !== leader) ?? '';
    await other.kill(follower);
    const applied = await apply({ batchTimeoutMs: 400 });
    expect(applied).toMatchObject({ verified: true, unreachable: [follower] });
    expect(applied['nodes']).toHaveLength(3);
    expect(
      await gridtuneJson(['rollback', String(applied['applicationId']), '--yes'], { home: other.home }),
    ).toMatchObject({ verified: true, after: { batchTimeoutMs: 300 }, unreachable: [follower] });

    await other.up();
    expect(await reportedBy(other, follower, await inForce())).toMatchObject({ batchTimeoutMs: 300 });
  });

  it('ends every change in a known state while its leader dies, and goes on under the next one', async () => {
    const leader = (await leaderOf(other.state)) ?? '';
    const { verified, failures } = await changesWhile(network, async () => other.kill(leader));
    for (const failure of failures)
      expect(failure.code, failure.message).toMatch(/^(NETWORK_DOWN|STALE_CONFIG|DEADLINE_EXCEEDED)$/);
    expect(verified).toBeGreaterThanOrEqual(4);
    expect(await leaderOf(other.state)).not.toBe(leader);

    await other.up();
    const settings = await inForce();
    for (const name of ORDERERS) expect(await reportedBy(other, name, settings)).toEqual(settings);
  });
});
