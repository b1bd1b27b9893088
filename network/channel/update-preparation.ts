import type { PreparedUpdate } from '../../optimizer/domain/channel-updates.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import { fetchConfig, type ConfigBlock } from './config-block.js';
import { computeUpdate } from './config-update.js';
import { asSubmitter, type ChannelAccess } from './ordering-service.js';
import { readSettings, withSettings } from './orderer-settings.js';
import { requireHarmless } from './update-guard.js';

/** The configuration of the channel as an orderer has it, and the height it was read at. */
export type CurrentConfig = ConfigBlock & { readonly height: number };

/** @throws NetworkDownError, DeadlineError */
export async function readCurrentConfig(access: ChannelAccess): Promise<CurrentConfig> {
  return access.orderers.ask(async (client) => fetchConfig(client, asSubmitter(access)));
}

/**
 * The change that takes the channel from `current` to `settings`.
 * @returns undefined if they are in force already.
 * @throws GuardRailError
 */
export function prepareUpdate(
  channel: string,
  current: CurrentConfig,
  settings: OrdererSettings,
): PreparedUpdate | undefined {
  requireHarmless(settings, current.transactionBytes);
  const update = computeUpdate(channel, current.config, withSettings(current.config, settings));
  if (!update) return undefined;
  return {
    channel,
    before: readSettings(current.config),
    after: settings,
    configSequence: current.config.getSequence(),
    fromBlock: current.height,
    update,
  };
}
