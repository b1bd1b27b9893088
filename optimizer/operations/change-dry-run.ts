import { brokenGuardRails } from '../apply/guard-rails.js';
import { lastChangeMs } from '../apply/last-change.js';
import type { Application } from '../domain/application.js';
import type { ChannelState } from '../domain/channel-config.js';
import { GuardRailError } from '../domain/errors.js';
import type { Network } from '../domain/ports.js';
import type { Recommendation } from '../domain/recommendation.js';
import {
  completeSettings,
  sameSettings,
  type OrdererSettings,
  type SettingsChange,
} from '../domain/settings.js';
import type { SignatureRequirement } from '../domain/update-inspection.js';
import { systemClock } from '../domain/wait.js';
import { expectationOf } from './change-expectation.js';
import { previewChange, type ChangePreview } from './change-preview.js';
import type { Services } from './services.js';

export interface DryRun {
  readonly change: SettingsChange;
  readonly kind: Application['kind'];
  /** The one that asks for the change. */
  readonly recommendation?: Recommendation | undefined;
  /** Transactions a second that clients are expected to offer. */
  readonly sendRateTps?: number | undefined;
}

/**
 * Tells what a change would do and sends nothing.
 * @throws InvalidInputError if the settings break a rule; NetworkDownError, StoreUnreachableError
 */
export async function dryRunChange(services: Services, dryRun: DryRun): Promise<ChangePreview> {
  const network = await services.network();
  const state = await network.channel.read();
  const after = completeSettings(dryRun.change, state.settings);
  const changes = !sameSettings(state.settings, after);
  const { recommendation, sendRateTps } = dryRun;
  return previewChange({
    state,
    after,
    broken: await brokenBy({ state, after, kind: dryRun.kind }, services),
    requirement: changes ? await requirementOf(after, network) : undefined,
    administrators: network.updates.administrators,
    expected: changes
      ? await expectationOf({ state, after, networkId: network.id, recommendation, sendRateTps }, services)
      : undefined,
  });
}

export interface PlannedChange extends Pick<DryRun, 'kind'> {
  readonly state: ChannelState;
  readonly after: OrdererSettings;
}

/** What forbids the change now, each with what to do about it; empty if nothing does. */
export async function brokenBy(
  { state, after, kind }: PlannedChange,
  services: Pick<Services, 'guardRails' | 'store' | 'network'>,
): Promise<readonly string[]> {
  const [rails, store] = [await services.guardRails(), await services.store()];
  return brokenGuardRails(rails, {
    before: state.settings,
    after,
    nowMs: systemClock.now(),
    lastChangeMs: await lastChangeMs({ store, network: await services.network(), rails }),
    configTransactionBytes: state.configTransactionBytes,
    isRollback: kind === 'rollback',
  });
}

/** @returns undefined for a change that no update may be made of */
async function requirementOf(
  after: OrdererSettings,
  { updates }: Network,
): Promise<SignatureRequirement | undefined> {
  try {
    const prepared = await updates.prepare(after);
    return prepared && (await updates.inspect(prepared.update, [])).requirement;
  } catch (error) {
    // What forbids it is told with the guard rails.
    if (error instanceof GuardRailError) return undefined;
    throw error;
  }
}
