import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseResults } from '../../dataset/results-file.js';
import { failedRound, measuredRound } from '../../dataset/round.fixture.js';
import { StoreUnreachableError } from '../../domain/errors.js';
import type { Observation } from '../../domain/inside.js';
import type { Round } from '../../domain/round.js';
import { openTestService, type TestService } from '../testing/test-service.js';
import { resultRoutes } from './results.js';

/** Ended at this minute of the hour. */
function round(minute: number, changes: Partial<Round> = {}): Round {
  const endedAt = `2026-01-02T03:${String(minute).padStart(2, '0')}:00.000Z`;
  return { ...measuredRound({ id: `s-1/p/${minute}`, replicate: minute }), endedAt, ...changes } as Round;
}

const observation: Observation = {
  ...{ id: 's-1/p/1', originMs: 1, blockNumber: [], blockTransactions: [], blockBytes: [] },
  ...{ blockOrderedMs: [], blockCommittedMs: [], blockValid: [], blockCutBy: [], processes: [], nodes: [] },
};

describe('results', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await openTestService(resultRoutes);
    await service.store.rounds.put(round(1));
    await service.store.rounds.put(round(2, { sweepId: 's-2' }));
    await service.store.rounds.put(round(3, { load: { workload: 'publish', sendRateTps: 7.5 } }));
    await service.store.rounds.put({ ...failedRound(), endedAt: '2026-01-02T03:04:00.000Z' });
  });
  afterEach(() => service.close());
  const ids = async (query: string): Promise<string[]> => {
    const { body } = await service.call('GET', `/results${query}`, { role: 'viewer' });
    return body.items.map(({ id }: Round) => id);
  };

  it('are listed, the newest first, page by page, each once', async () => {
    expect(await ids('')).toEqual(['sweep/failed/1', 's-1/p/3', 's-1/p/2', 's-1/p/1']);
    const first = await service.call('GET', '/results?limit=3');
    expect(first.body).toMatchObject({ total: 4, next: 's-1/p/2' });
    expect(await ids(`?limit=3&after=${encodeURIComponent(first.body.next)}`)).toEqual(['s-1/p/1']);
  });

  it.each([
    ['?sweepId=s-2', ['s-1/p/2']],
    ['?kind=failed', ['sweep/failed/1']],
    ['?sendRateTps=7.5', ['s-1/p/3']],
    ['?networkId=elsewhere', []],
    ['?from=2026-01-02T03:02:00Z&to=2026-01-02T03:04:00Z', ['s-1/p/3', 's-1/p/2']],
  ])('are filtered: %s', async (query, expected) => {
    expect(await ids(query)).toEqual(expected);
  });

  it.each(['?kind=lost', '?sendRateTps=fast', '?from=yesterday', '?limit=0', '?colour=red'])(
    'refuse a filter that is none: %s',
    async (query) => {
      expect(await service.call('GET', `/results${query}`)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_INPUT' },
      });
    },
  );

  it('come as a file that can be read back', async () => {
    for (let replicate = 10; replicate < 500; replicate += 1)
      await service.store.rounds.put(measuredRound({ id: `s-1/q/${replicate}`, replicate }));
    const { status, headers, text } = await service.call('GET', '/results.csv', { role: 'viewer' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const { lines, columns } = parseResults(text, 'results.csv');
    expect(lines).toHaveLength(493);
    expect(columns[0]?.name).toBe('max_message_count');
    expect((await service.call('GET', '/results.csv?kind=failed')).text.split('\n')).toHaveLength(2);
  });

  it('are shown one by one, with what was observed meanwhile if asked for', async () => {
    await service.store.observations.put(observation);
    const path = `/results/${encodeURIComponent('s-1/p/1')}`;
    expect((await service.call('GET', path)).body).toEqual({ round: round(1) });
    expect((await service.call('GET', `${path}?observation=true`)).body).toEqual({
      round: round(1),
      observation,
    });
    expect((await service.call('GET', '/results/s-1%2Fp%2F2?observation=true')).body.observation).toBeNull();
    expect((await service.call('GET', '/results/s-1%2Fp%2F9')).status).toBe(404);
  });

  it('answer 503 while the store is down and again after', async () => {
    const rounds = { ...service.store.rounds };
    service.store.rounds.stamps = async () => Promise.reject(new StoreUnreachableError('the store is away'));
    expect(await service.call('GET', '/results')).toMatchObject({
      status: 503,
      body: { code: 'STORE_UNREACHABLE', retry: 'later' },
    });
    service.store.rounds.stamps = async (field) => rounds.stamps(field);
    expect(await ids('')).toHaveLength(4);
  });
});
