import type { ApplyServices } from './apply-services.js';

/**
 * When the settings of this channel last changed to stay, as far as the store knows, in milliseconds since the
 * epoch. Not looked for where no guard rail asks.
 */
export async function lastChangeMs({
  store,
  network,
  rails,
}: Pick<ApplyServices, 'store' | 'network' | 'rails'>): Promise<number | undefined> {
  if (rails.smallestTimeBetweenChangesS === 0) return undefined;
  const { id: networkId, channelName: channel } = network;
  const verified = await store.applications.list({ networkId, channel, status: 'verified' });
  const times = verified.map(({ startedAt }) => Date.parse(startedAt));
  return times.length === 0 ? undefined : Math.max(...times);
}
