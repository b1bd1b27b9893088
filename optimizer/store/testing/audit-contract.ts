import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFaults } from '../../domain/audit-chain.js';
import type { AuditEntry } from '../../domain/audit.js';
import { InvalidInputError } from '../../domain/errors.js';
import type { OpenedStore } from './opened-store.js';
import { settings } from './sample-values.js';

const AT_MS = Date.parse('2026-01-02T03:04:05.678Z');

function auditEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    networkId: 'n1',
    channel: 'exchange',
    action: 'applied',
    subjectId: 'a1',
    because: 'r1',
    who: { mspId: 'RegulatorMSP', name: 'Admin@regulator.test' },
    before: settings,
    after: { ...settings, batchTimeoutMs: 300 },
    blockNumber: 7,
    transactionId: 'ab'.repeat(32),
    note: 'with "quotes" and ünï',
    ...changes,
  };
}

/** @param open - another client of the same data at each call. */
export function auditContract(open: () => Promise<OpenedStore>): void {
  describe('the audit log', () => {
    let clients: OpenedStore[];
    beforeAll(async () => {
      const first = await open();
      clients = [first, ...(await Promise.all([open(), open()]))];
    });
    afterAll(() => Promise.all(clients.map((client) => client.close())));

    const log = (index = 0) => {
      const client = clients[index];
      if (!client) throw new RangeError('no such client');
      return client.store.audit;
    };

    it('numbers and chains the records of each channel', async () => {
      const networkId = randomUUID();
      const first = await log().append(auditEntry({ networkId }), AT_MS);
      const second = await log(1).append(auditEntry({ networkId, action: 'verified' }), AT_MS + 1);
      const elsewhere = await log().append(auditEntry({ networkId, channel: 'exchange2' }), AT_MS);
      expect(first).toStrictEqual({
        ...auditEntry({ networkId }),
        id: `${networkId}/exchange/000001`,
        position: 1,
        at: '2026-01-02T03:04:05.678Z',
        previousSha256: '0'.repeat(64),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(second).toMatchObject({
        id: `${networkId}/exchange/000002`,
        position: 2,
        at: '2026-01-02T03:04:05.679Z',
        previousSha256: first.sha256,
      });
      expect(elsewhere).toMatchObject({ position: 1, previousSha256: '0'.repeat(64) });
      expect(await log(2).list(networkId, 'exchange')).toStrictEqual([first, second]);
      expect(await log(2).list(networkId, 'exchange2')).toStrictEqual([elsewhere]);
    });

    it('goes on after records of another client that it has not read', async () => {
      const networkId = randomUUID();
      for (const client of [0, 1, 1, 0, 2, 0]) await log(client).append(auditEntry({ networkId }), AT_MS);
      const records = await log().list(networkId, 'exchange');
      expect(records.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(auditFaults(records)).toEqual([]);
    });

    it('gives every one of 12 writers at once a turn, and the chain holds', async () => {
      const networkId = randomUUID();
      const written = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          log(index % 3).append(auditEntry({ networkId, subjectId: `a${index}` }), AT_MS + index),
        ),
      );
      const records = await log().list(networkId, 'exchange');
      expect(records.map(({ position }) => position)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
      expect(auditFaults(records)).toEqual([]);
      expect(new Set(records.map(({ subjectId }) => subjectId)).size).toBe(12);
      expect(written.toSorted((a, b) => a.position - b.position)).toStrictEqual(records);
    });

    it('keeps entries with nothing but what they need, and fields that are undefined stay out', async () => {
      const networkId = randomUUID();
      const { before: _before, after: _after, blockNumber: _block, ...bare } = auditEntry({ networkId });
      const record = await log().append({ ...bare, note: undefined, transactionId: undefined }, AT_MS);
      const [found] = await log().list(networkId, 'exchange');
      expect(Object.keys(found ?? {})).not.toContain('note');
      expect(found?.sha256).toBe(record.sha256);
      expect(auditFaults(found ? [found] : [])).toEqual([]);
    });

    it('goes on after a last record that was damaged', async () => {
      const networkId = randomUUID();
      const [client] = clients;
      await client?.writeRaw('audit', {
        _id: `${networkId}/exchange/000001`,
        networkId,
        channel: 'exchange',
        position: 1,
        sha256: 'ab'.repeat(32),
        action: 'cooked',
      });
      expect(await log().append(auditEntry({ networkId }), AT_MS)).toMatchObject({
        position: 2,
        previousSha256: 'ab'.repeat(32),
      });
    });

    it('refuses an entry that could not be read back, and keeps nothing', async () => {
      const networkId = randomUUID();
      const append = log().append({ ...auditEntry({ networkId }), blockNumber: 1.5 }, AT_MS);
      await expect(append).rejects.toThrow(InvalidInputError);
      expect(await log().list(networkId, 'exchange')).toEqual([]);
    });

    it('offers no way to change or remove a record', () => {
      expect(Object.keys(log()).toSorted()).toEqual(['append', 'list']);
    });
  });
}
