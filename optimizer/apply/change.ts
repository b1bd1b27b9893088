import type { Application } from '../domain/application.js';
import type { CanaryVerdict } from '../domain/canary.js';
import type { ChannelState } from '../domain/channel-config.js';
import type { PreparedUpdate, SignedUpdate, UpdateSignature } from '../domain/channel-updates.js';
import { SignatureError, StaleConfigError } from '../domain/errors.js';
import { newId } from '../domain/id.js';
import { describeSettings, sameSettings, type OrdererSettings } from '../domain/settings.js';
import type { ApplyServices } from './apply-services.js';
import { requireWithinGuardRails } from './guard-rails.js';
import { lastChangeMs } from './last-change.js';

/** A change that is to be made to stay. */
export interface Change {
  /** Of the application that records it; a new one unless it is given. */
  readonly id?: string | undefined;
  readonly kind: Application['kind'];
  /** The recommendation or application that asks for it, or `manual`. */
  readonly because: string;
  /** Where it leads from what is in force. @throws InvalidInputError */
  readonly settingsOn: (inForce: OrdererSettings) => OrdererSettings;
  /** Refused unless these are in force when it is made; those that it leads to are fine. */
  readonly expectedInForce?: OrdererSettings | undefined;
  /** Signed by others already, and so good for one state of the channel alone. */
  readonly gathered?: GatheredUpdate | undefined;
  /** Watches live transactions after it; without a good verdict the change is taken back. */
  readonly watch?: ((signal: AbortSignal) => Promise<CanaryVerdict>) | undefined;
}

export interface GatheredUpdate {
  readonly proposalId: string;
  readonly prepared: PreparedUpdate;
  readonly signatures: readonly UpdateSignature[];
  /** MSP ids. */
  readonly signedBy: readonly string[];
}

const READINGS = 4;

/** A change as it stands before the channel as it is now. */
export type Ready =
  | { readonly kind: 'in-force'; readonly state: ChannelState }
  | { readonly kind: 'ready'; readonly signed: SignedUpdate; readonly signedBy: readonly string[] };

/**
 * Makes everything that can be made without changing anything: settings, guard rails, update, signatures.
 * @throws InvalidInputError, GuardRailError, SignatureError, NetworkDownError, StoreUnreachableError; StaleConfigError
 * if the channel moved on since others signed
 */
export async function makeReady(
  change: Change,
  services: ApplyServices,
  readings = READINGS,
): Promise<Ready> {
  const { updates, channel } = services.network;
  const state = await channel.read();
  const settings = change.gathered?.prepared.after ?? change.settingsOn(state.settings);
  if (sameSettings(settings, state.settings)) return { kind: 'in-force', state };
  requireExpected(change, state);
  await requireAllowed(change, state, settings, services);
  if (change.gathered) {
    const { prepared, signatures, signedBy } = change.gathered;
    requireUnmoved(prepared, state);
    return { kind: 'ready', signed: await updates.sign(prepared, signatures), signedBy };
  }
  const prepared = await updates.prepare(settings);
  // Somebody's update came between the two readings: what it has set would be undone unasked.
  if (!prepared || prepared.configSequence !== state.sequence) {
    if (readings > 1) return makeReady(change, services, readings - 1);
    throw new StaleConfigError('the channel keeps changing while it is read: run the command again later');
  }
  const signatures = await updates.ownSignatures(prepared.update);
  const signedBy = await requireSatisfied(prepared, signatures, services);
  return { kind: 'ready', signed: await updates.sign(prepared, signatures), signedBy };
}

function requireExpected({ expectedInForce }: Change, { settings, sequence }: ChannelState): void {
  if (!expectedInForce || sameSettings(expectedInForce, settings)) return;
  throw new StaleConfigError(
    `nothing was sent: it was asked for when the channel had ${describeSettings(expectedInForce)}, and at config sequence ${sequence} it has ${describeSettings(settings)}: look at it again and ask anew`,
  );
}

/** Its bytes may still fit the channel, and would then lead to settings that nobody has signed. */
function requireUnmoved({ before }: PreparedUpdate, { settings, sequence }: ChannelState): void {
  if (sameSettings(before, settings)) return;
  throw new StaleConfigError(
    `nothing was sent: the channel moved on to config sequence ${sequence} and has ${describeSettings(settings)} now`,
  );
}

async function requireAllowed(
  { kind }: Change,
  { settings: before, configTransactionBytes }: ChannelState,
  after: OrdererSettings,
  services: ApplyServices,
): Promise<void> {
  requireWithinGuardRails(services.rails, {
    before,
    after,
    nowMs: services.clock.now(),
    lastChangeMs: await lastChangeMs(services),
    configTransactionBytes,
    isRollback: kind === 'rollback',
  });
}

/** @returns MSP ids of those who signed. @throws SignatureError if the channel asks for more than this installation has */
async function requireSatisfied(
  { update, after }: PreparedUpdate,
  signatures: readonly UpdateSignature[],
  { network: { updates } }: ApplyServices,
): Promise<readonly string[]> {
  const { satisfied, requirement, signedBy, missing } = await updates.inspect(update, signatures);
  if (satisfied) return signedBy;
  const here = signedBy.length === 0 ? 'none of them is' : `only ${signedBy.join(', ')} is`;
  throw new SignatureError(
    `nothing was sent: this change needs the ${requirement.rule}, and ${here} at hand here (missing: ${missing.join(', ')}): have it signed with "gridtune proposal create --settings '${JSON.stringify(after)}'"`,
  );
}

/** The record of a change that is about to be sent. */
export function intend(
  change: Pick<Change, 'id' | 'kind' | 'because' | 'gathered' | 'watch'>,
  { before, after, configSequence }: Pick<PreparedUpdate, 'before' | 'after' | 'configSequence'>,
  { network, clock }: Pick<ApplyServices, 'network' | 'clock'>,
): Application {
  const startedAt = new Date(clock.now()).toISOString();
  return {
    id: change.id ?? newId('a', startedAt),
    kind: change.kind,
    because: change.because,
    networkId: network.id,
    channel: network.channelName,
    startedAt,
    before,
    after,
    configSequence,
    status: 'intended',
    ...(change.gathered ? { proposalId: change.gathered.proposalId } : {}),
    ...(change.watch ? { toBeWatched: true as const } : {}),
    nodes: [],
  };
}
