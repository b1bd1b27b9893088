import type { Application } from '../domain/application.js';
import { withExclusiveChannel } from '../domain/exclusive-channel.js';
import type { ApplyServices } from './apply-services.js';
import { settleUnfinished, UNFINISHED } from './settle-unfinished.js';

/**
 * What became of an application whose process may have died: finished or undone first, where it stands unfinished.
 * @returns undefined if it was never begun, and so changed nothing.
 * @throws ChannelBusyError while its process lives; NetworkDownError, StoreUnreachableError
 */
export async function settledApplication(
  services: ApplyServices,
  id: string,
  signal: AbortSignal,
): Promise<Application | undefined> {
  const { store, network, clock, progress } = services;
  const found = await store.applications.find(id);
  if (!found || !UNFINISHED.some((status) => status === found.status)) return found;
  const settle = async (): Promise<void> => settleUnfinished(services);
  const purpose = `settling of ${id}`;
  return withExclusiveChannel(
    { claims: store.claims, network, clock, progress, purpose, signal, settle, putsBack: false },
    async () => store.applications.find(id),
  );
}
