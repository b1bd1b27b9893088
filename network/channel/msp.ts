import { createHash, X509Certificate } from 'node:crypto';
import { common, msp as messages } from '@hyperledger/fabric-protos';
import type { SignatureProblem } from '../../optimizer/domain/update-inspection.js';
import { nameOf, parseCertificate, unitsOf, validityOf } from './msp-certificate.js';
import { isRevoked, parseRevocationList, type RevocationList } from './msp-revocation.js';
import type { Role, Signer } from './policy-rule.js';

/** Whom one organisation of a channel trusts: its FabricMSPConfig. */
export interface Msp {
  readonly mspId: string;
  readonly roots: readonly X509Certificate[];
  readonly intermediates: readonly X509Certificate[];
  readonly revocationLists: readonly RevocationList[];
  /** Administrators named one by one. */
  readonly administrators: readonly X509Certificate[];
  /** Organisational units that give a role; undefined if the organisation does not use them. */
  readonly nodeUnits: readonly UnitRole[] | undefined;
  /** If there are any, a certificate has to carry one of these units. */
  readonly requiredUnits: readonly IssuedUnit[];
  /** Digest under ECDSA signatures. */
  readonly digest: 'sha256' | 'sha3-256';
  /** Whether the channel takes Ed25519 keys: only with the capability V3_0. */
  readonly takesEd25519: boolean;
}

/** A unit, and who has to have issued certificates that carry it; undefined if anyone may. */
interface IssuedUnit {
  readonly unit: string;
  readonly issuer: X509Certificate | undefined;
}
interface UnitRole extends IssuedUnit {
  readonly role: Exclude<Role, 'member'>;
}

/** A certificate, judged: somebody who can sign, or why not. */
export type Judgement =
  { readonly signer: Signer } | { readonly problem: SignatureProblem; readonly message: string };

const FABRIC_MSP = 0;
const LONGEST_CHAIN = 8;
/** How long after a certificate's first moment Fabric wants its authorities to be valid. */
const FABRIC_LOOKS_AFTER_MS = 1000;

/** Every organisation of a channel, by MSP id. @throws RangeError if one cannot be read. */
export function readMsps(root: common.ConfigGroup): ReadonlyMap<string, Msp> {
  const capabilities = common.Capabilities.deserializeBinary(
    valueOf(root, 'Capabilities') ?? new Uint8Array(),
  );
  const takesEd25519 = [...capabilities.getCapabilitiesMap().keys()].includes('V3_0');
  const msps = mspsBelow(root).flatMap((bytes) => readMsp(bytes, takesEd25519) ?? []);
  return new Map(msps.map((found) => [found.mspId, found]));
}

function mspsBelow(group: common.ConfigGroup): Uint8Array[] {
  const below = [...group.getGroupsMap().entries()].flatMap(([, inner]) => mspsBelow(inner));
  const own = valueOf(group, 'MSP');
  return own ? [own, ...below] : below;
}

function valueOf(group: common.ConfigGroup, name: string): Uint8Array | undefined {
  return new Map(group.getValuesMap().entries()).get(name)?.getValue_asU8();
}

/** @param bytes - an MSPConfig. @returns undefined for an MSP without certificates (Idemix). */
function readMsp(bytes: Uint8Array, takesEd25519: boolean): Msp | undefined {
  const outer = messages.MSPConfig.deserializeBinary(bytes);
  if (outer.getType() !== FABRIC_MSP) return undefined;
  const config = messages.FabricMSPConfig.deserializeBinary(outer.getConfig_asU8());
  const units = config.getFabricNodeOus();
  return {
    mspId: config.getName(),
    roots: certificates(config.getRootCertsList_asU8()),
    intermediates: certificates(config.getIntermediateCertsList_asU8()),
    revocationLists: config.getRevocationListList_asU8().map(parseRevocationList),
    administrators: certificates(config.getAdminsList_asU8()),
    nodeUnits: units?.getEnable() === true ? nodeUnits(units) : undefined,
    requiredUnits: config.getOrganizationalUnitIdentifiersList().map(issuedUnit),
    digest: config.getCryptoConfig()?.getSignatureHashFamily() === 'SHA3' ? 'sha3-256' : 'sha256',
    takesEd25519,
  };
}

function certificates(pems: readonly Uint8Array[]): X509Certificate[] {
  return pems.map((pem) => {
    const certificate = parseCertificate(pem);
    if (!certificate)
      throw new RangeError('the channel configuration holds a certificate that cannot be read');
    return certificate;
  });
}

function nodeUnits(units: messages.FabricNodeOUs): UnitRole[] | undefined {
  const roles = [
    ['admin', units.getAdminOuIdentifier()],
    ['client', units.getClientOuIdentifier()],
    ['peer', units.getPeerOuIdentifier()],
    ['orderer', units.getOrdererOuIdentifier()],
  ] as const;
  const named = roles.flatMap(([role, unit]) => (unit ? [{ role, ...issuedUnit(unit) }] : []));
  return named.length > 0 ? named : undefined;
}

function issuedUnit(identifier: messages.FabricOUIdentifier): IssuedUnit {
  const [issuer] =
    identifier.getCertificate_asU8().length > 0 ? certificates([identifier.getCertificate_asU8()]) : [];
  return { unit: identifier.getOrganizationalUnitIdentifier(), issuer };
}

