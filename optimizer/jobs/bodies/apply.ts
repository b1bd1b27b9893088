import { applySettings } from '../../apply/apply-settings.js';
import { canaryRequestOf } from '../../operations/canary-request.js';
import { changeDocument, outcomeOf, requireStayed } from '../../operations/change-channel.js';
import { wantedChange } from '../../operations/wanted-change.js';
import type { JobBody } from '../job-body.js';
import { changeOnce, servicesInNameOf } from './change-job.js';
import { plain } from './plain.js';

/** `apply`: puts a recommendation or given settings in force. @throws TakenBackError if a canary took it back */
export const applyBody: JobBody<'apply'> = async (request, context) => {
  const { services } = context;
  const { change, because, recommendation } = await wantedChange('apply', request, services);
  const canary = canaryRequestOf(request.watch, recommendation);
  const { expectedInForce } = request;
  const changes = await servicesInNameOf(context);
  const application = await changeOnce(context, changes, async (id) =>
    applySettings(changes, { id, kind: 'apply', change, because, canary, expectedInForce }, services.signal),
  );
  requireStayed(application);
  return plain(changeDocument(await outcomeOf(application, changes.store)));
};
