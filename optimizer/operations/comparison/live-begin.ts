import { codeVersion } from '../../ann/registry/code-version.js';
import type { LiveComparison } from '../../domain/comparison.js';
import { InvalidInputError, NotFoundError } from '../../domain/errors.js';
import { newId } from '../../domain/id.js';
import type { Services } from '../services.js';
import { liveRequest, type AskedComparison, type LiveRequest } from './live-request.js';

type BeginServices = Pick<Services, 'network' | 'store' | 'progress'>;

/**
 * Keeps a new comparison, of which nothing is measured yet.
 * @param named - as `liveRequest` takes it
 * @param id - chosen by whoever has to find it again; without it a new one
 * @throws InvalidInputError with every fault; NetworkDownError, StoreUnreachableError
 */
export async function beginComparison(
  services: BeginServices,
  asked: AskedComparison,
  { named, id }: { readonly named?: Parameters<typeof liveRequest>[2]; readonly id?: string } = {},
): Promise<LiveComparison> {
  const network = await services.network();
  const { settings } = await network.channel.read();
  const request = liveRequest(asked, settings, named);
  const startedAt = new Date().toISOString();
  const comparison: LiveComparison = {
    ...request,
    ...{ id: id ?? newId('c', startedAt), networkId: network.id, channel: network.channelName },
    ...{ codeVersion: await codeVersion(), status: 'running', startedAt },
    ...{ searches: [], entries: [], earlierFailures: [] },
  };
  await (await services.store()).comparisons.insert(comparison);
  services.progress.step(`comparison ${comparison.id}: ${expectedRounds(request)}`);
  return comparison;
}

/** What is ahead, so that nobody waits for an unknown time. */
function expectedRounds({ contenders, sendRatesTps, budget, plan, repeats }: LiveRequest): string {
  const rates = sendRatesTps.length;
  const parts = [
    ...(contenders.includes('gridtune') ? [`at most ${budget * rates} rounds of gridtune's search`] : []),
    ...(contenders.includes('randomSearch') ? [`at most ${budget * rates} of random search`] : []),
    ...(contenders.includes('bestStaticOfGrid') ? [`${plan.grid.length * rates} of the grid`] : []),
    `at most ${contenders.length * repeats * rates} alternating ones`,
  ];
  return parts.join(', ');
}

/** @throws NotFoundError; InvalidInputError if it is another network's */
export async function reopenComparison(
  services: Pick<BeginServices, 'network' | 'store'>,
  id: string,
): Promise<LiveComparison> {
  const found = await (await services.store()).comparisons.find(id);
  if (!found)
    throw new NotFoundError(`there is no comparison ${id}: begin one with "gridtune compare --live"`);
  const network = await services.network();
  if (found.networkId === network.id) return found;
  throw new InvalidInputError(`comparison ${id}`, [
    { path: '', message: 'was made on another network and cannot be resumed on this one' },
  ]);
}
