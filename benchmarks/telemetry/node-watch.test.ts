import { describe, expect, it } from 'vitest';
import { NodeWatch } from './node-watch.js';
import { parsePage, type Scrape } from './prometheus.js';

const pages = [
  { name: 'orderer0', kind: 'orderer', url: 'o' },
  { name: 'peer0', kind: 'peer', url: 'p' },
] as const;

/** An orderer that has put so many transactions into its queue, each in 3 ms. */
const orderer = (transactions: number, { start = 100, leads = 1 } = {}): string =>
  [
    `process_start_time_seconds ${start}`,
    `consensus_etcdraft_is_leader{channel="exchange"} ${leads}`,
    `consensus_etcdraft_is_leader{channel="other"} 0`,
    `broadcast_enqueue_duration_sum{channel="exchange"} ${(3 * transactions) / 1000}`,
    `broadcast_enqueue_duration_count{channel="exchange"} ${transactions}`,
  ].join('\n');

function setUp() {
  const texts = new Map<string, string>([['p', 'process_start_time_seconds 100']]);
  const state = { nowMs: 0 };
  const read = async (url: string): Promise<Scrape> => {
    const text = texts.get(url);
    return text === undefined
      ? { kind: 'failed', reason: `${url} cannot be asked` }
      : { kind: 'page', page: parsePage(text) };
  };
  return { texts, state, watch: new NodeWatch('exchange', { read, now: () => state.nowMs }) };
}

describe('a watch of nodes', () => {
  it('tells what they spent their time on since the look before', async () => {
    const { texts, state, watch } = setUp();
    texts.set('o', orderer(10));
    expect(await watch.look(pages)).toEqual([
      { name: 'orderer0', kind: 'orderer', meanMs: {}, isLeader: true },
      { name: 'peer0', kind: 'peer', meanMs: {} },
    ]);
    texts.set('o', orderer(30));
    state.nowMs = 4000;
    const [first] = await watch.look(pages);
    expect(first?.overS).toBe(4);
    expect(first?.meanMs['broadcast_enqueue_duration']).toBeCloseTo(3);
    state.nowMs = 6000;
    expect((await watch.look(pages))[0]).toMatchObject({ overS: 2, meanMs: {} });
  });

  it('tells who leads the channel', async () => {
    const { texts, watch } = setUp();
    texts.set('o', orderer(10, { leads: 0 }));
    expect(await watch.look(pages)).toMatchObject([{ isLeader: false }, {}]);
    texts.set('o', 'up 1');
    expect((await watch.look(pages))[0]).not.toHaveProperty('isLeader');
  });

  it('begins anew with a node that was started anew, and names one that does not answer', async () => {
    const { texts, watch } = setUp();
    texts.set('o', orderer(10));
    await watch.look(pages);
    texts.set('o', orderer(40, { start: 500 }));
    expect((await watch.look(pages))[0]).toEqual({
      name: 'orderer0',
      kind: 'orderer',
      meanMs: {},
      isLeader: true,
    });
    texts.delete('o');
    expect((await watch.look(pages))[0]).toEqual({
      ...{ name: 'orderer0', kind: 'orderer', meanMs: {}, problem: 'o cannot be asked' },
    });
  });
});
