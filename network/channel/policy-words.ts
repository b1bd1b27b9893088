import { X509Certificate } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { nameOf } from './msp-certificate.js';
import { parseSignaturePolicy, type Principal, type Role, type SignatureRule } from './policy-rule.js';

const IMPLICIT_RULES = Object.entries(common.ImplicitMetaPolicy.Rule);
const ROLE_WORDS: Readonly<Record<Role, readonly [one: string, several: string]>> = {
  member: ['member', 'members'],
  admin: ['administrator', 'administrators'],
  client: ['client', 'clients'],
  peer: ['peer', 'peers'],
  orderer: ['orderer', 'orderers'],
};

/** A policy as it stands in a configuration, such as `MAJORITY Admins`. @throws if the bytes are none. */
export function describePolicyMessage(bytes: Uint8Array): string {
  const policy = common.Policy.deserializeBinary(bytes);
  if (policy.getType() === common.Policy.PolicyType.SIGNATURE)
    return describeRule(parseSignaturePolicy(policy.getValue_asU8()));
  if (policy.getType() !== common.Policy.PolicyType.IMPLICIT_META)
    return `policy of type ${policy.getType()}`;
  const implicit = common.ImplicitMetaPolicy.deserializeBinary(policy.getValue_asU8());
  const rule = IMPLICIT_RULES.find(([, number]) => number === implicit.getRule())?.[0] ?? 'unknown rule';
  return `${rule} ${implicit.getSubPolicy()}`;
}

export function describeRule(rule: SignatureRule): string {
  if (rule.kind === 'signed-by') return describePrincipal(rule.principal);
  return describeThreshold(rule.needed, rule.rules.map(describeRule), commonRole(rule.rules));
}

/**
 * Such as `administrators of 2 of A, B, C`, where all parts ask for one role of one organisation each, and
 * otherwise `2 of (administrator of A; peer of B; ...)`.
 */
export function describeThreshold(
  needed: number,
  parts: readonly string[],
  role: RoleOfEach | undefined,
): string {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && needed === 1) return only;
  if (role) return `${ROLE_WORDS[role.role][1]} of ${needed} of ${role.mspIds.join(', ')}`;
  return `${needed} of (${parts.join('; ')})`;
}

/** One role, asked of each of several organisations. */
export interface RoleOfEach {
  readonly role: Role;
  readonly mspIds: readonly string[];
}

/** @returns undefined unless every rule asks for one signature, of the same role. */
export function commonRole(rules: readonly SignatureRule[]): RoleOfEach | undefined {
  const principals = rules.map(onlyPrincipal);
  const roles = principals.flatMap((principal) => (principal?.kind === 'role' ? [principal] : []));
  const [first] = roles;
  if (!first || roles.length < rules.length || roles.some(({ role }) => role !== first.role))
    return undefined;
  return { role: first.role, mspIds: roles.map(({ mspId }) => mspId) };
}

function onlyPrincipal(rule: SignatureRule): Principal | undefined {
  if (rule.kind === 'signed-by') return rule.principal;
  const [only] = rule.rules;
  return only && rule.rules.length === 1 && rule.needed === 1 ? onlyPrincipal(only) : undefined;
}

function describePrincipal(principal: Principal): string {
  if (principal.kind === 'nobody') return 'nobody';
  if (principal.kind === 'combined') return principal.principals.map(describePrincipal).join(' who is also ');
  return `${subjectOf(principal)} of ${principal.mspId}`;
}

function subjectOf(principal: Exclude<Principal, { readonly kind: 'nobody' | 'combined' }>): string {
  if (principal.kind === 'role') return ROLE_WORDS[principal.role][0];
  if (principal.kind === 'unit') return `organisational unit ${principal.unit}`;
  return nameOf(new X509Certificate(principal.certificate));
}
