import { createHash } from 'node:crypto';
import { GridtuneError, TamperedUpdateError } from '../../domain/errors.js';
import type { OfflineSigning } from '../../domain/offline-signing.js';
import type { Proposal } from '../../domain/proposal.js';
import { SETTING_NAMES } from '../../domain/settings.js';
import type { DecodedUpdate } from '../../domain/update-inspection.js';

/** A proposal as its bytes tell it. */
export interface ProposalReading {
  /** Undefined if the bytes are no ConfigUpdate at all. */
  readonly decoded?: DecodedUpdate | undefined;
  /** Why nobody should sign or send it; empty if the bytes do what the proposal says and nothing else. */
  readonly objections: readonly string[];
}

export function updateBytes(proposal: Pick<Proposal, 'update'>): Uint8Array {
  return Buffer.from(proposal.update, 'base64');
}

/** @returns hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Reads the bytes, which is what signatures bind to, and holds what the proposal claims against them. */
export function readProposal(proposal: Proposal, decode: OfflineSigning['decode']): ProposalReading {
  const bytes = updateBytes(proposal);
  const hash = sha256Of(bytes);
  const wrongHash =
    hash === proposal.updateSha256
      ? []
      : [
          `the bytes of the update were changed: their SHA-256 is ${hash}, the proposal says ${proposal.updateSha256}`,
        ];
  let decoded: DecodedUpdate;
  try {
    decoded = decode(bytes);
  } catch (error) {
    if (!(error instanceof GridtuneError)) throw error;
    return { objections: [...wrongHash, error.message] };
  }
  return { decoded, objections: [...wrongHash, ...decoded.faults, ...contradictions(proposal, decoded)] };
}

/** @throws TamperedUpdateError with every objection */
export function requireHonest(proposal: Proposal, decode: OfflineSigning['decode']): DecodedUpdate {
  const { decoded, objections } = readProposal(proposal, decode);
  if (decoded && objections.length === 0) return decoded;
  throw new TamperedUpdateError(
    `${proposal.id} is not what it says, sign and send nothing of it: ${objections.join('; ')}. Ask ${proposal.createdBy} for a new one`,
  );
}

function contradictions(
  { channel, before, after }: Proposal,
  { channel: written, settings }: DecodedUpdate,
): string[] {
  const found = channel === written ? [] : [`it is for channel ${written}, the proposal says ${channel}`];
  for (const name of SETTING_NAMES) {
    const value = settings[name];
    if (value !== undefined && value !== after[name])
      found.push(`the bytes set ${name} to ${value}, the proposal says ${after[name]}`);
    if (value === undefined && before[name] !== after[name])
      found.push(`the bytes leave ${name} as it is, the proposal says ${before[name]} -> ${after[name]}`);
  }
  return found;
}
