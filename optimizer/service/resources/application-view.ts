import { z } from 'zod';
import { actorSchema } from '../../domain/actor.js';
import { applicationSchema, verificationSchema, type Application } from '../../domain/application.js';
import { auditRecordSchema } from '../../domain/audit.js';
import type { Job } from '../../domain/job.js';
import type { Store } from '../../domain/ports.js';

export const applicationView = applicationSchema.unwrap().meta({ id: 'Application' });
export const verificationView = verificationSchema.unwrap().meta({ id: 'Verification' });
export const auditRecordView = auditRecordSchema.unwrap().meta({ id: 'AuditRecord' });

const approvals = z.array(z.strictObject({ by: actorSchema, at: z.iso.datetime() }).readonly()).readonly();

/** An application with everything that is known about it. */
export const applicationDetail = applicationView
  .extend({
    /** Who asked for it and who approved it; absent where no job made it. */
    job: z
      .strictObject({
        id: z.string(),
        status: z.string(),
        requestedBy: actorSchema,
        requestedAt: z.string(),
        approvals,
      })
      .optional(),
    /** Its steps as the audit log has them, oldest first. */
    journal: z.array(auditRecordView),
    /** What measuring before and after came to, oldest first. */
    verifications: z.array(verificationView),
    /** Ids of the applications that took it back or went back because of it. */
    rolledBackBy: z.array(z.string()),
  })
  .meta({ id: 'ApplicationDetail' });

export async function detailOf(
  application: Application,
  store: Store,
): Promise<z.input<typeof applicationDetail>> {
  const { id, networkId, channel } = application;
  const [[job], records, verifications, rollbacks] = await Promise.all([
    store.jobs.list({ subjectId: id }),
    store.audit.list(networkId, channel),
    store.verifications.list({ applicationId: id }),
    store.applications.list({ because: id, kind: 'rollback' }),
  ]);
  return {
    ...application,
    ...(job ? { job: askedBy(job) } : {}),
    journal: records.filter(({ subjectId }) => subjectId === id),
    verifications: newestLast(verifications),
    rolledBackBy: newestLast(rollbacks).map((each) => each.id),
  };
}

function askedBy({ id, status, requestedBy, requestedAt, approvals: given }: Job) {
  return { id, status, requestedBy, requestedAt, approvals: given };
}

/** Ids of one second are in no order. */
export function newestLast<T extends { readonly startedAt: string }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
}
