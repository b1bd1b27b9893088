import { InvalidInputError } from '../../domain/errors.js';
import { newId } from '../../domain/id.js';
import type { ProposalSignature, Proposal } from '../../domain/proposal.js';
import {
  completeSettings,
  SETTING_NAMES,
  type OrdererSettings,
  type SettingsChange,
} from '../../domain/settings.js';
import type { UpdateStanding } from '../../domain/update-inspection.js';
import { requireWithinGuardRails } from '../guard-rails.js';
import { sha256Of } from './objections.js';
import type { ProposalServices } from './services.js';
import { asProposalSignature, updateSignatures } from './signatures.js';

export interface ProposalRequest {
  readonly change: SettingsChange;
  /** A recommendation or application that asks for it, or `manual`. */
  readonly because: string;
  /** Whether the own administrators sign it at once. */
  readonly sign: boolean;
  /** The stale one whose place it takes. */
  readonly replaces?: string | undefined;
  /** For the audit log. */
  readonly note?: string | undefined;
}

export interface CreatedProposal {
  readonly proposal: Proposal;
  readonly standing: UpdateStanding;
}

/**
 * Makes a change ready to be signed by others, against the channel as it is now, and stores it. Nothing is sent.
 * @throws GuardRailError; InvalidInputError if there is nothing to change; NetworkDownError, StoreUnreachableError
 */
export async function createProposal(
  services: ProposalServices,
  request: ProposalRequest,
): Promise<CreatedProposal> {
  const created = await proposeChange(services, request);
  if (created) return created;
  throw new InvalidInputError('proposal', [
    { path: '', message: 'these settings are in force already: there is nothing to sign' },
  ]);
}

/** As {@link createProposal}. @returns undefined if the settings are in force already. */
export async function proposeChange(
  services: ProposalServices,
  request: ProposalRequest,
): Promise<CreatedProposal | undefined> {
  const { network, store, audit, clock } = services;
  const { settings, configTransactionBytes, consensus } = await network.channel.read();
  const wanted = completeSettings(request.change, settings);
  const nowMs = clock.now();
  requireValuesWithinGuardRails(services, { before: settings, after: wanted, nowMs, configTransactionBytes });
  const prepared = await network.updates.prepare(wanted);
  if (!prepared) return undefined;
  const { channel, configSequence, before, after, update } = prepared;
  const createdAt = new Date(nowMs).toISOString();
  const [first] = network.updates.administrators;
  const proposal: Proposal = {
    id: newId('p', createdAt),
    networkId: network.id,
    channel,
    consensus,
    configSequence,
    createdAt,
    createdBy: first
      ? `${first.name} of ${first.mspId}`
      : 'somebody without an administrator of this channel',
    because: request.because,
    before,
    after,
    update: Buffer.from(update).toString('base64'),
    updateSha256: sha256Of(update),
    signatures: request.sign ? await signAsOwn(services, update) : [],
    status: 'open',
    replaces: request.replaces,
  };
  await store.proposals.insert(proposal);
  const { id: subjectId, because } = proposal;
  await audit.record({ action: 'proposed', subjectId, because, before, after, note: request.note });
  for (const { name, mspId } of proposal.signatures)
    await audit.record({ action: 'signed', subjectId, because, note: `${name} of ${mspId}` });
  const standing = await network.updates.inspect(update, updateSignatures(proposal.signatures));
  return { proposal, standing };
}

async function signAsOwn(
  { network: { updates }, clock }: ProposalServices,
  update: Uint8Array,
): Promise<ProposalSignature[]> {
  const signatures = await updates.ownSignatures(update);
  return updates.administrators.flatMap((administrator, index) => {
    const signature = signatures[index];
    return signature ? [asProposalSignature(signature, administrator, clock.now())] : [];
  });
}

/** The times that guard rails allow bind the submission, which comes later; the values have to be right now. */
function requireValuesWithinGuardRails(
  { rails }: ProposalServices,
  change: {
    readonly before: OrdererSettings;
    readonly after: OrdererSettings;
    readonly nowMs: number;
    readonly configTransactionBytes: number;
  },
): void {
  const atAnyTime = { ...rails, hours: undefined };
  requireWithinGuardRails(atAnyTime, { ...change, isRollback: false });
}

/** The settings that differ, with their new values. */
export function changeOf(before: OrdererSettings, after: OrdererSettings): SettingsChange {
  return Object.fromEntries(
    SETTING_NAMES.filter((name) => before[name] !== after[name]).map((name) => [name, after[name]]),
  );
}
