import { hasLeader } from '../../benchmarks/telemetry/leadership.js';
import { openGatewayProber } from '../../network/gateway-prober.js';
import type { CanaryServices } from '../apply/canary/watch.js';
import type { Services } from '../operations/services.js';
import { systemClock } from '../domain/wait.js';

/** The part of the composition root that serves watching a channel after a change. */
export function canaryServices({
  network,
  clientAccess,
  progress,
}: Pick<Services, 'network' | 'clientAccess' | 'progress'>): Pick<Services, 'canary'> {
  return {
    canary: async (): Promise<CanaryServices> => {
      const watched = await network();
      return {
        network: watched,
        progress,
        clock: systemClock,
        openProber: async () => openGatewayProber(await clientAccess()),
        hasLeader: async () => hasLeader((await watched.observables()).metrics, watched.channelName),
      };
    },
  };
}
