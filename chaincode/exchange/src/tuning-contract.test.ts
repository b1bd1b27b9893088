import { beforeEach, describe, expect, it } from 'vitest';
import { InvalidArgumentError, RecordDiffersError, RecordNotFoundError } from './errors.js';
import { contracts } from './index.js';
import { at, expectRefusal } from './test-registry.js';
import { NAME, newLog, record } from './test-tuning.js';
import type { TuningEntry } from './tuning-entries.js';

let log: ReturnType<typeof newLog>;

beforeEach(() => {
  log = newLog();
});

const entriesOf = (answer: string): TuningEntry[] => JSON.parse(answer);
const pageOf = (answer: string): { bookmark: string; records: TuningEntry[] } => JSON.parse(answer);
const idsOf = (entries: readonly TuningEntry[]): string[] =>
  entries.map(({ record: { id }, writer }) => `${id} ${writer.mspId}`);

describe('the contract', () => {
  it('is the second of the package, with these functions and numbers of arguments, and none that changes anything', () => {
    const contract = contracts[1] && new contracts[1]();
    expect(contract?.getName()).toBe('tuning');
    const methods = Object.entries(Object.getOwnPropertyDescriptors(contracts[1]?.prototype ?? {}));
    const offered = methods
      .filter(([name]) => name !== 'constructor')
      .map(([name, { value }]) => [name, value.length - 1]);
    expect(Object.fromEntries(offered)).toEqual({ Record: 1, Compare: 1, Read: 1, List: 3 });
  });
});

describe('Record', () => {
  it('keeps a record as it is, with its writer, transaction and time', async () => {
    const [entry] = entriesOf(await log.write('TsoMSP', record(1)));
    expect(entry).toEqual({
      docType: 'tuningRecord',
      record: record(1),
      writer: { mspId: 'TsoMSP', name: NAME },
      transactionId: 'tx1',
      writtenAt: at(1),
    });
    expect(entriesOf(await log.read(record(1).id))).toEqual([entry]);
  });

  it('stores the same bytes whatever the key order of its input', async () => {
    await log.write('TsoMSP', record(1));
    const [stored] = log.ledger.state.values();
    log = newLog();
    await log.write('TsoMSP', Object.fromEntries(Object.entries(record(1)).toReversed()));
    expect([...log.ledger.state.values()]).toEqual([stored]);
  });

  it('leaves the key open to nobody', async () => {
    await log.write('TsoMSP', record(1));
    // rule (2) = n_out_of (2) of n (1) = 1, and no rule among which one could be met.
    expect([...log.ledger.policies.values()].map((policy) => Buffer.from(policy).toString('hex'))).toEqual([
      '120412020801',
    ]);
    expect([...log.ledger.policies.keys()]).toEqual([...log.ledger.state.keys()]);
  });

  it('accepts the same again, and leaves the first one as it stands', async () => {
    const first = await log.write('TsoMSP', record(1));
    expect(await log.write('TsoMSP', record(1))).toBe(first);
    expect(log.ledger.calls).toEqual(['getState']);
  });

  it('refuses another record under the same id, and everything else that came with it', async () => {
    await log.write('TsoMSP', record(1));
    await expectRefusal(
      log.write('TsoMSP', [record(2), record(1, { because: 'r-1' })]),
      RecordDiffersError,
      'RECORD_DIFFERS: TsoMSP has written another record under net1/exchange/000001, which cannot be changed',
    );
    expect(log.ledger.state.size).toBe(1);
  });

  it('lets no organisation occupy the ids of another', async () => {
    await log.write('Dso1MSP', record(1, { because: 'forged' }));
    await log.write('TsoMSP', record(1));
    const found = entriesOf(await log.read(record(1).id));
    expect(found.map(({ writer, record: { because } }) => [writer.mspId, because])).toEqual([
      ['Dso1MSP', 'forged'],
      ['TsoMSP', 'manual'],
    ]);
  });

  it('takes a list in one transaction', async () => {
    const entries = entriesOf(await log.write('TsoMSP', [record(1), record(2)]));
    expect(entries.map(({ record: { position }, transactionId }) => [position, transactionId])).toEqual([
      [1, 'tx1'],
      [2, 'tx1'],
    ]);
  });
});

