import { newId } from '../../domain/id.js';
import { inNameOf, requesterOf } from '../../operations/requested-by.js';
import { verifyById } from '../../operations/verify-by-id.js';
import type { JobBody } from '../job-body.js';
import { plain } from './plain.js';

/** `verify`: measures before and after an application in turn, and takes back what is worse. */
export const verifyBody: JobBody<'verify'> = async (request, { services, job, tellSubject }) => {
  const store = await services.store();
  // An earlier attempt may have come to its end just before its instance was killed; else it is measured anew, as
  // rounds of two times would be compared.
  const done = job.subjectId === undefined ? undefined : await store.verifications.find(job.subjectId);
  if (done) return plain(done);
  const { applicationId, kind: _kind, ...wish } = request;
  const id = newId('v', new Date().toISOString());
  await tellSubject(id);
  const inName: typeof services = {
    ...services,
    changes: async () => {
      const changes = await services.changes();
      return { ...changes, audit: inNameOf(requesterOf(job), changes.audit) };
    },
  };
  return plain(await verifyById(applicationId, { ...wish, id }, inName));
};
