import { GuardRailError } from '../../optimizer/domain/errors.js';
import { faultsOf, ordererSettingsSchema, type OrdererSettings } from '../../optimizer/domain/settings.js';

/**
 * The repair of a channel is a transaction that carries its whole configuration, and it grows with every organisation
 * and signature: a limit must leave it room.
 */
const ROOM_FOR_CONFIG = 2;

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
  const least = ROOM_FOR_CONFIG * configTransactionBytes;
  if (settings.absoluteMaxBytes < least) {
    throw new GuardRailError(
      `nothing was sent: absoluteMaxBytes ${settings.absoluteMaxBytes} is under ${least}, twice the ${configTransactionBytes} bytes that the channel's configuration takes, and the channel could not be repaired any more: choose ${least} or more`,
    );
  }
}
