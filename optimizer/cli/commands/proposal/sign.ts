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
import { InvalidInputError } from '../../../domain/errors.js';
import type { OfflineSigner, OfflineSigning, SignerSource } from '../../../domain/offline-signing.js';
import type { Proposal } from '../../../domain/proposal.js';
import { systemClock } from '../../../domain/wait.js';
import { textArgument, type Register } from '../../command.js';
import { confirm } from '../../confirm.js';
import { readProposalFile, requireFree, rewriteProposal, writeNewFile } from './files.js';
import { describeReading } from './text.js';

interface SignOptions {
  readonly mspId: string;
  readonly mspDir?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  readonly out?: string;
  readonly yes?: boolean;
}

/** `proposal sign`: an administrator's signature, made on a machine that needs no network and no store. */
export const registerSign: Register = (proposals, registry) => {
  const sign = proposals
    .command('sign')
    .description('sign a proposal file as an administrator; needs no network and no store')
    .argument('<file>', 'proposal file')
    .requiredOption('--msp-id <id>', 'MSP id of your organisation, such as RegulatorMSP')
    .option('--msp-dir <directory>', "an administrator's MSP folder, with signcerts and keystore")
    .option('--certificate <file>', "an administrator's certificate in PEM; goes with --private-key")
    .option('--private-key <file>', 'its private key in PEM')
    .option('--out <file>', 'write the signature alone to this file and leave the proposal file as it is')
    .option('--yes', 'do not ask');
  registry(sign, async ({ services, output }, [argument]) => {
    const options = sign.opts<SignOptions>();
    const { out, yes = false } = options;
    const file = textArgument(argument) ?? '';
    if (out !== undefined) requireFree(out);
    const source = signerSource(options);
    const proposal = await readProposalFile(file);
    const { offlineSigning: offline, progress } = services;
    const decoded = requireHonest(proposal, offline.decode);
    requireOpen(proposal);
    const signer = await offline.openSigner(source, systemClock.now());
    for (const warning of signer.warnings) progress.warn(warning);
    const shown = describeReading(proposal, { decoded, objections: [] });
    const { mspId, name } = signer;
    if (hasSigned(proposal, signer, offline)) {
      const facts = { proposalId: proposal.id, file, mspId, name, added: false, changes: decoded.changes };
      return output.result(
        facts,
        `${name} of ${mspId} has signed ${proposal.id} already: nothing was written`,
      );
    }
    if (!yes)
      await confirm(
        'proposal sign',
        `${shown}\nSign this as ${name} of ${mspId}? Type yes: `,
        'puts a signature under a change of a live channel',
      );
    const signature = asProposalSignature(
      await signer.sign(updateBytes(proposal)),
      signer,
      systemClock.now(),
    );
    if (out === undefined) await rewriteProposal(file, addSignatures(proposal, [signature]));
    else await writeNewFile(out, signatureText(signatureFileOf(proposal, signature)));
    const written = out ?? file;
    return output.result(
      { proposalId: proposal.id, file: written, mspId, name, added: true, changes: decoded.changes },
      `${shown}\nsigned as ${name} of ${mspId}, written to ${written}; send it back to ${proposal.createdBy}, who submits it with\n  ${submitCommand(file, out)}`,
    );
  });
};

/** @throws InvalidInputError */
function signerSource({ mspId, mspDir, certificate, privateKey }: SignOptions): SignerSource {
  const pair = certificate !== undefined && privateKey !== undefined;
  if (mspDir !== undefined && certificate === undefined && privateKey === undefined)
    return { mspId, mspDirectory: mspDir };
  if (mspDir === undefined && pair)
    return { mspId, certificateFile: certificate, privateKeyFile: privateKey };
  throw new InvalidInputError('proposal sign', [
    { path: '', message: 'give either --msp-dir, or --certificate and --private-key together' },
  ]);
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
