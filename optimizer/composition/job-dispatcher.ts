import type { goBuild } from '../../network/tools/go-build.js';
import type { JobDispatcher } from '../domain/job-dispatcher.js';
import type { Paths } from '../operations/services.js';
import { connectDispatcher, type DispatcherOptions } from '../store/agenda-dispatcher.js';
import { storeAddress } from './open-store.js';

/** On the same store as everything else, over a connection of its own. @throws StoreUnreachableError */
export async function openDispatcher(
  paths: Paths,
  goOptions: Parameters<typeof goBuild>[1],
  options: Pick<DispatcherOptions, 'instanceId' | 'concurrentJobs' | 'lockMs' | 'onError'>,
): Promise<JobDispatcher> {
  return connectDispatcher({ ...(await storeAddress(paths, goOptions)), ...options });
}
