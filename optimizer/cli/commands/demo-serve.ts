import { createToken } from '../../access/create-token.js';
import type { Recommendation } from '../../domain/recommendation.js';
import type { ServeRequest } from '../../domain/running-service.js';
import { commandLineUser } from '../../operations/requested-by.js';
import { serviceAudit } from '../../operations/service-audit.js';
import { systemClock } from '../../domain/wait.js';
import type { CommandContext } from '../command.js';

/**
 * Serves the page with what the demo has learnt, while clients offer the load that the recommendation is for; until it
 * is told to stop.
 */
export async function serveDemo(
  { id, load }: Recommendation,
  request: ServeRequest,
  { services, output }: CommandContext,
): Promise<void> {
  const store = await services.store();
  const { token } = await createToken(
    { store, audit: serviceAudit(store, systemClock) },
    { role: 'admin', name: 'demo', lifetimeDays: 1 },
    commandLineUser(),
    Date.now(),
  );
  const { url, stopped } = await services.serve(request);
  // After the hash, which browsers send nowhere.
  const page = `${url}/#token=${token}`;
  const text = [
    `the page: ${page}`,
    `clients offer ${load.sendRateTps} tps; Ctrl-C ends them, the service and the network`,
  ];
  output.result({ url, page, recommendationId: id }, text.join('\n'));
  await Promise.all([stopped, services.offerLoad(load, services.signal)]);
}
