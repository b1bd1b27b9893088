import type { UpdateSignature } from '../../domain/channel-updates.js';
import { SignatureError, TamperedUpdateError } from '../../domain/errors.js';
import type { Proposal, ProposalSignature } from '../../domain/proposal.js';
import type { SignatureFile } from './proposal-file.js';

/** @param signer - as the certificate names it. */
export function asProposalSignature(
  { header, signature }: UpdateSignature,
  signer: { readonly mspId: string; readonly name: string },
  nowMs: number,
): ProposalSignature {
  return {
    mspId: signer.mspId,
    name: signer.name,
    signedAt: new Date(nowMs).toISOString(),
    header: Buffer.from(header).toString('base64'),
    signature: Buffer.from(signature).toString('base64'),
  };
}

/** As Fabric takes them, in order. */
export function updateSignatures(signatures: readonly ProposalSignature[]): UpdateSignature[] {
  return signatures.map(({ header, signature }) => ({
    header: Buffer.from(header, 'base64'),
    signature: Buffer.from(signature, 'base64'),
  }));
}

/** Adds signatures behind those that are there; one that is there already is not added again. */
export function addSignatures(proposal: Proposal, added: readonly ProposalSignature[]): Proposal {
  const signatures = [...proposal.signatures];
  for (const signature of added) {
    if (!signatures.some((present) => isSame(present, signature))) signatures.push(signature);
  }
  return { ...proposal, signatures };
}

export function isSame(a: ProposalSignature, b: ProposalSignature): boolean {
  return a.header === b.header && a.signature === b.signature;
}

export function signatureFileOf(proposal: Proposal, signature: ProposalSignature): SignatureFile {
  return { proposalId: proposal.id, updateSha256: proposal.updateSha256, signature };
}

/**
 * Puts signatures that were made apart from each other together.
 * @throws SignatureError if one was made for another proposal, or for other bytes than this one's
 */
export function mergeSignatures(proposal: Proposal, files: readonly SignatureFile[]): Proposal {
  for (const { proposalId, updateSha256, signature } of files) {
    const whose = `the signature of ${signature.name} (${signature.mspId})`;
    if (proposalId !== proposal.id)
      throw new SignatureError(
        `${whose} is for ${proposalId}, not for ${proposal.id}: ask for one for this proposal`,
      );
    if (updateSha256 !== proposal.updateSha256) {
      throw new SignatureError(
        `${whose} was made over other bytes than those of ${proposal.id} (SHA-256 ${updateSha256}, here ${proposal.updateSha256}): compare the files before anybody signs again`,
      );
    }
  }
  return addSignatures(
    proposal,
    files.map(({ signature }) => signature),
  );
}

/**
 * Puts copies of one proposal together, each signed in place by somebody else.
 * @throws SignatureError if one is another proposal; TamperedUpdateError if one holds other bytes
 */
export function mergeCopies(proposal: Proposal, copies: readonly Proposal[]): Proposal {
  for (const copy of copies) {
    if (copy.id !== proposal.id)
      throw new SignatureError(`this is ${copy.id} and not a signed copy of ${proposal.id}: leave it out`);
    if (copy.update !== proposal.update || copy.updateSha256 !== proposal.updateSha256)
      throw new TamperedUpdateError(
        `two copies of ${proposal.id} hold different bytes: find out which one was changed before anybody signs again`,
      );
  }
  return addSignatures(
    proposal,
    copies.flatMap(({ signatures }) => signatures),
  );
}
