import type { PreparedUpdate } from '../../optimizer/domain/channel-updates.js';
import { GuardRailError, TamperedUpdateError } from '../../optimizer/domain/errors.js';
import {
  faultsOf,
  leastAbsoluteMaxBytes,
  ordererSettingsSchema,
  sameSettings,
  type OrdererSettings,
  type SettingsChange,
} from '../../optimizer/domain/settings.js';
import type { ConfigBlock } from './config-block.js';
import { decodeAgainst } from './update-standing-decoding.js';

/**
 * The guard at the place where the bytes of an update are made and sent. No configuration reaches it.
 * @param configTransactionBytes - size of the transaction that carries the channel's configuration now.
 * @throws GuardRailError if `settings` break a hard limit, or could make the channel refuse its own repair
 */
export function requireHarmless(settings: OrdererSettings, configTransactionBytes: number): void {
  const parsed = ordererSettingsSchema.safeParse(settings);
  if (!parsed.success) {
    const faults = faultsOf(parsed.error).map(({ path, message }) => `${path} ${message}`);
    throw new GuardRailError(`nothing was sent: ${faults.join('; ')}`);
  }
  const least = leastAbsoluteMaxBytes(configTransactionBytes);
  if (settings.absoluteMaxBytes < least) {
    throw new GuardRailError(
      `nothing was sent: absoluteMaxBytes ${settings.absoluteMaxBytes} is under ${least}, twice the ${configTransactionBytes} bytes that the channel's configuration takes, and the channel could not be repaired any more: choose ${least} or more`,
    );
  }
}

/**
 * The same for bytes, whoever made and signed them: what they really write to this channel counts, not what is said
 * of them.
 * @param onChannel - the configuration as it was read last.
 * @throws GuardRailError; TamperedUpdateError if they write anything but ordering settings, or others than said
 */
export function requireHarmlessUpdate(
  { update, channel, before, after }: PreparedUpdate,
  onChannel: Pick<ConfigBlock, 'config' | 'transactionBytes'>,
): void {
  const { settings, faults } = decodeAgainst(onChannel.config, update, channel);
  const written = overlaid(before, settings);
  requireHarmless(written, onChannel.transactionBytes);
  if (faults.length > 0) throw new TamperedUpdateError(`nothing was sent: ${faults.join('; ')}`);
  if (sameSettings(written, after)) return;
  throw new TamperedUpdateError(
    'nothing was sent: the update writes other settings than those it is said to: make it again',
  );
}

function overlaid(before: OrdererSettings, change: SettingsChange): OrdererSettings {
  return {
    maxMessageCount: change.maxMessageCount ?? before.maxMessageCount,
    preferredMaxBytes: change.preferredMaxBytes ?? before.preferredMaxBytes,
    absoluteMaxBytes: change.absoluteMaxBytes ?? before.absoluteMaxBytes,
    batchTimeoutMs: change.batchTimeoutMs ?? before.batchTimeoutMs,
  };
}
