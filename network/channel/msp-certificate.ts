import { X509Certificate } from 'node:crypto';

const PEM = /^\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*$/;

/** @returns undefined unless the bytes are exactly one PEM certificate, which is what Fabric takes. */
export function parseCertificate(pem: Uint8Array): X509Certificate | undefined {
  const text = Buffer.from(pem).toString('latin1');
  if (!PEM.test(text)) return undefined;
  try {
    return new X509Certificate(text);
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
