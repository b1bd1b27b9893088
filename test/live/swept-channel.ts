import path from 'node:path';
import { inject } from 'vitest';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import { gridtuneJson } from './cli.js';

/** What the topology gives the channel, and what everything that measures has to leave behind. */
export const ORIGINAL_SETTINGS: OrdererSettings = {
  maxMessageCount: 500,
  preferredMaxBytes: 2_097_152,
  absoluteMaxBytes: 10_485_760,
  batchTimeoutMs: 2000,
};

export async function settingsInForce(): Promise<OrdererSettings> {
  const network = await openEmbeddedNetwork(path.join(inject('home'), 'network'));
  try {
    return (await network.channel.read()).settings;
  } finally {
    network.channel.close();
  }
}

/** As `results list` shows it. */
export async function sweepOfPlan(plan: string): Promise<Record<string, unknown> & { sweepId: string }> {
  const { sweeps } = (await gridtuneJson(['results', 'list'], { home: inject('home') })) as {
    sweeps: (Record<string, unknown> & { plan: string; sweepId: string })[];
  };
  const found = sweeps.find((sweep) => sweep.plan === plan);
  if (!found) throw new Error(`no sweep of plan ${plan}`);
  return found;
}
