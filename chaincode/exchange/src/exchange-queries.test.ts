import { beforeEach, describe, expect, it } from 'vitest';
import { InvalidArgumentError, RecordNotFoundError } from './errors.js';
import { at, content, expectRefusal, newRegistry } from './test-registry.js';

let registry: ReturnType<typeof newRegistry>;

beforeEach(() => {
  registry = newRegistry();
});

const idsOf = (answer: { records: { id: string }[] }) => answer.records.map(({ id }) => id);

describe('ReadRecord and RecordExists', () => {
  it('answer any organisation', async () => {
    const stored = await registry.publish('TsoMSP', 'rec-1');
    expect(await registry.read('rec-1')).toBe(stored);
    expect(await registry.exists('rec-1')).toBe(true);
    expect(registry.ledger.calls).toEqual(['getState']);
  });

  it('tell a missing record apart', async () => {
    await expectRefusal(
      registry.read('rec-9'),
      RecordNotFoundError,
      'RECORD_NOT_FOUND: no record has the id rec-9',
    );
    expect(await registry.exists('rec-9')).toBe(false);
  });
});

describe('every function that takes only an id', () => {
  it.each([
    ['DeleteRecord', () => registry.remove('TsoMSP', 'a b')],
    ['ReadRecord', () => registry.read('a b')],
    ['RecordExists', () => registry.exists('a b')],
    ['RecordHistory', () => registry.history('a b')],
  ])('%s refuses a malformed one before it asks the peer', async (_name, work) => {
    await expectRefusal(
      work(),
      InvalidArgumentError,
      'INVALID_ARGUMENT: id must be 1 to 128 characters of A-Z a-z 0-9 . _ : -, got "a b"',
    );
    expect(registry.ledger.calls).toEqual([]);
  });
});

describe('QueryByOwner', () => {
  it('walks through all records of one owner, page by page, in the order of their ids', async () => {
    for (const id of ['c', 'a', 'e', 'b', 'd']) {
      await registry.publish('TsoMSP', id);
    }
    await registry.publish('Dso1MSP', 'bb');
    await registry.publish('TsoMSP2', 'aa');
    const first = JSON.parse(await registry.query('TsoMSP', '2', ''));
    const second = JSON.parse(await registry.query('TsoMSP', '2', first.bookmark));
    const third = JSON.parse(await registry.query('TsoMSP', '2', second.bookmark));
    expect([first, second, third].map(idsOf)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect([first, second, third].map(({ bookmark }) => bookmark)).toEqual(['c', 'e', '']);
    expect(registry.ledger.openIterators).toBe(0);
  });

  it('answers whole records as JSON with sorted keys', async () => {
    const stored = await registry.publish('TsoMSP', 'rec-1');
    expect(await registry.query('TsoMSP', '1', '')).toBe(`{"bookmark":"","records":[${stored}]}`);
  });

  it('has nothing to list for an organisation that published nothing', async () => {
    await registry.publish('TsoMSP', 'rec-1');
    expect(await registry.query('Dso1MSP', '1000', '')).toBe('{"bookmark":"","records":[]}');
  });

  it('leaves out index entries that the record does not bear out', async () => {
    await registry.publish('TsoMSP', 'rec-1');
    registry.ledger.state.set('\0owner~id\0Dso1MSP\0gone\0', Buffer.from([0]));
    registry.ledger.state.set('\0owner~id\0Dso1MSP\0rec-1\0', Buffer.from([0]));
    expect(await registry.query('Dso1MSP', '10', '')).toBe('{"bookmark":"","records":[]}');
  });

  it.each(['0', '1001', '-1', '1.5', '1e2', '', ' 5', 'ten'])(
    'refuses the page size %j',
    async (pageSize) => {
      await expectRefusal(
        registry.query('TsoMSP', pageSize, ''),
        InvalidArgumentError,
        `INVALID_ARGUMENT: pageSize must be a whole number from 1 to 1000, got "${pageSize}"`,
      );
    },
  );

  it.each(['', ' ', 'Tso\0MSP', 'Tso\u{10ffff}', 'x'.repeat(1025)])('refuses the owner %j', async (owner) => {
    await expect(registry.query(owner, '1', '')).rejects.toBeInstanceOf(InvalidArgumentError);
  });

  it('names every faulty argument in one message', async () => {
    await expectRefusal(
      registry.query('', 'x', '\0owner~id\0'),
      InvalidArgumentError,
      'INVALID_ARGUMENT: owner must be an MSP id, got ""; ' +
        'pageSize must be a whole number from 1 to 1000, got "x"; ' +
        String.raw`bookmark must be empty or the bookmark of the page before, got "\u0000owner~id\u0000"`,
    );
  });
});

describe('RecordHistory', () => {
  it('lists every version and the deletion, oldest first', async () => {
    const first = await registry.publish('TsoMSP', 'rec-1');
    const second = await registry.update('TsoMSP', 'rec-1', JSON.stringify({ ...content, sizeBytes: 11 }));
    await registry.remove('TsoMSP', 'rec-1');
    const entries: unknown = JSON.parse(await registry.history('rec-1'));
    expect(entries).toEqual([
      { txId: 'tx1', timestamp: at(1), deleted: false, record: JSON.parse(first) },
      { txId: 'tx2', timestamp: at(2), deleted: false, record: JSON.parse(second) },
      { txId: 'tx3', timestamp: at(3), deleted: true, record: null },
    ]);
    expect(registry.ledger.openIterators).toBe(0);
  });

  it('keeps the order of the ledger when a client clock runs backwards', async () => {
    await registry.publish('TsoMSP', 'rec-1');
    registry.ledger.nowMs -= 60_000;
    await registry.update('TsoMSP', 'rec-1');
    const entries: { txId: string }[] = JSON.parse(await registry.history('rec-1'));
    expect(entries.map(({ txId }) => txId)).toEqual(['tx1', 'tx2']);
  });

  it('writes its JSON with sorted keys', async () => {
    const stored = await registry.publish('TsoMSP', 'rec-1');
    expect(await registry.history('rec-1')).toBe(
      `[{"deleted":false,"record":${stored},"timestamp":"${at(1)}","txId":"tx1"}]`,
    );
  });

  it('refuses an id that was never used', async () => {
    await expectRefusal(
      registry.history('rec-9'),
      RecordNotFoundError,
      'RECORD_NOT_FOUND: no record has the id rec-9',
    );
  });
});
