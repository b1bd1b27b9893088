// What the tests of the tuning contract share: a ledger, people of several organisations, sealed records.
import { createHash } from 'node:crypto';
import { Context } from 'fabric-contract-api';
import { toSortedJson } from './data-record.js';
import { TestLedger } from './test-stub.js';
import { TuningContract } from './tuning-contract.js';

/** Self-made, with subject `C=BE, O=gridtune, CN=<name>`: the contract reads the name and checks nothing. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBxzCCAW2gAwIBAgIUb2gE4SDVdYws2y7G85s757+1n7gwCgYIKoZIzj0EAwIw
OTELMAkGA1UEBhMCQkUxETAPBgNVBAoMCGdyaWR0dW5lMRcwFQYDVQQDDA5Vc2Vy
MUB0c28udGVzdDAeFw0yNjExMjIxNDU4NDFaFw0zNjExMTkxNDU4NDFaMDkxCzAJ
BgNVBAYTAkJFMREwDwYDVQQKDAhncmlkdHVuZTEXMBUGA1UEAwwOVXNlcjFAdHNv
LnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASH8zJEdHtsJII0oar8KKyK
P3kinElYJTFcSER2CX73GRFM33HVGXp+Y+UsCnMj9h8QRtU45x49TVPQlnM4/u+J
o1MwUTAdBgNVHQ4EFgQU2ROQ4lmwV0eIrv9Y1cvnMXYYKWowHwYDVR0jBBgwFoAU
2ROQ4lmwV0eIrv9Y1cvnMXYYKWowDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQD
AgNIADBFAiAxrt6vydjpJVwsGA0ntE+RxhLul2rGAUXiUlvekK9NyAIhAOg5xkbp
qA6mwyQMqGtauN8NqlVilMtjFNK9TOLzhssY
-----END CERTIFICATE-----
`;
export const NAME = 'User1@tso.test';

/** A faultless record, sealed as the program seals it. */
export function record(position: number, changes: Readonly<Record<string, unknown>> = {}): SealedRecord {
  return seal({
    id: `net1/exchange/${String(position).padStart(6, '0')}`,
    networkId: 'net1',
    channel: 'exchange',
    position,
    action: 'applied',
    subjectId: 'a-1',
    because: 'manual',
    who: { mspId: 'RegulatorMSP', name: 'Admin@regulator.test' },
    at: '2026-01-02T03:04:05.678Z',
    previousSha256: '0'.repeat(64),
    ...changes,
  });
}

export type SealedRecord = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly sha256: string;
};

export function seal(fields: Readonly<Record<string, unknown>>): SealedRecord {
  const defined = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const sha256 = createHash('sha256').update(toSortedJson(defined)).digest('hex');
  return { id: String(fields['id']), ...defined, sha256 };
}

/** A fresh ledger and the transactions on it. */
export function newLog() {
  const ledger = new TestLedger();
  const contract = new TuningContract();
  const asMember = (ctx: Context, mspId: string): Context =>
    Object.assign(new Context(), {
      stub: ctx.stub,
      clientIdentity: { getMSPID: () => mspId, getIDBytes: () => Buffer.from(CERTIFICATE) },
    });
  return {
    ledger,
    write: (mspId: string, records: unknown) =>
      ledger.submit(mspId, (ctx) => contract.Record(asMember(ctx, mspId), JSON.stringify(records))),
    writeText: (mspId: string, recordJson: string) =>
      ledger.submit(mspId, (ctx) => contract.Record(asMember(ctx, mspId), recordJson)),
    compare: (mspId: string, list: string) =>
      ledger.evaluate(mspId, (ctx) => contract.Compare(asMember(ctx, mspId), list)),
    read: (id: string) => ledger.evaluate('Dso1MSP', (ctx) => contract.Read(ctx, id)),
    list: (networkId: string, pageSize: string, bookmark: string) =>
      ledger.evaluate('Dso1MSP', (ctx) => contract.List(ctx, networkId, pageSize, bookmark)),
  };
}