describe('Compare', () => {
  const listed = (...records: readonly { id: string; sha256: string }[]): string =>
    JSON.stringify(records.map(({ id, sha256 }) => ({ id, sha256 })));

  it('tells what the organisation did not write, and where it wrote something else', async () => {
    await log.write('TsoMSP', [record(1), record(2)]);
    const answer = await log.compare('TsoMSP', listed(record(1), record(2, { note: 'x' }), record(3)));
    expect(JSON.parse(answer)).toEqual({
      missing: ['net1/exchange/000003'],
      different: ['net1/exchange/000002'],
    });
    expect(JSON.parse(await log.compare('Dso1MSP', listed(record(1))))).toEqual({
      missing: ['net1/exchange/000001'],
      different: [],
    });
  });

  it.each(['x', '{}', '[1]', '[{"id":"a"}]'])('refuses %s', async (list) => {
    await expectRefusal(
      log.compare('TsoMSP', list),
      InvalidArgumentError,
      `INVALID_ARGUMENT: listJson must be a JSON array of {id, sha256}, got ${JSON.stringify(list)}`,
    );
  });
});

describe('Read', () => {
  it('tells that nobody wrote the id, and that it is none', async () => {
    await expectRefusal(
      log.read('net1/exchange/000001'),
      RecordNotFoundError,
      'RECORD_NOT_FOUND: no record has the id net1/exchange/000001',
    );
    await expectRefusal(
      log.read('net1/000001'),
      InvalidArgumentError,
      'INVALID_ARGUMENT: id must be network, channel and position, got "net1/000001"',
    );
  });
});

describe('List', () => {
  beforeEach(async () => {
    await log.write(
      'TsoMSP',
      [1, 2, 3].map((position) => record(position)),
    );
    await log.write('Dso1MSP', record(2));
    const elsewhere = { id: 'net2/exchange/000001', networkId: 'net2' };
    await log.write('TsoMSP', record(1, elsewhere));
    await log.ledger.submit('TsoMSP', async (ctx) => ctx.stub.putState('a data record', Buffer.from('{}')));
  });

  it('gives the records of a network by position, of every organisation, and nothing else', async () => {
    const { records, bookmark } = pageOf(await log.list('net1', '10', ''));
    expect(bookmark).toBe('');
    expect(idsOf(records)).toEqual([
      'net1/exchange/000001 TsoMSP',
      'net1/exchange/000002 Dso1MSP',
      'net1/exchange/000002 TsoMSP',
      'net1/exchange/000003 TsoMSP',
    ]);
    expect(pageOf(await log.list('', '10', '')).records).toHaveLength(5);
    expect(log.ledger.openIterators).toBe(0);
  });

  it('goes on page by page', async () => {
    const pages: string[][] = [];
    for (let bookmark = '', more = true; more; more = bookmark !== '') {
      const page = pageOf(await log.list('net1', '3', bookmark));
      pages.push(idsOf(page.records));
      ({ bookmark } = page);
    }
    expect(pages.map((page) => page.length)).toEqual([3, 1]);
    expect(pages.flat().at(-1)).toBe('net1/exchange/000003 TsoMSP');
  });

  it.each([
    ['net1', '0', '', 'pageSize must be a whole number from 1 to 1000, got "0"'],
    ['net1', '1001', '', 'pageSize must be a whole number from 1 to 1000, got "1001"'],
    ['net1', '1', 'x', 'bookmark must be empty or the bookmark of the page before, got "x"'],
    [
      'net1',
      '1',
      '["net1"]',
      String.raw`bookmark must be empty or the bookmark of the page before, got "[\"net1\"]"`,
    ],
    [
      'net2',
      '1',
      '["net1","exchange","000001","A"]',
      String.raw`bookmark must be empty or the bookmark of the page before, got "[\"net1\",\"exchange\",\"000001\",\"A\"]"`,
    ],
    ['n\0', '1', '', String.raw`networkId must be plain text, got "n\u0000"`],
  ])('refuses %j, page size %j, bookmark %j', async (networkId, pageSize, bookmark, fault) => {
    await expectRefusal(
      log.list(networkId, pageSize, bookmark),
      InvalidArgumentError,
      `INVALID_ARGUMENT: ${fault}`,
    );
  });
});
