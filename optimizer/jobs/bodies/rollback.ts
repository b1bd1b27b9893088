import { applySettings } from '../../apply/apply-settings.js';
import { rollbackTarget } from '../../apply/rollback-target.js';
import { canaryRequestOf } from '../../operations/canary-request.js';
import { changeDocument, outcomeOf, requireStayed } from '../../operations/change-channel.js';
import type { JobBody } from '../job-body.js';
import { changeOnce, servicesInNameOf } from './change-job.js';
import { plain } from './plain.js';

/** `rollback`: puts recorded settings back. @throws TakenBackError if a canary took it back */
export const rollbackBody: JobBody<'rollback'> = async (request, context) => {
  const { services } = context;
  const canary = canaryRequestOf(request.watch);
  const changes = await servicesInNameOf(context);
  const application = await changeOnce(context, changes, async (id) => {
    const target = await rollbackTarget(request, changes.network, changes.store);
    const { settings: change, because } = target;
    return applySettings(changes, { id, kind: 'rollback', change, because, canary }, services.signal);
  });
  requireStayed(application);
  return plain(changeDocument(await outcomeOf(application, changes.store)));
};
