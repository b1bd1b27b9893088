import { z } from 'zod';
import { DISAGREEMENTS, type AuditReport } from '../../apply/audit/report.js';
import { auditEntrySchema } from '../../domain/audit.js';
import { SERVICE_LOG } from '../../domain/service-audit.js';
import { ordererSettingsSchema } from '../../domain/settings.js';
import { auditReport } from '../../operations/audit-report.js';
import type { Services } from '../../operations/services.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import { defineRoute, type Route } from '../route.js';
import { auditRecordView } from './application-view.js';

const tag = 'audit';
const person = z.strictObject({ mspId: z.string(), name: z.string() });
const filters = pageQuery.extend({
  /** Only steps of this, or because of it. */
  subject: z.string().min(1).max(200).optional(),
  action: auditEntrySchema.unwrap().shape.action.optional(),
});

const auditedRecord = z
  .strictObject({
    record: auditRecordView,
    /** Where store and ledger stand about it; absent unless the ledger was asked. */
    standing: z
      .enum(['agreed', 'pending', 'unchecked', 'only-in-store', 'only-on-ledger', 'different', 'of-others'])
      .optional(),
    /** What the ledger holds under the same id. */
    ledger: z
      .strictObject({
        record: auditRecordView,
        writer: person,
        transactionId: z.string(),
        writtenAt: z.string(),
        doubt: z.string().optional(),
      })
      .optional(),
  })
  .meta({ id: 'AuditedRecord' });

const explainedChange = z
  .strictObject({
    blockNumber: z.int(),
    at: z.string(),
    before: ordererSettingsSchema,
    after: ordererSettingsSchema,
    transactionId: z.string(),
    signedBy: z.array(person).readonly(),
    sentBy: person,
    /** What the change belongs to, in words; absent if nothing known here explains it. */
    explainedBy: z.string().optional(),
  })
  .meta({ id: 'ExplainedChange' });

/** What only the ledger and the channel itself tell. */
const comparedWithLedger = z
  .strictObject({
    changes: z.array(explainedChange).readonly(),
    pending: z.int(),
    problems: z.array(z.string()).readonly(),
    disagreements: z.array(z.strictObject({ kind: z.enum(DISAGREEMENTS), message: z.string() })).readonly(),
  })
  .meta({ id: 'AuditComparison' });

/** Asking the ledger takes seconds, and several may ask at once: they get one answer. */
const underWay = new WeakMap<Services, Promise<AuditReport>>();

async function reportOf(services: Services): Promise<AuditReport> {
  const running = underWay.get(services);
  if (running) return running;
  const report = auditReport(services).finally(() => underWay.delete(services));
  underWay.set(services, report);
  return report;
}

export const auditRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/audit',
    operationId: 'listAudit',
    tag,
    summary:
      'What was done to the channel, the newest first; with ledger=true also what the ledger says of it',
    role: 'viewer',
    query: filters.extend({ ledger: z.enum(['true', 'false']).default('false') }),
    reply: {
      status: 200,
      description: 'A page of records; with ledger=true what does not agree, whatever the filters',
      schema: pageOf(auditedRecord)
        .extend({ comparison: comparedWithLedger.optional() })
        .meta({ id: 'Audit' }),
    },
    problems: ['AUDIT_MISMATCH', 'NETWORK_DOWN'],
    handler: async ({ query: { ledger, subject, action, ...page } }, { parts: { services, store } }) => {
      const { id, channelName } = await services.network();
      const report = ledger === 'true' ? await reportOf(services) : undefined;
      const records =
        report?.records ?? (await store.audit.list(id, channelName)).map((record) => ({ record }));
      const wanted = records.filter(({ record }) => isAbout(record, { subject, action })).toReversed();
      return {
        body: {
          ...paged(
            wanted,
            page,
            ({ record }) => record.sha256,
            (each) => each,
          ),
          ...(report ? { comparison: comparisonOf(report) } : {}),
        },
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/audit/service',
    operationId: 'listServiceAudit',
    tag,
    summary: 'What people and schedules did to this installation, the newest first',
    role: 'viewer',
    query: filters,
    reply: { status: 200, description: 'A page of records', schema: pageOf(auditRecordView) },
    handler: async ({ query: { subject, action, ...page } }, { parts: { store } }) => {
      const records = await store.audit.list(SERVICE_LOG.networkId, SERVICE_LOG.channel);
      const wanted = records.filter((record) => isAbout(record, { subject, action })).toReversed();
      return {
        body: paged(
          wanted,
          page,
          ({ id }) => id,
          (each) => each,
        ),
      };
    },
  }),
];

function comparisonOf({ changes, pending, problems, disagreements }: AuditReport) {
  return { changes, pending, problems, disagreements };
}

function isAbout(
  record: { readonly subjectId: string; readonly because: string; readonly action: string },
  { subject, action }: { readonly subject?: string | undefined; readonly action?: string | undefined },
): boolean {
  const isSubject = subject === undefined || record.subjectId === subject || record.because === subject;
  return isSubject && (action === undefined || record.action === action);
}
