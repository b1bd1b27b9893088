import { deflateSync } from 'node:zlib';
import { Binary, Double } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { CorruptDocumentError } from '../domain/errors.js';
import { z } from 'zod';
import { documentCodec, storedName } from './document-codec.js';
import { codecs } from './mongo-store.js';
import { measuredRound, samples, sweep } from './testing/sample-values.js';

describe('a stored document', () => {
  it('has the id as _id, the version and the fields', () => {
    const { id, ...fields } = sweep('s1');
    expect(codecs.sweeps.encode(sweep('s1'))).toStrictEqual({ _id: id, schemaVersion: 1, ...fields });
  });

  it('has no key that a store or a query could take for something else', () => {
    const { measurement } = measuredRound('r');
    const value = measuredRound('r', {
      measurement: {
        ...measurement,
        failedByReason: { 'a.b': 1, $set: 2, '100%': 3, '%2E': 4, '': 5, 'x\0': 6 },
      },
    });
    expect(codecs.rounds.encode(value)).toMatchObject({
      measurement: {
        failedByReason: { 'a%2Eb': 1, '%24set': 2, '100%25': 3, '%252E': 4, '%': 5, 'x%00': 6 },
      },
    });
    expect(codecs.rounds.decode(codecs.rounds.encode(value))).toStrictEqual(value);
    expect(['id', 'sweepId', 'a.b'].map(storedName)).toEqual(['_id', 'sweepId', 'a%2Eb']);
  });

  it('has 0 for -0 outside of packed arrays, as FerretDB would make it', () => {
    const value = sweep('s', { window: { warmupS: -0, minS: 1, maxS: 2 } });
    expect(Object.is(codecs.sweeps.decode(codecs.sweeps.encode(value)).window.warmupS, 0)).toBe(true);
  });

  it('holds the arrays of samples packed, 200,000 transactions in less than 3 MB', () => {
    const { createdMs, latencyMs, block, failure } = codecs.samples.encode(samples('r', 200_000));
    const sizes = [createdMs, latencyMs, block, failure].map((packed) =>
      packed instanceof Binary ? packed.length() : NaN,
    );
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(3_000_000);
  });

  it('holds folded fields of any shape as one binary each, and reads what was stored without', () => {
    const schema = z.strictObject({
      id: z.string(),
      detail: z.array(z.strictObject({ 'a.b': z.number() })).optional(),
      ids: z.array(z.string()),
    });
    const folded = documentCodec('things', schema, { folded: ['detail', 'ids'] });
    const value = { id: 'x', detail: [{ 'a.b': 0.1 }, { 'a.b': 1e300 }], ids: ['ünï', ''] };
    const document = folded.encode(value);
    expect([document['detail'], document['ids']]).toEqual([expect.any(Binary), expect.any(Binary)]);
    expect(folded.decode(document)).toStrictEqual(value);
    expect(folded.decode(documentCodec('things', schema).encode(value))).toStrictEqual(value);
    expect(Object.keys(folded.encode({ id: 'y', ids: [] }))).not.toContain('detail');
    const damaged = { ...document, ids: new Binary(Buffer.of(3, 1, 2)) };
    expect(() => folded.decode(damaged)).toThrow(CorruptDocumentError);
    const foreign = { ...document, ids: document['detail'] };
    expect(() => folded.decode(foreign)).toThrow(CorruptDocumentError);
  });

  it('whose packed numbers are damaged is corrupt, with the cause', () => {
    const document = { ...codecs.samples.encode(samples('r', 1)), block: new Binary(Buffer.from('x')) };
    const decode = () => codecs.samples.decode(document);
    expect(decode).toThrow(CorruptDocumentError);
    expect(decode).toThrow(
      expect.objectContaining({
        message: 'samples r holds damaged packed values',
        cause: expect.any(Error),
      }),
    );
  });

  it('whose packed texts are damaged, or not texts, is corrupt', () => {
    const packed = documentCodec('things', z.strictObject({ id: z.string(), texts: z.array(z.string()) }), {
      packed: ['texts'],
    });
    const bytes = (json: string) => new Binary(Buffer.concat([Buffer.of(3), deflateSync(json)]));
    const decode = (texts: Binary) => packed.decode({ _id: 't', schemaVersion: 1, texts });
    expect(decode(bytes('["a"]'))).toEqual({ id: 't', texts: ['a'] });
    for (const damaged of [new Binary(Buffer.of(3, 1, 2)), bytes('["a'), bytes('[1]')])
      expect(() => decode(damaged)).toThrow(CorruptDocumentError);
  });

  it.for([null, 7, 'text', {}, { _id: 7, schemaVersion: 1 }, { _id: 's', schemaVersion: new Double(1) }])(
    'is corrupt if it is %j',
    (document) => expect(() => codecs.sweeps.decode(document)).toThrow(CorruptDocumentError),
  );
});

describe('upgrades', () => {
  const first = documentCodec('things', z.strictObject({ id: z.string(), timeout: z.number() }));
  const second = z.strictObject({ id: z.string(), timeoutMs: z.number() });
  const toSecond = ({ timeout, ...fields }: Readonly<Record<string, unknown>>) => ({
    ...fields,
    timeoutMs: Number(timeout) * 1000,
  });
  const third = documentCodec('things', second.extend({ 'made.by': z.string() }), {
    upgrades: [toSecond, (fields) => ({ ...fields, 'made.by': `after ${String(fields['timeoutMs'])}` })],
  });

  it('run one after the other while an older document is read, and it is written in the new shape', () => {
    const read = third.decode(first.encode({ id: 't', timeout: 2 }));
    expect(read).toStrictEqual({ id: 't', timeoutMs: 2000, 'made.by': 'after 2000' });
    expect(third.encode(read)).toStrictEqual({
      _id: 't',
      schemaVersion: 3,
      timeoutMs: 2000,
      'made%2Eby': 'after 2000',
    });
  });

  it('begin at the version that the document has', () => {
    const stored = documentCodec('things', second, { upgrades: [toSecond] }).encode({
      id: 't',
      timeoutMs: 5,
    });
    expect(third.decode(stored)).toStrictEqual({ id: 't', timeoutMs: 5, 'made.by': 'after 5' });
    expect(third.decode(third.encode({ id: 't', timeoutMs: 5, 'made.by': 'me' }))).toStrictEqual({
      id: 't',
      timeoutMs: 5,
      'made.by': 'me',
    });
  });

  it('do not save a document that lacks what they need', () => {
    expect(() => third.decode({ _id: 't', schemaVersion: 1 })).toThrow(CorruptDocumentError);
  });
});
