import type { ApplyServices } from '../apply/apply-services.js';
import { settleUnfinished } from '../apply/settle-unfinished.js';
import type { Services } from '../operations/services.js';
import { systemClock } from '../domain/wait.js';

type Needed = Pick<Services, 'progress' | 'store' | 'network' | 'audit' | 'guardRails'>;

/** The part of the composition root that serves changes of a channel. */
export function changeServices({ progress, store, network, audit, guardRails }: Needed): Pick<
  Services,
  'changes'
> & {
  readonly settle: () => Promise<void>;
} {
  const changes = async (): Promise<ApplyServices> => ({
    store: await store(),
    network: await network(),
    audit: await audit(),
    rails: await guardRails(),
    clock: systemClock,
    progress,
  });
  return { changes, settle: async () => settleUnfinished(await changes()) };
}
