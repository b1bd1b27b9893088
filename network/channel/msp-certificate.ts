import { X509Certificate } from 'node:crypto';

/** The first block of PEM, whatever it holds. */
const PEM_BLOCK = /^-----BEGIN ([^\r\n]*?)-----$[A-Za-z0-9+/=\s]+^-----END \1-----\s*?$/m;

/**
 * The certificate that Fabric reads from `pem`: that of the first block. Text before it, as openssl writes it, and
 * anything after it are skipped, so a second certificate never counts instead of the first.
 * @returns undefined if the first block is no certificate
 */
export function parseCertificate(pem: Uint8Array): X509Certificate | undefined {
  const [block] = PEM_BLOCK.exec(Buffer.from(pem).toString('latin1')) ?? [];
  if (block === undefined) return undefined;
  try {
    return new X509Certificate(block);
  } catch {
    // OpenSSL's reason ("asn1 encoding routines") helps nobody: these bytes are no certificate.
    return undefined;
  }
}

/** Common name, or the whole subject in one line where there is none. */
export function nameOf(certificate: X509Certificate): string {
  const { CN } = certificate.toLegacyObject().subject;
  return listOf(CN)[0] ?? certificate.subject.replaceAll('\n', ', ');
}

export function unitsOf(certificate: X509Certificate): readonly string[] {
  return listOf(certificate.toLegacyObject().subject.OU);
}

export function validityOf(certificate: X509Certificate): { fromMs: number; toMs: number } {
  return { fromMs: Date.parse(certificate.validFrom), toMs: Date.parse(certificate.validTo) };
}

function listOf(value: string | string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
