import type { AuditReport } from '../../apply/audit/report.js';
import { AuditMismatchError, NotFoundError } from '../../domain/errors.js';
import { auditReport } from '../../operations/audit-report.js';
import type { Register } from '../command.js';
import { auditText } from './audit-text.js';
import { remoteAudit } from '../remote/others.js';

/** `audit`: what was done to the channel, as the store, the ledger and the channel itself tell it. */
export const registerAudit: Register = (program, registry) => {
  const audit = program
    .command('audit')
    .description('show every recorded step of a change, and where store, ledger and channel do not agree')
    .option('--subject <id>', 'only steps of this proposal, application or verification, or because of it');
  registry(
    audit,
    async ({ services, output }) => {
      const { subject } = audit.opts<{ subject?: string }>();
      const report = await auditReport(services);
      const shown = subject === undefined ? report : about(subject, report);
      output.result(shown, auditText(shown));
      const [first, ...others] = report.disagreements;
      if (!first) return;
      throw new AuditMismatchError(
        `${first.message}${others.length > 0 ? `, and ${others.length} more` : ''}: find out who changed what before the next change is made`,
      );
    },
    (context) => remoteAudit(audit.opts<{ subject?: string }>().subject, context),
  );
};

/** What does not agree is told in any case: it may be about any record. */
function about(subject: string, report: AuditReport): AuditReport {
  const records = report.records.filter(
    ({ record }) => record.subjectId === subject || record.because === subject,
  );
  if (records.length === 0)
    throw new NotFoundError(`nothing is recorded of ${subject}: see "gridtune audit"`);
  const told = new Set(records.map(({ record }) => record.transactionId));
  const changes = report.changes.filter(({ transactionId }) => told.has(transactionId));
  return { ...report, records, changes };
}
