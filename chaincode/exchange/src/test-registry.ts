// What the tests of the contract share: a ledger with short names for the transactions. Not part of the build.
import { expect } from 'vitest';
import { ExchangeError } from './errors.js';
import { ExchangeContract } from './exchange-contract.js';
import { TestLedger } from './test-stub.js';

/** Faultless content of a record. */
export const content = {
  name: 'load.csv',
  sizeBytes: 10,
  storageAddress: 'hdfs://namenode:8020/load.csv',
  sha256: '0f'.repeat(32),
  dataType: 'load',
};
export const contentJson = JSON.stringify(content);

/** Time of the n-th transaction of a ledger: its clock moves one second before each. */
export const at = (n: number): string => `2024-06-01T12:00:0${n}.250Z`;

/** A fresh ledger and the transactions on it; what only reads is asked by Dso1MSP. */
export function newRegistry() {
  const ledger = new TestLedger();
  const contract = new ExchangeContract();
  return {
    ledger,
    publish: (mspId: string, id: string, recordJson = contentJson) =>
      ledger.submit(mspId, (ctx) => contract.PublishRecord(ctx, id, recordJson)),
    update: (mspId: string, id: string, recordJson = contentJson) =>
      ledger.submit(mspId, (ctx) => contract.UpdateRecord(ctx, id, recordJson)),
    remove: (mspId: string, id: string) => ledger.submit(mspId, (ctx) => contract.DeleteRecord(ctx, id)),
    read: (id: string) => ledger.evaluate('Dso1MSP', (ctx) => contract.ReadRecord(ctx, id)),
    exists: (id: string) => ledger.evaluate('Dso1MSP', (ctx) => contract.RecordExists(ctx, id)),
    history: (id: string) => ledger.evaluate('Dso1MSP', (ctx) => contract.RecordHistory(ctx, id)),
    query: (owner: string, pageSize: string, bookmark: string) =>
      ledger.evaluate('Dso1MSP', (ctx) => contract.QueryByOwner(ctx, owner, pageSize, bookmark)),
  };
}

/** Checks class, whole message and code: the code is what the message starts with. */
export async function expectRefusal(
  work: Promise<unknown>,
  errorClass: abstract new (...args: never[]) => ExchangeError,
  message: string,
): Promise<void> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(errorClass);
  expect(error).toMatchObject({ message, code: message.slice(0, message.indexOf(':')) });
}
