import type { ProposalReading } from '../../../apply/proposals/objections.js';
import type { Proposal } from '../../../domain/proposal.js';
import { describeSettings } from '../../../domain/settings.js';
import type { DecodedUpdate, UpdateStanding } from '../../../domain/update-inspection.js';
import type { SignatureLine } from '../../../operations/proposal-standing.js';

/** Objections first and loud, then what the bytes do, and only then what the proposal says. */
export function describeReading(proposal: Proposal, { decoded, objections }: ProposalReading): string {
  const { id, channel, consensus, createdAt, createdBy, because, configSequence, status } = proposal;
  const alarm = objections.map((objection) => `!!! DO NOT SIGN: ${objection}`);
  return [
    ...alarm,
    `${id} (${status}): channel ${channel} (${consensus}), made at config sequence ${configSequence} on ${createdAt} by ${createdBy}${because === 'manual' ? '' : `, because of ${because}`}${whatBecameOf(proposal)}`,
    ...(decoded ? describeChanges(decoded) : ['the bytes of the update cannot be read']),
    `it says from ${describeSettings(proposal.before)}`,
    `        to   ${describeSettings(proposal.after)}`,
  ].join('\n');
}

function whatBecameOf({ applicationId, replaces, replacedBy }: Proposal): string {
  return [
    ...(replaces === undefined ? [] : [`; takes the place of ${replaces}`]),
    ...(replacedBy === undefined ? [] : [`; ${replacedBy} took its place`]),
    ...(applicationId === undefined ? [] : [`; became ${applicationId}`]),
  ].join('');
}

function describeChanges({ channel, changes }: DecodedUpdate): string[] {
  return [
    `the bytes change on channel ${channel}:`,
    ...changes.map(
      ({ path, kind, version, content, isOrderingSetting }) =>
        `  ${isOrderingSetting ? ' ' : '!'} ${kind} ${path} to version ${version}${content === undefined ? '' : `: ${content}`}`,
    ),
  ];
}

/** @param standing - undefined where no network was asked. */
export function describeSignatures(
  lines: readonly SignatureLine[],
  standing: UpdateStanding | undefined,
): string {
  const signed = lines.map(
    ({ mspId, name, signedAt, state, problem }) =>
      `  ${name} of ${mspId}, ${signedAt}: ${STATES[state]}${problem === undefined ? '' : `, ${problem}`}`,
  );
  return [
    signed.length === 0 ? 'nobody has signed' : 'signatures:',
    ...signed,
    ...(standing
      ? describeRequirement(standing)
      : ['no network was asked: who has to sign is not known here']),
  ].join('\n');
}

const STATES: Readonly<Record<SignatureLine['state'], string>> = {
  counts: 'counts',
  verified: 'fits the bytes; whether it counts is for the channel to say',
  refused: 'does not count',
};

export function describeRequirement({ requirement, missing, satisfied }: UpdateStanding): string[] {
  const { policy, rule } = requirement;
  return [
    `needed: ${rule} (${policy})`,
    satisfied ? 'enough have signed' : `missing: ${missing.join(', ') || 'nobody who could still sign'}`,
  ];
}
