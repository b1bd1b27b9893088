import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initialSettings, NetworkDouble, noOrderer } from '../../../test/doubles/network.js';
import type { RecordedSettings } from '../../domain/audit.js';
import { NetworkDownError } from '../../domain/errors.js';
import type { Services } from '../../operations/services.js';
import { openTestService, type TestService } from '../testing/test-service.js';
import { networkRoutes } from './network.js';

const admin = { mspId: 'RegulatorMSP', name: 'Admin' };
const change = (blockNumber: number): RecordedSettings => ({
  blockNumber,
  at: '2026-01-01T00:00:00.000Z',
  before: initialSettings,
  after: { ...initialSettings, batchTimeoutMs: 100 + blockNumber },
  transactionId: 't',
  signedBy: [admin],
  sentBy: admin,
});

const look = {
  ...{ name: 'orderer0', kind: 'orderer' as const, isLeader: true, overS: 2 },
  meanMs: { broadcast_enqueue_duration: 0.2 },
};

describe('the network', () => {
  let network: NetworkDouble;
  let service: TestService;
  let open: () => Promise<NetworkDouble>;
  beforeEach(async () => {
    network = new NetworkDouble();
    open = async () => network;
    const services: Partial<Services> = {
      network: async () => open(),
      nodeLooks: async () => [look],
      settingsHistory: async () => ({ changes: [change(5), change(7), change(9)], members: [] }),
    };
    service = await openTestService(networkRoutes, { services });
  });
  afterEach(() => service.close());

  it('tells nodes, settings in force and the config sequence', async () => {
    network.channel.change({ ...initialSettings, batchTimeoutMs: 300 });
    expect(await service.call('GET', '/network', { role: 'viewer' })).toMatchObject({
      status: 200,
      body: {
        ...{ id: 'net', channel: 'exchange', consensus: 'raft', healthy: true, problem: null },
        settings: { batchTimeoutMs: 300 },
        ...{ configSequence: 1, height: 4, nodes: [{ name: 'orderer0', healthy: true }] },
      },
    });
  });

  it('asks the network once for all who come within a second', async () => {
    let asked = 0;
    open = async () => {
      asked += 1;
      return network;
    };
    await Promise.all([1, 2, 3, 4].map(() => service.call('GET', '/network')));
    expect(asked).toBe(1);
  });

  it('answers while nodes or everything is down, and says what to do', async () => {
    network.down = [
      { name: 'peer1', kind: 'peer', address: 'x:1', healthy: false, problem: 'connection refused' },
    ];
    network.channel.read = async () => Promise.reject(noOrderer);
    expect((await service.call('GET', '/network')).body).toMatchObject({
      ...{ id: 'net', settings: null, healthy: false },
      problem: expect.stringMatching(/^peer1 does not answer \(connection refused\): "gridtune network up"/),
    });
  });

  it('answers where there is no network at all', async () => {
    open = async () => Promise.reject(new NetworkDownError('there is no network yet'));
    expect(await service.call('GET', '/network')).toMatchObject({
      status: 200,
      body: { id: null, nodes: [], healthy: false, problem: 'there is no network yet' },
    });
  });

  it('tells settings under the config sequence as ETag, 304 while nothing changed, 503 while it is down, and again after', async () => {
    const first = await service.call('GET', '/network/settings');
    expect(first).toMatchObject({ status: 200, body: { settings: initialSettings, configSequence: 0 } });
    expect(first.headers.get('etag')).toBe('"c0"');
    const asked = { headers: { 'if-none-match': '"c0"' } };
    expect((await service.call('GET', '/network/settings', asked)).status).toBe(304);
    network.channel.change({ ...initialSettings, batchTimeoutMs: 300 });
    expect((await service.call('GET', '/network/settings', asked)).headers.get('etag')).toBe('"c1"');
    const read = network.channel.read.bind(network.channel);
    network.channel.read = async () => Promise.reject(noOrderer);
    expect(await service.call('GET', '/network/settings')).toMatchObject({
      status: 503,
      body: { code: 'NETWORK_DOWN', retry: 'later' },
    });
    network.channel.read = read;
    expect((await service.call('GET', '/network/settings')).status).toBe(200);
  });

  it('tells who leads and on what nodes spend their time', async () => {
    const { status, body } = await service.call('GET', '/network/metrics', { role: 'viewer' });
    expect(status).toBe(200);
    expect(body).toEqual({ nodes: [look] });
  });

  it('follows live blocks, and answers 503 while no peer delivers any', async () => {
    expect(await service.call('GET', '/network/live', { role: 'viewer' })).toMatchObject({
      status: 200,
      body: { transactions: 0, latencyMeanMs: null, blocks: [] },
    });
    network.updates.liveBlocks = async function* failing() {
      yield* [];
      throw new NetworkDownError('no peer answers');
    };
    // The view on the blocks above has ended with them: the next one fails.
    expect(await service.call('GET', '/network/live')).toMatchObject({
      status: 503,
      body: { code: 'NETWORK_DOWN', detail: 'no peer answers' },
    });
  });

  it('lists what the channel remembers, the newest first, page by page', async () => {
    const first = await service.call('GET', '/network/history?limit=2');
    const blocks = ({ body }: typeof first) =>
      body.items.map(({ blockNumber }: RecordedSettings) => blockNumber);
    expect(blocks(first)).toEqual([9, 7]);
    const second = await service.call('GET', `/network/history?limit=2&after=${first.body.next}`);
    expect(blocks(second)).toEqual([5]);
    expect(second.body.next).toBeUndefined();
  });
});
