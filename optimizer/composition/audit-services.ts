import { readSettingsHistory } from '../../network/settings-history.js';
import { openTuningLedger } from '../../network/tuning-ledger.js';
import { recording } from '../apply/audit/recording.js';
import type { Services } from '../operations/services.js';
import { NetworkDownError } from '../domain/errors.js';
import type { TuningLedger } from '../domain/audit.js';
import type { ClientAccess } from '../domain/ports.js';
import { systemClock } from '../domain/wait.js';

type Needed = Pick<Services, 'progress' | 'store' | 'network'> & {
  /** Undefined where the installation has no client on the network. */
  readonly clientIfAny: () => Promise<ClientAccess | undefined>;
  /** Who has the channel changed, in words. */
  readonly requestedBy: string;
};

/** The part of the composition root that serves accountability. */
export function auditServices(
  { progress, store, network, clientIfAny, requestedBy }: Needed,
  onClose: (close: () => Promise<void>) => void,
): Pick<Services, 'audit' | 'tuningLedger' | 'settingsHistory'> & {
  /** Before the network goes down: what was recorded is on the ledger, or the user knows that it is not. */
  readonly endTrail: () => Promise<void>;
} {
  const tuningLedger = async (): Promise<TuningLedger | undefined> => {
    const access = await clientIfAny();
    return access && access.chaincode !== '' ? openTuningLedger(access) : undefined;
  };
  let opened: ReturnType<typeof open> | undefined;
  const open = async (): Promise<ReturnType<typeof recording>> => {
    const { audit: log } = await store();
    const tuned = await network();
    const [who] = tuned.updates.administrators;
    if (!who) throw new NetworkDownError('no administrator is known in whose name changes could be recorded');
    const trail = recording({
      log,
      network: tuned,
      who,
      requestedBy,
      clock: systemClock,
      progress,
      openLedger: tuningLedger,
    });
    onClose(() => trail.close());
    return trail;
  };
  return {
    audit: () => (opened ??= open()),
    endTrail: async () => (await opened)?.close('committed'),
    tuningLedger,
    settingsHistory: async () => {
      const access = await clientIfAny();
      if (access) return readSettingsHistory(access);
      throw new NetworkDownError(
        'the ledger is read from a peer, in the name of a client: name one under "network.client" of the configuration',
      );
    },
  };
}
