import { common, msp } from '@hyperledger/fabric-protos';
import { parseCertificate } from './msp-certificate.js';

export type Role = 'member' | 'admin' | 'client' | 'peer' | 'orderer';

/** Whose signature a rule asks for: Fabric's MSPPrincipal. */
export type Principal =
  | { readonly kind: 'role'; readonly mspId: string; readonly role: Role }
  | { readonly kind: 'unit'; readonly mspId: string; readonly unit: string; readonly certifiers: Buffer }
  | { readonly kind: 'identity'; readonly mspId: string; readonly certificate: Buffer }
  | { readonly kind: 'combined'; readonly principals: readonly Principal[] }
  /** Nobody with a certificate satisfies it. */
  | { readonly kind: 'nobody' };

/** A signature policy: `needed` of its rules, down to single signatures. */
export type SignatureRule =
  | { readonly kind: 'n-of'; readonly needed: number; readonly rules: readonly SignatureRule[] }
  | { readonly kind: 'signed-by'; readonly principal: Principal };

/** Somebody whose certificate an MSP of the channel trusts. */
export interface Signer {
  readonly mspId: string;
  /** DER. */
  readonly certificate: Buffer;
  readonly roles: ReadonlySet<Role>;
  readonly units: readonly string[];
  /** SHA-256 over the certificates above, nearest first: how Fabric names the issuer of an OU. */
  readonly certifiers: Buffer;
}

/** Deeper trees are made to exhaust the reader. */
const DEEPEST = 32;
const NOBODY: Principal = { kind: 'nobody' };

/** @throws if the bytes are no SignaturePolicyEnvelope. */
export function parseSignaturePolicy(bytes: Uint8Array): SignatureRule {
  const envelope = common.SignaturePolicyEnvelope.deserializeBinary(bytes);
  const principals = envelope.getIdentitiesList().map((principal) => parsePrincipal(principal, 0));
  return parseRule(envelope.getRule(), principals, 0);
}

function parseRule(
  rule: common.SignaturePolicy | undefined,
  principals: readonly Principal[],
  depth: number,
): SignatureRule {
  if (!rule || depth > DEEPEST) throw new RangeError('a signature policy has no rule, or too deep a one');
  const nOutOf = rule.getNOutOf();
  if (!nOutOf) return { kind: 'signed-by', principal: principals[rule.getSignedBy()] ?? NOBODY };
  const rules = nOutOf.getRulesList().map((inner) => parseRule(inner, principals, depth + 1));
  return { kind: 'n-of', needed: nOutOf.getN(), rules };
}

const ROLES: Readonly<Record<number, Role>> = {
  [msp.MSPRole.MSPRoleType.MEMBER]: 'member',
  [msp.MSPRole.MSPRoleType.ADMIN]: 'admin',
  [msp.MSPRole.MSPRoleType.CLIENT]: 'client',
  [msp.MSPRole.MSPRoleType.PEER]: 'peer',
  [msp.MSPRole.MSPRoleType.ORDERER]: 'orderer',
};

function parsePrincipal(principal: msp.MSPPrincipal, depth: number): Principal {
  const bytes = principal.getPrincipal_asU8();
  const { ROLE, ORGANIZATION_UNIT, IDENTITY, COMBINED } = msp.MSPPrincipal.Classification;
  const kind = principal.getPrincipalClassification();
  if (kind === ROLE) return parseRole(msp.MSPRole.deserializeBinary(bytes));
  if (kind === ORGANIZATION_UNIT) return parseUnit(msp.OrganizationUnit.deserializeBinary(bytes));
  if (kind === IDENTITY) return parseIdentity(msp.SerializedIdentity.deserializeBinary(bytes));
  // The one kind left asks for anonymous signers, and signatures under updates carry certificates.
  if (kind !== COMBINED || depth > DEEPEST) return NOBODY;
  const inner = msp.CombinedPrincipal.deserializeBinary(bytes).getPrincipalsList();
  return { kind: 'combined', principals: inner.map((each) => parsePrincipal(each, depth + 1)) };
}

function parseRole(role: msp.MSPRole): Principal {
  const name = ROLES[role.getRole()];
  return name ? { kind: 'role', mspId: role.getMspIdentifier(), role: name } : NOBODY;
}

function parseUnit(unit: msp.OrganizationUnit): Principal {
  return {
    kind: 'unit',
    mspId: unit.getMspIdentifier(),
    unit: unit.getOrganizationalUnitIdentifier(),
    certifiers: Buffer.from(unit.getCertifiersIdentifier_asU8()),
  };
}

function parseIdentity(identity: msp.SerializedIdentity): Principal {
  const parsed = parseCertificate(identity.getIdBytes_asU8());
  return parsed ? { kind: 'identity', mspId: identity.getMspid(), certificate: parsed.raw } : NOBODY;
}

/** Whether one signer is who the principal means: msp/mspimpl.go SatisfiesPrincipal. */
export function satisfiesPrincipal(signer: Signer, principal: Principal): boolean {
  if (principal.kind === 'nobody') return false;
  if (principal.kind === 'combined') {
    const { principals } = principal;
    return principals.length > 0 && principals.every((inner) => satisfiesPrincipal(signer, inner));
  }
  return signer.mspId === principal.mspId && isMeant(signer, principal);
}

function isMeant(
  { roles, units, certifiers, certificate }: Signer,
  principal: Exclude<Principal, { readonly kind: 'nobody' | 'combined' }>,
): boolean {
  if (principal.kind === 'role') return roles.has(principal.role);
  if (principal.kind === 'identity') return certificate.equals(principal.certificate);
  return units.includes(principal.unit) && certifiers.equals(principal.certifiers);
}

/**
 * Whether these signers, each counted once, satisfy the rule. Follows common/cauthdsl/cauthdsl.go step by step,
 * its order of trying included: a signer that an earlier rule took is not there for a later one.
 */
export function satisfiesRule(rule: SignatureRule, signers: readonly Signer[]): boolean {
  return take(rule, signers, new Set()) !== undefined;
}

/** @returns the signers used up, or undefined if the rule is not satisfied. */
function take(
  rule: SignatureRule,
  signers: readonly Signer[],
  used: ReadonlySet<Signer>,
): ReadonlySet<Signer> | undefined {
  if (rule.kind === 'signed-by') {
    const found = signers.find((signer) => !used.has(signer) && satisfiesPrincipal(signer, rule.principal));
    return found && new Set([...used, found]);
  }
  let [taken, satisfied] = [used, 0];
  for (const inner of rule.rules) {
    const more = take(inner, signers, taken);
    if (!more) continue;
    taken = more;
    satisfied += 1;
  }
  return satisfied >= rule.needed ? taken : undefined;
}

/** Every principal that a rule names, in order. */
export function principalsOf(rule: SignatureRule): readonly Principal[] {
  return rule.kind === 'signed-by' ? [rule.principal] : rule.rules.flatMap(principalsOf);
}

export function mspIdOf(principal: Principal): string | undefined {
  if (principal.kind === 'nobody') return undefined;
  if (principal.kind === 'combined') return principal.principals.map(mspIdOf).find(Boolean);
  return principal.mspId;
}
