import path from 'node:path';
import { requireOpen } from '../../../apply/proposals/known-proposal.js';
import { requireHonest, updateBytes } from '../../../apply/proposals/objections.js';
import { signatureText } from '../../../apply/proposals/proposal-file.js';
import {
  addSignatures,
  asProposalSignature,
  signatureFileOf,
  updateSignatures,
} from '../../../apply/proposals/signatures.js';
import type { OfflineSigner, OfflineSigning } from '../../../domain/offline-signing.js';
import type { Proposal } from '../../../domain/proposal.js';
import { systemClock } from '../../../domain/wait.js';
import { textArgument, type Register } from '../../command.js';
import { confirm } from '../../confirm.js';
import { readProposalFile, requireFree, rewriteProposal, writeNewFile } from './files.js';
import { addSignerOptions, signerAccess, type SignerOptions } from './signer-options.js';
import { describeReading } from './text.js';

interface SignOptions extends SignerOptions {
  readonly out?: string;
  readonly yes?: boolean;
}

/** `proposal sign`: an administrator's signature, made on a machine that needs no network and no store. */
export const registerSign: Register = (proposals, registry) => {
  const sign = proposals
    .command('sign')
    .description('sign a proposal file as an administrator; needs no network and no store')
    .argument('<file>', 'proposal file')
    .option('--out <file>', 'write the signature alone to this file and leave the proposal file as it is')
    .option('--yes', 'do not ask');
  addSignerOptions(sign);
  registry(sign, async ({ services, output }, [argument]) => {
    const options = sign.opts<SignOptions>();
    const file = textArgument(argument) ?? '';
    if (options.out !== undefined) requireFree(options.out);
    const access = signerAccess(options);
    const proposal = await readProposalFile(file);
    const { offlineSigning: offline, progress } = services;
    const decoded = requireHonest(proposal, offline.decode);
    requireOpen(proposal);
    const signer = await offline.openSigner(access, systemClock.now());
    try {
      for (const warning of signer.warnings) progress.warn(warning);
      const { mspId, name } = signer;
      const facts = { proposalId: proposal.id, mspId, name, changes: decoded.changes };
      if (hasSigned(proposal, signer, offline)) {
        const text = `${name} of ${mspId} has signed ${proposal.id} already: nothing was written`;
        return output.result({ ...facts, file, added: false }, text);
      }
      const shown = describeReading(proposal, { decoded, objections: [] });
      const written = await signAndWrite({ proposal, signer, file, shown }, options);
      return output.result(
        { ...facts, file: written, added: true },
        `${shown}\nsigned as ${name} of ${mspId}, written to ${written}; send it back to ${proposal.createdBy}, who submits it with\n  ${submitCommand(file, options.out)}`,
      );
    } finally {
      signer.close();
    }
  });
};

interface Signing {
  readonly proposal: Proposal;
  readonly signer: OfflineSigner;
  readonly file: string;
  readonly shown: string;
}

/** @returns the file that holds the signature. */
async function signAndWrite(
  { proposal, signer, file, shown }: Signing,
  { out, yes = false }: SignOptions,
): Promise<string> {
  if (!yes)
    await confirm(
      'proposal sign',
      `${shown}\nSign this as ${signer.name} of ${signer.mspId}? Type yes: `,
      'puts a signature under a change of a live channel',
    );
  const bytes = await signer.sign(updateBytes(proposal));
  const signature = asProposalSignature(bytes, signer, systemClock.now());
  if (out === undefined) await rewriteProposal(file, addSignatures(proposal, [signature]));
  else await writeNewFile(out, signatureText(signatureFileOf(proposal, signature)));
  return out ?? file;
}

function hasSigned(proposal: Proposal, signer: OfflineSigner, offline: OfflineSigning): boolean {
  const bytes = updateBytes(proposal);
  return updateSignatures(proposal.signatures).some((signature) => {
    const { mspId, name, problem } = offline.check(bytes, signature, systemClock.now());
    return problem === undefined && mspId === signer.mspId && name === signer.name;
  });
}

function submitCommand(file: string, out: string | undefined): string {
  const signature = out === undefined ? '' : ` --signature ${path.basename(out)}`;
  return `gridtune proposal submit ${path.basename(file)}${signature}`;
}
