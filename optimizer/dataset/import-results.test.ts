import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlreadyExistsError, InvalidInputError } from '../domain/errors.js';
import { memoryStore } from '../store/testing/memory-store.js';
import { sweep } from '../store/testing/sample-values.js';
import { importResults, type ImportRequest } from './import-results.js';
import { resultsCsv, tableCsv } from './results-csv.js';
import { parseResults } from './results-file.js';
import { measuredRound } from './round.fixture.js';

const REQUIRED = 'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms';
const now = new Date('2026-01-02T03:04:05.678Z');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gridtune-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function fileOf(text: string): Promise<string> {
  const file = path.join(folder, `field data ${(files += 1)}.csv`);
  await writeFile(file, text);
  return file;
}

function setUp() {
  const store = memoryStore();
  const load = (file: string, change: Partial<ImportRequest> = {}) =>
    importResults(store, { file, name: 'field', replace: false, now, ...change });
  const exported = async (name = 'field'): Promise<string> => {
    const dataset = await store.datasets.find(name);
    if (!dataset) throw new Error(`there is no dataset ${name}`);
    return tableCsv(await store.datasets.table(dataset));
  };
  return { store, load, exported };
}

describe('importResults', () => {
  it('keeps the rows under a name, with where they came from', async () => {
    const { store, load, exported } = setUp();
    const text = `${REQUIRED},note\n1,250,60,59.5,97.25,a\n10,250,60,60,99,\n`;
    const dataset = await load(await fileOf(text));
    expect(dataset).toMatchObject({
      id: 'field',
      importedAt: '2026-01-02T03:04:05.678Z',
      file: 'field data 1.csv',
      columns: [...REQUIRED.split(','), 'note'],
      rowCount: 2,
    });
    expect(await store.datasets.list()).toEqual([dataset]);
    expect(await exported()).toBe(text);
  });

  it('keeps nothing of a file with one bad cell', async () => {
    const { store, load } = setUp();
    const file = await fileOf(`${REQUIRED}\n1,250,60,59.5,97.25\n10,250,60,60,slow\n`);
    await expect(load(file)).rejects.toThrow(
      `${file}: line 3, column latency_avg_ms: must be a number of at least 0, got slow`,
    );
    expect(await store.datasets.list()).toEqual([]);
  });

  it('refuses a name that is taken, by a dataset unless it is to be replaced, and by a sweep', async () => {
    const { store, load, exported } = setUp();
    const [first, second] = [`${REQUIRED}\n1,2,3,4,5\n`, `${REQUIRED}\n6,7,8,9,10\n11,12,13,14,15\n`];
    await load(await fileOf(first));
    const again = load(await fileOf(second));
    await expect(again).rejects.toThrow(AlreadyExistsError);
    await expect(again).rejects.toThrow('there is a dataset field already');
    expect(await exported()).toBe(first);

    await load(await fileOf(second), { replace: true });
    expect(await exported()).toBe(second);

    await store.sweeps.insert(sweep('s-1'));
    const like = load(await fileOf(first), { name: 's-1', replace: true });
    await expect(like).rejects.toThrow(AlreadyExistsError);
    await expect(like).rejects.toThrow('there is a sweep s-1 already');
  });

  it.for(['', 'two words', 'a/b', 'results.CSV', 'x'.repeat(65)])('refuses the name "%s"', async (name) => {
    const { load } = setUp();
    const file = await fileOf(`${REQUIRED}\n1,2,3,4,5\n`);
    await expect(load(file, { name })).rejects.toThrow(InvalidInputError);
  });

  it('takes 25,000 rows', async () => {
    const { load, exported } = setUp();
    const rows = Array.from(
      { length: 25_000 },
      (_, i) => `${(i % 500) + 1},250,60,${i / 7},${i / 3},s-${i % 9}`,
    );
    const text = `${[`${REQUIRED},sweep_id`, ...rows].join('\n')}\n`;
    const { rowCount, chunkIds } = await load(await fileOf(text));
    expect([rowCount, chunkIds.length]).toEqual([25_000, 25]);
    expect(await exported()).toBe(text);
  });
});

describe('what went in comes out again', () => {
  const CASES = [
    [
      'rounds of this program',
      resultsCsv([measuredRound(), measuredRound({ replicate: 2, pointId: 'a,"b"\nc' })]),
    ],
    ['the fewest columns', `${REQUIRED}\n1,0.1,1e-7,0,0.30000000000000004\n`],
    [
      'columns that nothing knows, in any order, with cells of any text',
      `,latency_avg_ms,"a ""b"", c",${REQUIRED.replace(',latency_avg_ms', '')},ctx_a,ctx_b,__proto__,at\n` +
        ' ,1,"two\r\nlines",1,2,3,4,-1.5,,x,2026-01-31\n' +
        '0010,1,"""",1,2,3,4,,7,\u{1F40B},2026-01-31 12:00\n',
    ],
  ] as const;
  it.for(CASES)('%s', async ([, text]) => {
    const { store, load, exported } = setUp();
    await load(await fileOf(text));
    expect(await exported()).toBe(text);
    await load(await fileOf(await exported()), { name: 'again' });
    const [first, second] = await Promise.all(
      ['field', 'again'].map(async (name) => {
        const dataset = await store.datasets.find(name);
        return dataset && { ...(await store.datasets.table(dataset)), sha256: dataset.sha256 };
      }),
    );
    expect(second).toStrictEqual(first);
    expect(first).toMatchObject(parseResults(text, 'text'));
  });

  it('as values where the file wrote them another way', async () => {
    const { load, exported } = setUp();
    await load(
      await fileOf(`\ufeff"max_message_count",${REQUIRED.slice(18)},note\r\n+010,2.50,3.,.5, 5 ,"x"\r\n\r\n`),
    );
    expect(await exported()).toBe(`${REQUIRED},note\n10,2.5,3,0.5,5,x\n`);
  });
});
