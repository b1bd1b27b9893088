import type { ApplyServices } from '../../apply/apply-services.js';
import { settledApplication } from '../../apply/settled-application.js';
import type { Application } from '../../domain/application.js';
import { NetworkDownError } from '../../domain/errors.js';
import { newId } from '../../domain/id.js';
import { changeServicesOf } from '../../operations/change-channel.js';
import { inNameOf, requesterOf } from '../../operations/requested-by.js';
import type { JobContext } from '../job-body.js';

/** What changes the channel for a job: every entry of the audit record names who asked for it and who approved. */
export async function servicesInNameOf({ services, job }: JobContext): Promise<ApplyServices> {
  const changes = await changeServicesOf(services);
  return { ...changes, audit: inNameOf(requesterOf(job), changes.audit) };
}

/**
 * Makes a change once, however often the job is begun: an earlier attempt has said under which id it would record
 * its change, and what became of that is what became of the job.
 * @param make - makes the change and records it under `id`.
 * @throws NetworkDownError if a change of an earlier attempt is in force and cannot be proven now
 */
export async function changeOnce(
  { services, job, tellSubject }: JobContext,
  changes: ApplyServices,
  make: (id: string) => Promise<Application>,
): Promise<Application> {
  if (job.subjectId !== undefined) {
    const settled = await settledApplication(changes, job.subjectId, services.signal);
    return settled ? requireSettled(settled) : make(job.subjectId);
  }
  const id = newId('a', new Date(changes.clock.now()).toISOString());
  await tellSubject(id);
  return make(id);
}

function requireSettled(application: Application): Application {
  const { id, status, blockNumber } = application;
  if (status === 'verified' || status === 'unchanged' || status === 'failed') return application;
  throw new NetworkDownError(
    `${id} is in force since block ${blockNumber}, and some node still reports other settings: see the network's status, and run the job again`,
  );
}
