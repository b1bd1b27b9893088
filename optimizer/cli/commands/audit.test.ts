import { Command } from 'commander';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProgressDouble } from '../../../test/doubles/network.js';
import { TuningLedgerDouble } from '../../../test/doubles/tuning-ledger.js';
import type { AuditReport } from '../../apply/audit/report.js';
import type { AuditEntry } from '../../domain/audit.js';
import { AuditMismatchError, NotFoundError } from '../../domain/errors.js';
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.js';
import type { CommandRegistry } from '../command.js';
import type { Services } from '../../operations/services.js';
import { registerAudit } from './audit.js';

const entry: AuditEntry = {
  networkId: 'n1',
  channel: 'exchange',
  action: 'intended',
  subjectId: 'a-1',
  because: 'manual',
  who: { mspId: 'RegulatorMSP', name: 'Admin' },
};

let store: MemoryStore;
let ledger: TuningLedgerDouble;
beforeEach(async () => {
  store = memoryStore();
  ledger = new TuningLedgerDouble();
  await store.audit.append(entry, 0);
  await store.audit.append({ ...entry, subjectId: 'a-2', because: 'a-1' }, 1);
  await store.audit.append({ ...entry, subjectId: 'a-3' }, 2);
});

async function run(...argv: string[]) {
  const services = {
    store: async () => store,
    network: async () => ({ id: 'n1', channelName: 'exchange' }),
    progress: new ProgressDouble(),
    tuningLedger: async () => ledger,
    settingsHistory: async () => ({ changes: [], members: ['TsoMSP'] }),
  } as unknown as Services;
  const answers: { value: AuditReport; text: string }[] = [];
  const output = {
    result: (value: unknown, text: string) => void answers.push({ value: value as AuditReport, text }),
  };
  const registry: CommandRegistry = (command, body) => {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    command.action((...parameters: unknown[]) => body({ services, output }, parameters));
  };
  const program = new Command();
  registerAudit(program, registry);
  const error: unknown = await program.parseAsync(['audit', ...argv], { from: 'user' }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { answers, error };
}

describe('audit', () => {
  it('shows every record, and ends well where all agree', async () => {
    const { answers, error } = await run();
    expect(error).toBeUndefined();
    expect(answers).toMatchObject([{ value: { disagreements: [], pending: 0 } }]);
    expect(answers[0]?.value.records.map(({ record }) => record.subjectId)).toEqual(['a-1', 'a-2', 'a-3']);
  });

  it('shows what happened to a subject and because of it, or says that nothing did', async () => {
    const { answers } = await run('--subject', 'a-1');
    expect(answers[0]?.value.records.map(({ record }) => record.subjectId)).toEqual(['a-1', 'a-2']);
    expect(answers[0]?.text).not.toContain('a-3');
    expect((await run('--subject', 'a-9')).error).toBeInstanceOf(NotFoundError);
  });

  it('shows the report, and then fails with the first of the disagreements and their number', async () => {
    await run();
    const [taken] = ledger.held.splice(1, 1);
    expect(taken?.record.subjectId).toBe('a-2');
    ledger.compare = async () => ({ missing: [], different: [] });
    // Also where the subject that was asked for has no part in it.
    for (const argv of [[], ['--subject', 'a-3']]) {
      const { answers, error } = await run(...argv);
      expect(answers).toHaveLength(1);
      expect(error).toBeInstanceOf(AuditMismatchError);
      expect(error).toMatchObject({
        code: 'AUDIT_MISMATCH',
        message:
          'record n1/exchange/000002 (intended a-2) is in the store only, though the ledger holds later ones, and 1 more: find out who changed what before the next change is made',
      });
    }
  });

  it('does not fail for what is only pending', async () => {
    ledger.refusal = new NotFoundError('no chaincode');
    const { answers, error } = await run();
    expect(error).toBeUndefined();
    expect(answers[0]?.value.problems).toHaveLength(2);
  });
});
