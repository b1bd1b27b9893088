import type { UpdateSignature } from '../../optimizer/domain/channel-updates.js';
import type { OfflineSigning } from '../../optimizer/domain/offline-signing.js';
import type { SignatureCheck } from '../../optimizer/domain/update-inspection.js';
import { nameOf, validityOf } from './msp-certificate.js';
import { openAdministrator } from './offline-administrator.js';
import { readCreator, signatureProblem } from './signature-check.js';
import { decodeUpdate } from './update-decoding.js';
import { printable } from './update-decoding-text.js';

/** Reading, checking and signing updates of Fabric channels on a machine that reaches none. */
export const offlineSigning: OfflineSigning = {
  decode: decodeUpdate,
  check: checkOffline,
  openSigner: openAdministrator,
};

/**
 * Judges a signature by itself. An organisation whose MSP prescribes SHA-3 cannot be told here: all tools of
 * Fabric write SHA-2 into it.
 */
function checkOffline(
  update: Uint8Array,
  { header, signature }: UpdateSignature,
  nowMs: number,
): SignatureCheck {
  const creator = readCreator(header);
  const certificate = creator?.certificate;
  if (!creator || !certificate)
    return { problem: { kind: 'malformed', message: 'it names no certificate: let its signer sign again' } };
  const { mspId } = creator;
  const who = { mspId: printable(mspId), name: printable(nameOf(certificate)) };
  const { toMs } = validityOf(certificate);
  if (nowMs > toMs) {
    const message = `the certificate of ${who.name} expired at ${new Date(toMs).toISOString()}: renew it and sign again`;
    return { ...who, problem: { kind: 'expired-certificate', message } };
  }
  const message = Buffer.concat([header, update]);
  const problem = signatureProblem(certificate, signature, message, { mspId, digest: 'sha256' });
  return problem ? { ...who, problem } : who;
}
