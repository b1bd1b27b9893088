import { verify, type X509Certificate } from 'node:crypto';
import { common, msp } from '@hyperledger/fabric-protos';
import type { UpdateSignature } from '../../optimizer/domain/channel-updates.js';
import type { SignatureCheck, SignatureProblem } from '../../optimizer/domain/update-inspection.js';
import { isLowS, signatureForm } from './low-s.js';
import { judgeCertificate, type Msp } from './msp.js';
import { nameOf, parseCertificate } from './msp-certificate.js';
import { counts, describePolicy, organisationsOf, type Policy } from './policy.js';
import type { Signer } from './policy-rule.js';
import { printable } from './update-decoding-text.js';

/** What signatures are judged against. */
export interface SignatureRules {
  /** The bytes that all have to have signed. */
  readonly update: Uint8Array;
  readonly msps: ReadonlyMap<string, Msp>;
  readonly policy: Policy;
  readonly nowMs: number;
}

/** A signature, judged; with its signer if it counts. */
export interface JudgedSignature {
  readonly check: SignatureCheck;
  readonly signer?: Signer;
}

/**
 * Judges each signature under an update. The ordering service only says that there are too few that count; this says
 * which one does not, why, and what to do.
 */
export function checkSignatures(
  signatures: readonly UpdateSignature[],
  rules: SignatureRules,
): readonly JudgedSignature[] {
  const seen = new Set<string>();
  return signatures.map((signature) => {
    const judged = checkSignature(signature, rules);
    if (!judged.signer) return judged;
    const { mspId, name } = judged.check;
    const identity = `${mspId} ${judged.signer.certificate.toString('base64')}`;
    if (seen.has(identity))
      return refused(
        { mspId, name },
        'duplicate',
        `${name} has signed already: another signature of one person adds nothing, leave it out`,
      );
    seen.add(identity);
    return judged;
  });
}

function checkSignature({ header, signature }: UpdateSignature, rules: SignatureRules): JudgedSignature {
  const creator = readCreator(header);
  if (!creator)
    return refused(
      {},
      'malformed',
      'the header of the signature names no certificate: let its signer sign the proposal again',
    );
  const { mspId, certificate } = creator;
  const who = { mspId: printable(mspId), name: certificate && printable(nameOf(certificate)) };
  if (!certificate)
    return refused(
      who,
      'malformed',
      `the signature in the name of ${mspId} carries no readable certificate: let its signer sign the proposal again`,
    );
  const organisations = organisationsOf(rules.policy);
  const organisation = rules.msps.get(mspId);
  if (!organisation || !organisations.includes(mspId))
    return refused(
      who,
      'unknown-organisation',
      `${mspId} has no say in this change: it takes ${describePolicy(rules.policy)}`,
    );
  const judgement = judgeCertificate(certificate, organisation, rules.nowMs);
  if ('problem' in judgement) return refused(who, judgement.problem, judgement.message);
  if (!counts(rules.policy, judgement.signer)) {
    const roles = [...judgement.signer.roles].filter((role) => role !== 'member').join(', ') || 'member';
    return refused(
      who,
      'wrong-role',
      `${who.name} is ${roles} of ${mspId}, and this change takes ${describePolicy(rules.policy)}: sign with such a certificate`,
    );
  }
  const problem = signatureProblem(
    certificate,
    signature,
    Buffer.concat([header, rules.update]),
    organisation,
  );
  if (problem) return refused(who, problem.kind, problem.message);
  return { check: who, signer: judgement.signer };
}

/** Whether a signature is one over `message` by the certificate's key, in the form that Fabric takes. */
export function signatureProblem(
  { publicKey }: X509Certificate,
  signature: Uint8Array,
  message: Uint8Array,
  { mspId, digest }: Pick<Msp, 'mspId' | 'digest'>,
): SignatureCheck['problem'] {
  const form = signatureForm(publicKey);
  if (form.kind === 'unsupported') {
    return {
      kind: 'untrusted-certificate',
      message: `the key of the certificate is of kind ${form.name}: Fabric takes ECDSA over P-256 or P-384 and Ed25519, sign with such a one`,
    };
  }
  const other = {
    kind: 'wrong-signature',
    message: `the signature in the name of ${mspId} was not made over these bytes with the key of its certificate: compare the proposal with its signer's, and sign this one`,
  } as const;
  if (form.kind === 'ed25519') return verify(null, message, publicKey, signature) ? undefined : other;
  if (!verify(digest, message, publicKey, signature)) return other;
  if (isLowS(signature, form.order)) return undefined;
  return {
    kind: 'high-s',
    message:
      'the signature is right but has a high S, which Fabric refuses: let the signing program or device make low-S signatures (s = order - s), as "gridtune proposal sign" does',
  };
}

/** Who a signature header names. @returns undefined if it is none. */
export function readCreator(
  header: Uint8Array,
): { mspId: string; certificate: X509Certificate | undefined } | undefined {
  try {
    const creator = common.SignatureHeader.deserializeBinary(header).getCreator_asU8();
    const identity = msp.SerializedIdentity.deserializeBinary(creator);
    const mspId = identity.getMspid();
    return mspId === '' ? undefined : { mspId, certificate: parseCertificate(identity.getIdBytes_asU8()) };
  } catch {
    // Any failure of the generated reader means the same to the signer: this is no header.
    return undefined;
  }
}

function refused(
  who: Pick<SignatureCheck, 'mspId' | 'name'>,
  kind: SignatureProblem,
  message: string,
): JudgedSignature {
  return { check: { ...who, problem: { kind, message: printable(message) } } };
}
