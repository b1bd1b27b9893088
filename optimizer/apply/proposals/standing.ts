import { SignatureError } from '../../domain/errors.js';
import type { Proposal, ProposalSignature } from '../../domain/proposal.js';
import {
  completeSettings,
  describeSettings,
  sameSettings,
  type OrdererSettings,
} from '../../domain/settings.js';
import type { SignatureCheck, UpdateStanding } from '../../domain/update-inspection.js';

/** A gathered signature and what was found out about it. */
export interface CheckedSignature {
  readonly signature: ProposalSignature;
  readonly check: SignatureCheck;
}

/** @param checks - in the order of the signatures. */
export function checkedSignatures(
  signatures: readonly ProposalSignature[],
  checks: readonly SignatureCheck[],
): CheckedSignature[] {
  return signatures.flatMap((signature, index) => {
    const check = checks[index];
    return check ? [{ signature, check }] : [];
  });
}

/**
 * Settings that will be in force once the update is: what it leaves out stays as it is.
 * @throws InvalidInputError if the two together break a hard limit
 */
export function outcomeOf({ decoded, inForce }: UpdateStanding): OrdererSettings {
  return completeSettings(decoded.settings, inForce);
}

/**
 * Why signatures that were given for a proposal are good for nothing any more: its bytes do not fit the
 * channel, or would now lead to other settings than those that its signers were shown.
 * @returns undefined while it is fresh
 */
export function staleness(proposal: Proposal, standing: UpdateStanding): string | undefined {
  if (standing.stale !== undefined) return standing.stale;
  const { inForce } = standing;
  if (sameSettings(inForce, proposal.before) && sameSettings(outcomeOf(standing), proposal.after))
    return undefined;
  return `the settings in force are other ones by now (${describeSettings(inForce)}; it was made when they were ${describeSettings(proposal.before)})`;
}

/**
 * What a proposal is sent with: the signatures that count, and no others.
 * @throws SignatureError saying who is missing, and which signatures do not count and why
 */
export function requireSatisfied(
  proposal: Proposal,
  standing: UpdateStanding,
): { readonly counting: readonly ProposalSignature[]; readonly useless: readonly CheckedSignature[] } {
  const checked = checkedSignatures(proposal.signatures, standing.signatures);
  const useless = checked.filter(({ check }) => check.problem !== undefined);
  if (!standing.satisfied) throw new SignatureError(whatIsMissing(proposal, standing, useless));
  const counting = checked.filter(({ check }) => check.problem === undefined);
  return { counting: counting.map(({ signature }) => signature), useless };
}

/** Such as `Admin@tso.test of TsoMSP: its certificate is not an administrator's`. */
export function describeProblem({ signature, check }: CheckedSignature): string {
  const { mspId = signature.mspId, name = signature.name } = check;
  return `${name} of ${mspId}: ${check.problem?.message ?? 'counts'}`;
}

function whatIsMissing(
  { id }: Proposal,
  { requirement, signedBy, missing }: UpdateStanding,
  useless: readonly CheckedSignature[],
): string {
  const { rule, needed } = requirement;
  const signed =
    signedBy.length === 0 ? 'nobody whose signature counts has signed' : `${signedBy.join(', ')} signed`;
  const refused =
    useless.length === 0 ? '' : `; not counting: ${useless.map((each) => describeProblem(each)).join('; ')}`;
  const left = needed - signedBy.length;
  const wanted =
    missing.length === 0
      ? ''
      : `: have it signed by ${left === missing.length ? '' : `${left} of `}${missing.join(', ')}`;
  return `nothing was sent, ${id} needs the ${rule}; ${signed}${refused}${wanted}`;
}