/**
 * Judges a certificate as the organisation's MSP does (msp/mspimplvalidate.go), with one rule more. Fabric only asks
 * whether the certificate was valid when it was issued, so under an update an expired one would still count there.
 * An organisation that let it expire has withdrawn it, and here it does not.
 */
export function judgeCertificate(certificate: X509Certificate, msp: Msp, nowMs: number): Judgement {
  const chain = certificate.ca ? undefined : findChain(certificate, msp);
  const [issuer] = chain ?? [];
  if (!chain || !issuer)
    return untrusted(certificate, msp, 'no certificate authority of it issued that certificate');
  const issuedMs = validityOf(certificate).fromMs + FABRIC_LOOKS_AFTER_MS;
  if (!chain.every((authority) => isValidAt(authority, issuedMs)))
    return untrusted(certificate, msp, 'the authority above it was not valid on its first day');
  if (certificate.publicKey.asymmetricKeyType === 'ed25519' && !msp.takesEd25519)
    return untrusted(certificate, msp, 'the channel takes Ed25519 keys only with its capability V3_0');
  const expired = expiry([certificate, ...chain], nowMs);
  if (expired !== undefined) return { problem: 'expired-certificate', message: expired };
  if (isRevoked(certificate, issuer, msp.revocationLists)) {
    return {
      problem: 'revoked-certificate',
      message: `${msp.mspId} has revoked the certificate of ${nameOf(certificate)}: let another administrator of it sign`,
    };
  }
  return asSigner(certificate, { chain, issuer }, msp);
}

function asSigner(
  certificate: X509Certificate,
  { chain, issuer }: { readonly chain: readonly X509Certificate[]; readonly issuer: X509Certificate },
  msp: Msp,
): Judgement {
  const units = unitsOf(certificate);
  const isNamed = msp.administrators.some(({ raw }) => raw.equals(certificate.raw));
  const fault = unitFault(units, issuer, msp);
  if (fault !== undefined && !isNamed) return untrusted(certificate, msp, fault);
  const byUnit = (msp.nodeUnits ?? []).filter(({ unit }) => units.includes(unit)).map(({ role }) => role);
  const roles: Role[] = fault === undefined ? ['member', ...byUnit] : [];
  if (isNamed) roles.push('admin');
  return {
    signer: {
      mspId: msp.mspId,
      certificate: certificate.raw,
      roles: new Set(roles),
      units,
      certifiers: certifiersOf(chain),
    },
  };
}

function untrusted(certificate: X509Certificate, { mspId }: Msp, why: string): Judgement {
  return {
    problem: 'untrusted-certificate',
    message: `${mspId} does not trust the certificate of ${nameOf(certificate)}: ${why}. Sign with a certificate that ${mspId}'s own certificate authority issued`,
  };
}

/** The certificate authorities above a certificate, nearest first. */
function findChain(
  certificate: X509Certificate,
  { roots, intermediates }: Msp,
): X509Certificate[] | undefined {
  // Once an organisation has intermediate authorities, those above them issue for nobody else.
  const above = (authority: X509Certificate): boolean =>
    intermediates.some((intermediate) => isIssuedBy(intermediate, authority));
  const chain: X509Certificate[] = [];
  let below = certificate;
  while (chain.length < LONGEST_CHAIN) {
    const issuer = [...roots, ...intermediates].find((authority) => isIssuedBy(below, authority));
    if (!issuer || (chain.length === 0 && above(issuer))) return undefined;
    chain.push(issuer);
    if (roots.some(({ raw }) => raw.equals(issuer.raw))) return chain;
    below = issuer;
  }
  return undefined;
}

function isIssuedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

function expiry(chain: readonly X509Certificate[], nowMs: number): string | undefined {
  for (const certificate of chain) {
    if (isValidAt(certificate, nowMs)) continue;
    const { fromMs, toMs } = validityOf(certificate);
    const when =
      nowMs > toMs
        ? `expired at ${new Date(toMs).toISOString()}`
        : `is valid from ${new Date(fromMs).toISOString()} on`;
    return `the certificate of ${nameOf(certificate)} ${when}: renew it and sign again`;
  }
  return undefined;
}

function isValidAt(certificate: X509Certificate, atMs: number): boolean {
  const { fromMs, toMs } = validityOf(certificate);
  return atMs >= fromMs && atMs <= toMs;
}

function unitFault(units: readonly string[], issuer: X509Certificate, msp: Msp): string | undefined {
  const isIssuedRight = (wanted: IssuedUnit): boolean =>
    !wanted.issuer || wanted.issuer.raw.equals(issuer.raw);
  const { requiredUnits, nodeUnits: roles } = msp;
  if (
    requiredUnits.length > 0 &&
    !requiredUnits.some((wanted) => units.includes(wanted.unit) && isIssuedRight(wanted))
  )
    return `it carries none of the organisational units ${requiredUnits.map(({ unit }) => unit).join(', ')}`;
  if (!roles) return undefined;
  const carried = units.flatMap((unit) => roles.find((role) => role.unit === unit) ?? []);
  if (carried.length !== 1)
    return `it has to carry exactly one of the organisational units ${roles.map(({ unit }) => unit).join(', ')}`;
  return carried.every(isIssuedRight) ? undefined : 'another authority has to issue certificates of its unit';
}

function certifiersOf(chain: readonly X509Certificate[]): Buffer {
  const hash = createHash('sha256');
  for (const { raw } of chain) hash.update(raw);
  return hash.digest();
}
