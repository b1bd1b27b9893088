import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NetworkDouble } from '../../../test/doubles/network.js';
import { TuningLedgerDouble } from '../../../test/doubles/tuning-ledger.js';
import { auditFaults } from '../../domain/audit-chain.js';
import { NetworkDownError } from '../../domain/errors.js';
import { SERVICE_LOG } from '../../domain/service-audit.js';
import { waitUntil } from '../../domain/wait.js';
import { openChangeService, type ChangeService } from '../testing/change-service.js';
import { applicationRoutes } from './applications.js';
import { auditRoutes } from './audit.js';

let service: ChangeService;
let ledger: TuningLedgerDouble;
beforeEach(async () => {
  ledger = new TuningLedgerDouble();
  service = await openChangeService([...auditRoutes, ...applicationRoutes], {
    services: {
      tuningLedger: async () => ledger,
      settingsHistory: async () => ({ changes: [], members: ['TsoMSP'] }),
    },
  });
});
afterEach(() => service.close());

async function applied(batchTimeoutMs: number): Promise<string> {
  const { body } = await service.call('POST', '/applications', { body: { settings: { batchTimeoutMs } } });
  const { subjectId } = await service.ended(body.id);
  if (subjectId === undefined) throw new Error('it came to nothing');
  return subjectId;
}

interface Item {
  readonly record: { readonly action: string; readonly subjectId: string };
  readonly standing?: string;
}
const actions = (items: readonly Item[]): string[] => items.map(({ record }) => record.action);

describe('the audit of the channel', () => {
  it('is told newest first, in pages, of one subject or of one action, without the ledger', async () => {
    const first = await applied(500);
    const second = await applied(700);
    const { body } = await service.call('GET', '/audit?limit=2', { role: 'viewer' });
    expect(body).toMatchObject({ total: 6, next: expect.any(String) });
    expect(actions(body.items)).toEqual(['verified', 'applied']);
    const rest = (await service.call('GET', `/audit?limit=10&after=${body.next}`)).body;
    expect(actions(rest.items)).toEqual(['intended', 'verified', 'applied', 'intended']);
    expect(rest.next).toBeUndefined();
    const ofOne = (await service.call('GET', `/audit?subject=${first}`)).body.items;
    expect(ofOne).toHaveLength(3);
    const intended = (await service.call('GET', '/audit?action=intended')).body.items;
    expect(intended.map(({ record }: Item) => record.subjectId)).toEqual([second, first]);
    expect(body.items[0]).not.toHaveProperty('standing');
    expect(ledger.transactions).toEqual([]);
  });

  it('with the ledger tells where both stand and what they do not agree on, as "gridtune audit" does', async () => {
    await applied(500);
    const { body } = await service.call('GET', '/audit?ledger=true&limit=1');
    expect(ledger.transactions).toHaveLength(1);
    expect(body.items).toMatchObject([{ standing: 'agreed', ledger: { writer: { mspId: 'TsoMSP' } } }]);
    // The channel in memory tells no history: what the log has applied is not on it.
    expect(body.comparison).toMatchObject({
      pending: 0,
      problems: [],
      disagreements: [{ kind: 'no-such-change' }, { kind: 'no-such-change' }],
    });
  });

  it('asks the ledger once for all that ask meanwhile, and again for those that come later', async () => {
    await service.close();
    const network = new NetworkDouble();
    let [reports, looks] = [0, 0];
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    service = await openChangeService(auditRoutes, {
      services: {
        network: async () => {
          looks += 1;
          return network;
        },
        tuningLedger: async () => ledger,
        settingsHistory: async () => {
          reports += 1;
          await held;
          return { changes: [], members: [] };
        },
      },
    });
    const asking = Array.from({ length: 3 }, () => service.call('GET', '/audit?ledger=true'));
    // Each request looks at the network once, and the report once more.
    await waitUntil('all to ask', () => (looks === 4 ? true : undefined), 20_000, { everyMs: 5 });
    letGo();
    for (const { status } of await Promise.all(asking)) expect(status).toBe(200);
    expect(reports).toBe(1);
    await service.call('GET', '/audit?ledger=true');
    expect(reports).toBe(2);
  });

  it('says that the ledger could not be asked, and tells the rest', async () => {
    await applied(500);
    ledger.refusal = new NetworkDownError('no peer answers');
    const { status, body } = await service.call('GET', '/audit?ledger=true');
    expect(status).toBe(200);
    expect(body.items).toHaveLength(3);
    expect(body.comparison.problems.join()).toContain('no peer answers');
  });

  it('refuses an action that there is not', async () => {
    expect(await service.call('GET', '/audit?action=danced')).toMatchObject({ status: 400 });
    expect(await service.call('GET', '/audit', { role: 'nobody' })).toMatchObject({ status: 401 });
  });
});

describe('the audit of the service', () => {
  it('names who did what, in a chain of its own', async () => {
    await applied(500);
    const { body } = await service.call('GET', '/audit/service', { role: 'viewer' });
    expect(body.items).toMatchObject([
      { action: 'job-ended' },
      { action: 'job-requested', note: 'apply', requestedBy: expect.stringMatching(/^token admin \(\w+\)$/) },
    ]);
    const records = await service.store.audit.list(SERVICE_LOG.networkId, SERVICE_LOG.channel);
    expect(records.map(({ position }) => position)).toEqual([1, 2]);
    expect(auditFaults(records)).toEqual([]);
    const requested = (await service.call('GET', '/audit/service?action=job-requested')).body;
    expect(requested.total).toBe(1);
  });
});
