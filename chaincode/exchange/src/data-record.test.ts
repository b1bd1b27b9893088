import { describe, expect, it } from 'vitest';
import { assertRecordId, parseContent, parseRecord, toSortedJson } from './data-record.js';
import { InvalidArgumentError, InvalidRecordError, RecordCorruptError } from './errors.js';

const content = {
  name: 'load-2024-06.csv',
  sizeBytes: 52_428,
  storageAddress: 'hdfs://namenode:8020/load/2024-06.csv',
  sha256: 'a1'.repeat(32),
  dataType: 'load-forecast',
};
const record = {
  ...content,
  docType: 'dataRecord',
  id: 'rec-1',
  owner: 'TsoMSP',
  created: '2024-06-01T12:00:00.000Z',
  modified: '2024-06-02T12:00:00.000Z',
  version: 2,
};
const urlRule =
  'storageAddress must be an absolute URL with a host, without user or password, of at most 1024 characters';
const textRule = 'must be a non-blank text of at most 1024 characters';

function refusal(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** What is wrong with the content once `change` is laid over it; `undefined` in `change` removes the key. */
function faultsOf(change: Readonly<Record<string, unknown>>): unknown {
  const error = refusal(() => parseContent('rec-1', JSON.stringify({ ...content, ...change })));
  expect(error).toBeInstanceOf(InvalidRecordError);
  expect(error).toMatchObject({ code: 'INVALID_RECORD' });
  return error instanceof Error ? error.message : error;
}

describe('parseContent', () => {
  it('reads complete content whatever the order of its keys', () => {
    const reversed = Object.fromEntries(Object.entries(content).toReversed());
    expect(parseContent('rec-1', JSON.stringify(reversed))).toEqual(content);
  });

  it('takes an empty file and the largest exact size', () => {
    for (const sizeBytes of [0, Number.MAX_SAFE_INTEGER]) {
      expect(parseContent('rec-1', JSON.stringify({ ...content, sizeBytes })).sizeBytes).toBe(sizeBytes);
    }
  });

  it.each([
    'hdfs://namenode:8020/a.csv',
    'https://store.example/a?v=2',
    'S3://bucket/a',
    'http://[::1]:9870/a',
  ])('takes the storage address %s', (storageAddress) => {
    expect(parseContent('rec-1', JSON.stringify({ ...content, storageAddress }))).toMatchObject({
      storageAddress,
    });
  });

  it.each([
    '',
    'load.csv',
    '/data/load.csv',
    'file:///data/load.csv',
    'hdfs:namenode/a',
    'mailto:a@b.example',
    'http://',
    'http://host:99999/a',
    'http://host/a b',
    'http://ho\nst/a',
    `http://host/${'a'.repeat(1024)}`,
  ])('refuses the storage address %j', (storageAddress) => {
    expect(faultsOf({ storageAddress })).toContain(`INVALID_RECORD: ${urlRule}, got "`);
  });

  it('refuses a storage address with credentials, which could never be taken back', () => {
    expect(faultsOf({ storageAddress: 'http://me:secret@host/a' })).toContain(urlRule);
    expect(faultsOf({ storageAddress: 'http://me@host/a' })).toContain(urlRule);
    expect(faultsOf({ storageAddress: 'http://:secret@host/a' })).toContain(urlRule);
  });

  it.each(['name', 'dataType'])('refuses a %s that is blank, too long or no text', (field) => {
    for (const value of ['', ' \t', 'x'.repeat(1025), 7, null, ['x'], { x: 1 }]) {
      expect(faultsOf({ [field]: value })).toContain(`INVALID_RECORD: ${field} ${textRule}, got `);
    }
  });

  it.each(['name', 'dataType'])('takes a %s of 1024 characters', (field) => {
    const longest = { ...content, [field]: 'x'.repeat(1024) };
    expect(parseContent('rec-1', JSON.stringify(longest))).toEqual(longest);
  });

  it.each([-1, 1.5, Number.MAX_SAFE_INTEGER + 1, '10', null, true])('refuses the size %j', (sizeBytes) => {
    expect(faultsOf({ sizeBytes })).toBe(
      `INVALID_RECORD: sizeBytes must be a whole number from 0 to 9007199254740991, got ${JSON.stringify(sizeBytes)}`,
    );
  });

  it.each([
    '',
    'a1'.repeat(31),
    'a1'.repeat(33),
    'A1'.repeat(32),
    'g1'.repeat(32),
    `${'a1'.repeat(32)}\n`,
    12,
  ])('refuses the checksum %j', (sha256) => {
    expect(faultsOf({ sha256 })).toContain('INVALID_RECORD: sha256 must be 64 lowercase hex digits, got ');
  });

  it.each(Object.keys(content))('refuses content without %s', (field) => {
    expect(faultsOf({ [field]: undefined })).toMatch(
      new RegExp(`^INVALID_RECORD: ${field} must be .*, got nothing$`),
    );
  });

  it.each(['owner', 'created', 'modified', 'version', 'id', 'docType', 'note'])(
    'refuses the key %s',
    (field) => {
      expect(faultsOf({ [field]: 'x' })).toBe(
        'INVALID_RECORD: recordJson must have only the keys name, sizeBytes, storageAddress, sha256, dataType, ' +
          `got ["${field}"]`,
      );
    },
  );

  it('refuses __proto__ as a key, and takes no field from it', () => {
    const error = refusal(() => parseContent('rec-1', `{"__proto__":${JSON.stringify(content)}}`));
    expect(error).toMatchObject({ message: expect.stringContaining('got ["__proto__"]') });
    expect(error).toMatchObject({ message: expect.stringContaining('name must be') });
  });

  it.each(['[]', 'null', '"text"', '7'])('refuses %s, which is JSON but no object', (json) => {
    const error = refusal(() => parseContent('rec-1', json));
    expect(error).toBeInstanceOf(InvalidRecordError);
    expect(error).toMatchObject({
      message: expect.stringContaining(
        `INVALID_RECORD: recordJson must be a JSON object, got ${json}; name must be`,
      ),
    });
  });

  it('refuses what is no JSON and keeps the cause', () => {
    const error = refusal(() => parseContent('rec-1', '{"name":'));
    expect(error).toBeInstanceOf(InvalidRecordError);
    expect(error).toMatchObject({
      message: String.raw`INVALID_RECORD: recordJson must be JSON, got "{\"name\":"`,
      cause: expect.any(SyntaxError),
    });
  });

  it('names every fault of the id and the content in one message', () => {
    const error = refusal(() =>
      parseContent(
        'a b',
        JSON.stringify({ name: '', sizeBytes: -1, storageAddress: 'x', sha256: 'y', note: 1 }),
      ),
    );
    expect(error).toMatchObject({
      message: [
        'INVALID_RECORD: id must be 1 to 128 characters of A-Z a-z 0-9 . _ : -, got "a b"',
        'recordJson must have only the keys name, sizeBytes, storageAddress, sha256, dataType, got ["note"]',
        `name ${textRule}, got ""`,
        'sizeBytes must be a whole number from 0 to 9007199254740991, got -1',
        `${urlRule}, got "x"`,
        'sha256 must be 64 lowercase hex digits, got "y"',
        `dataType ${textRule}, got nothing`,
      ].join('; '),
    });
  });

  it('cuts long values short in its message', () => {
    // The quotes of the JSON text count: 60 characters shown are one quote and 59 letters.
    expect(faultsOf({ name: 'x'.repeat(5000) })).toBe(
      `INVALID_RECORD: name ${textRule}, got "${'x'.repeat(59)}... (5002 characters)`,
    );
  });
});

describe('assertRecordId', () => {
  it.each(['a', 'Tso.load_2024-06:v1', 'x'.repeat(128)])('takes %s', (id) => {
    expect(() => assertRecordId(id)).not.toThrow();
  });

  it.each(['', 'a b', 'a/b', 'ä', 'a\0b', 'a\n', 'x'.repeat(129)])('refuses %j', (id) => {
    const error = refusal(() => assertRecordId(id));
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(
        'INVALID_ARGUMENT: id must be 1 to 128 characters of A-Z a-z 0-9 . _ : -, got "',
      ),
    });
  });
});

