import type { ProposalServices } from '../apply/proposals/services.js';
import { systemClock } from '../domain/wait.js';
import type { Services } from './services.js';

/** @throws NetworkDownError, StoreUnreachableError */
export async function openProposalServices(services: Services): Promise<ProposalServices> {
  const { progress, offlineSigning: offline } = services;
  const network = await services.network();
  return {
    network,
    store: await services.store(),
    rails: await services.guardRails(),
    offline,
    audit: await services.audit(),
    clock: systemClock,
    progress,
  };
}
