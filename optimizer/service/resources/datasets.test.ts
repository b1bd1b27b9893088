import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweep } from '../../store/testing/sample-values.js';
import { openTestService, type TestService } from '../testing/test-service.js';
import { datasetRoutes } from './datasets.js';

const HEADER = 'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms,note';
const CSV = `${HEADER}\n1,2,3,4,5,a\n`;

describe('datasets', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await openTestService(datasetRoutes);
  });
  afterEach(() => service.close());
  const send = (name: string, body: string, options: { role?: 'viewer' | 'operator'; query?: string } = {}) =>
    service.call('POST', `/datasets/${name}${options.query ?? ''}`, {
      role: options.role ?? 'operator',
      body,
      headers: { 'content-type': 'text/csv' },
    });

  it('are imported, recorded, listed and shown', async () => {
    const imported = await send('field', CSV);
    const view = {
      ...{ name: 'field', rows: 1, columns: HEADER.split(','), file: 'field.csv' },
      sha256: createHash('sha256').update(CSV).digest('hex'),
    };
    expect(imported).toMatchObject({ status: 201, body: view });
    expect(imported.headers.get('location')).toBe('/api/v1/datasets/field');
    expect(service.audited).toMatchObject(
      [
        { action: 'results-imported', subjectId: 'field', by: { role: 'operator' }, note: /1 rows, SHA-256/ },
      ].map((entry) => ({ ...entry, note: expect.stringMatching(entry.note) })),
    );
    expect((await service.call('GET', '/datasets', { role: 'viewer' })).body.items).toMatchObject([view]);
    expect((await service.call('GET', '/datasets/field')).body).toMatchObject(view);
    const dataset = await service.store.datasets.find('field');
    if (!dataset) throw new Error('it should be there');
    expect((await service.store.datasets.table(dataset)).columns.at(-1)).toEqual({
      name: 'note',
      texts: ['a'],
    });
  });

  it('take no import by a viewer, and none of a name that is taken unless it may replace', async () => {
    expect((await send('field', CSV, { role: 'viewer' })).status).toBe(403);
    await send('field', CSV);
    expect(await send('field', CSV)).toMatchObject({ status: 409, body: { code: 'ALREADY_EXISTS' } });
    const more = `${CSV}9,2,3,4,5,b\n`;
    expect((await send('field', more, { query: '?replace=true' })).body).toMatchObject({ rows: 2 });
    await service.store.sweeps.put(sweep('s-1'));
    expect((await send('s-1', CSV)).status).toBe(409);
  });

  it.each(['..%2Fx', '..%2F..%2Fetc%2Fpasswd', 'a%2Fb', 'x.csv', 'a%00b', 'n'.repeat(65)])(
    'refuse a name that is none: %s',
    async (name) => {
      expect(await send(name, CSV)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
      expect((await service.call('GET', `/datasets/${name}`)).status).toBe(400);
      expect(await service.store.datasets.list()).toEqual([]);
    },
  );

  it('that are unknown are 404', async () => {
    expect((await service.call('GET', '/datasets/none')).status).toBe(404);
  });

  it('name every fault of a file by line and column, and keep nothing of it', async () => {
    const broken = await send('field', `${HEADER}\n1,2,3,4,5,a\n0,2,3,x,5,a\n1,2\n`);
    expect(broken.status).toBe(400);
    expect(broken.body.faults).toEqual([
      { path: 'line 3, column max_message_count', message: 'must be a whole number of at least 1, got 0' },
      { path: 'line 3, column throughput_tps', message: 'must be a number of at least 0, got x' },
      { path: 'line 4', message: 'must have a cell for each of the 6 columns of the header, got 2' },
    ]);
    expect(await service.store.datasets.list()).toEqual([]);
  });

  it.each([
    [
      'columns',
      `${HEADER},${Array.from({ length: 300 }, (_, index) => `c${index}`).join(',')}\n`,
      '200 columns',
    ],
    ['characters in a cell', `${HEADER}\n1,2,3,4,5,${'x'.repeat(20_000)}\n`, '10000 characters'],
    ['characters in a cell of no end', `${HEADER}\n1,2,3,4,5,"${'x'.repeat(5_000_000)}`, ''],
    ['rows', `${HEADER}\n${'1,2,3,4,5,a\n'.repeat(200_001)}`, '200000 rows'],
    ['empty lines', `${HEADER}\n${'\n'.repeat(1_100_000)}`, 'empty lines'],
    ['rows of the wrong length', `${HEADER}\n${'1,2\n'.repeat(200_000)}`, 'the rest was not looked at'],
    ['bytes that are no text', `${HEADER}\n1,2,3,4,5,\ufffd\n`, 'UTF-8'],
  ])('refuse a file of too many %s', async (_what, text, message) => {
    const { status, body } = await send('bomb', text);
    expect(status).toBe(400);
    expect(body.detail).toContain(message);
    expect(body.detail.length).toBeLessThan(3000);
    expect(await service.store.datasets.list()).toEqual([]);
  });

  it('refuse what is no CSV, and nothing at all', async () => {
    const json = await service.call('POST', '/datasets/field', { body: { a: 1 } });
    expect(json.status).toBe(415);
    expect((await send('field', '')).status).toBe(400);
  });
});
