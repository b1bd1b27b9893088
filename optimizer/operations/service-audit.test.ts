import { describe, expect, it } from 'vitest';
import { auditFaults } from '../domain/audit-chain.js';
import type { Actor } from '../domain/actor.js';
import { SERVICE_LOG } from '../domain/service-audit.js';
import { memoryStore } from '../store/testing/memory-store.js';
import { serviceAudit } from './service-audit.js';

const admin: Actor = { kind: 'token', id: 't-1', name: 'boss', role: 'admin' };
const nightly: Actor = { kind: 'schedule', id: 's-1', name: 'nightly\nforged line', role: 'operator' };

describe('serviceAudit', () => {
  it('chains what people and schedules do, each in their name', async () => {
    const store = memoryStore();
    const audit = serviceAudit(store, { now: () => 0 });
    await audit.record({ action: 'token-created', subjectId: 't-2', by: admin, note: 'viewer: wall screen' });
    await audit.record({ action: 'job-requested', subjectId: 'j-1', by: nightly });
    const records = await store.audit.list(SERVICE_LOG.networkId, SERVICE_LOG.channel);
    expect(records).toMatchObject([
      {
        action: 'token-created',
        subjectId: 't-2',
        because: 'manual',
        requestedBy: 'token boss (t-1)',
        note: 'viewer: wall screen',
      },
      { action: 'job-requested', because: 's-1', requestedBy: 'schedule nightly forged line (s-1)' },
    ]);
    expect(auditFaults(records)).toEqual([]);
  });

  it('shortens what is too long for a record, between characters', async () => {
    const store = memoryStore();
    const note = `${'x'.repeat(996)}😀${'y'.repeat(99)}`;
    await serviceAudit(store, { now: () => 0 }).record({
      action: 'job-ended',
      subjectId: 'j-1',
      by: admin,
      note,
    });
    const [record] = await store.audit.list(SERVICE_LOG.networkId, SERVICE_LOG.channel);
    expect(record?.note).toBe(`${'x'.repeat(996)}...`);
  });
});
