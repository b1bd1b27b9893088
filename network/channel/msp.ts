import { createHash, X509Certificate } from 'node:crypto';
import { msp as messages, type common } from '@hyperledger/fabric-protos';
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

/** Every organisation of a channel, by MSP id. @throws RangeError if one cannot be read. */
export function readMsps(root: common.ConfigGroup): ReadonlyMap<string, Msp> {
  const msps = new Map<string, Msp>();
  collect(root, msps);
  return msps;
}

function collect(group: common.ConfigGroup, msps: Map<string, Msp>): void {
  const value = new Map(group.getValuesMap().entries()).get('MSP');
  const found = value && readMsp(value.getValue_asU8());
  if (found) msps.set(found.mspId, found);
  for (const [, inner] of group.getGroupsMap().entries()) collect(inner, msps);
}

/** @param bytes - an MSPConfig. @returns undefined for an MSP without certificates (Idemix). */
export function readMsp(bytes: Uint8Array): Msp | undefined {
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
 * Judges a certificate as the organisation's MSP does (msp/mspimplvalidate.go), with one rule more: Fabric
 * looks at no dates when it counts signatures under an update, so an expired certificate would still count there.
 * An organisation that let it expire has withdrawn it, and here it does not.
 */
export function judgeCertificate(certificate: X509Certificate, msp: Msp, nowMs: number): Judgement {
  const chain = certificate.ca ? undefined : findChain(certificate, msp);
  const [issuer] = chain ?? [];
  if (!chain || !issuer)
    return untrusted(certificate, msp, 'no certificate authority of it issued that certificate');
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
    const { fromMs, toMs } = validityOf(certificate);
    if (nowMs >= fromMs && nowMs <= toMs) continue;
    const when =
      nowMs > toMs
        ? `expired at ${new Date(toMs).toISOString()}`
        : `is valid from ${new Date(fromMs).toISOString()} on`;
    return `the certificate of ${nameOf(certificate)} ${when}: renew it and sign again`;
  }
  return undefined;
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