describe('parseRecord', () => {
  it('reads back what toSortedJson wrote', () => {
    expect(parseRecord('rec-1', Buffer.from(toSortedJson(record)))).toEqual(record);
  });

  it.each([
    ['another docType', { ...record, docType: 'note' }, 'docType must be "dataRecord", got "note"'],
    ['the record of another id', { ...record, id: 'rec-2' }, 'id must be the key of the record, got "rec-2"'],
    ['no owner', { ...record, owner: undefined }, `owner ${textRule}, got nothing`],
    ['no time of creation', { ...record, created: 5 }, `created ${textRule}, got 5`],
    ['no time of change', { ...record, modified: '' }, `modified ${textRule}, got ""`],
    [
      'version 0',
      { ...record, version: 0 },
      'version must be a whole number from 1 to 9007199254740991, got 0',
    ],
    ['faulty content', { ...record, sha256: 'x' }, 'sha256 must be 64 lowercase hex digits, got "x"'],
  ])('refuses %s', (_what, value, fault) => {
    const error = refusal(() => parseRecord('rec-1', Buffer.from(JSON.stringify(value))));
    expect(error).toBeInstanceOf(RecordCorruptError);
    expect(error).toMatchObject({
      code: 'RECORD_CORRUPT',
      message: `RECORD_CORRUPT: the ledger holds no data record under rec-1: ${fault}`,
    });
  });

  it('refuses bytes that are no JSON and keeps the cause', () => {
    const error = refusal(() => parseRecord('rec-1', Buffer.from('plain')));
    expect(error).toBeInstanceOf(RecordCorruptError);
    expect(error).toMatchObject({ cause: expect.any(SyntaxError) });
  });
});

describe('toSortedJson', () => {
  it('writes the same bytes for the same value in another key order, also inside', () => {
    expect(toSortedJson({ b: [{ d: 1, c: 2 }], a: null, B: 'x' })).toBe(
      '{"B":"x","a":null,"b":[{"c":2,"d":1}]}',
    );
    expect(toSortedJson({ a: null, B: 'x', b: [{ c: 2, d: 1 }] })).toBe(
      '{"B":"x","a":null,"b":[{"c":2,"d":1}]}',
    );
  });
});
