import { common } from '@hyperledger/fabric-protos';
import type { ConfigElement } from './update-decoding-elements.js';
import {
  mspIdOf,
  parseSignaturePolicy,
  principalsOf,
  satisfiesPrincipal,
  satisfiesRule,
  type SignatureRule,
  type Signer,
} from './policy-rule.js';
import { commonRole, describeRule, describeThreshold } from './policy-words.js';

/** A policy of a channel, with the policies that it stands on. */
export type Policy =
  | { readonly kind: 'signature'; readonly rule: SignatureRule }
  /** So many of the parts; each part sees every signature. */
  | { readonly kind: 'threshold'; readonly needed: number; readonly parts: readonly Policy[] }
  /** Named, and not there: nobody satisfies it. */
  | { readonly kind: 'missing'; readonly name: string };

const SEPARATOR = '/';

/**
 * Absolute path of the policy that governs changes of an element. A relative name counts from the element's group;
 * a group counts as its own (common/configtx/update.go policyForItem).
 */
export function governingPolicy({ kind, names, modPolicy }: ConfigElement): string {
  if (modPolicy.startsWith(SEPARATOR)) return modPolicy;
  const group = kind === 'group' ? names : names.slice(0, -1);
  return SEPARATOR + [...group, modPolicy].join(SEPARATOR);
}

/**
 * @param root - the channel's group.
 * @param path - such as `/Channel/Orderer/Admins`.
 */
export function resolvePolicy(root: common.ConfigGroup, path: string): Policy {
  const [, first, ...rest] = path.split(SEPARATOR);
  const name = rest.pop();
  if (first !== 'Channel' || name === undefined) return { kind: 'missing', name: path };
  let group: common.ConfigGroup | undefined = root;
  for (const step of rest) group = group && groupsOf(group).get(step);
  return (group && policyOf(group, name)) ?? { kind: 'missing', name: path };
}

/** All of several policies, as the changes of several elements ask for. */
export function allOf(policies: readonly Policy[]): Policy {
  const [only] = policies;
  if (only && policies.length === 1) return only;
  return { kind: 'threshold', needed: policies.length, parts: policies };
}

function policyOf(group: common.ConfigGroup, name: string): Policy | undefined {
  const [step, ...below] = name.split(SEPARATOR);
  const inner = step !== undefined && below.length > 0 ? groupsOf(group).get(step) : undefined;
  if (inner) return policyOf(inner, below.join(SEPARATOR));
  const policy = new Map(group.getPoliciesMap().entries()).get(name)?.getPolicy();
  if (!policy) return undefined;
  if (policy.getType() === common.Policy.PolicyType.SIGNATURE)
    return { kind: 'signature', rule: parseSignaturePolicy(policy.getValue_asU8()) };
  if (policy.getType() !== common.Policy.PolicyType.IMPLICIT_META) return undefined;
  return implicitPolicy(group, common.ImplicitMetaPolicy.deserializeBinary(policy.getValue_asU8()));
}

/** Asks the policy of one name of every group below: common/policies/implicitmeta.go. */
function implicitPolicy(group: common.ConfigGroup, definition: common.ImplicitMetaPolicy): Policy {
  const name = definition.getSubPolicy();
  const parts = [...groupsOf(group)].map(
    ([below, inner]): Policy => policyOf(inner, name) ?? { kind: 'missing', name: `${name} of ${below}` },
  );
  return { kind: 'threshold', needed: neededOf(definition.getRule(), parts.length), parts };
}

function neededOf(rule: number, parts: number): number {
  const { ANY, ALL } = common.ImplicitMetaPolicy.Rule;
  if (parts === 0 || rule === ALL) return parts;
  return rule === ANY ? 1 : Math.floor(parts / 2) + 1;
}

/** Whether valid signatures of these signers satisfy the policy. */
export function isSatisfied(policy: Policy, signers: readonly Signer[]): boolean {
  if (policy.kind === 'missing') return false;
  if (policy.kind === 'signature') return satisfiesRule(policy.rule, signers);
  return policy.parts.filter((part) => isSatisfied(part, signers)).length >= policy.needed;
}

/** Whether a signature of this signer can count for anything in the policy. */
export function counts(policy: Policy, signer: Signer): boolean {
  return rulesOf(policy)
    .flatMap(principalsOf)
    .some((principal) => satisfiesPrincipal(signer, principal));
}

/** MSP ids whose signatures can count, in the order in which the policy names them. */
export function organisationsOf(policy: Policy): readonly string[] {
  const ids = rulesOf(policy).flatMap(principalsOf).map(mspIdOf);
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/**
 * How many organisations are needed at least. Exact where every organisation stands in one part of a threshold, as
 * in the policies that Fabric's tools make; else a good upper bound, found by taking the cheapest parts first.
 */
export function organisationsNeeded(policy: Policy): number {
  return cheapest(policy, new Set())?.size ?? organisationsOf(policy).length;
}

type Node = Policy | SignatureRule;

/** @returns the organisations chosen so far and those that satisfy `node` too; undefined if none can. */
function cheapest(node: Node, chosen: ReadonlySet<string>): ReadonlySet<string> | undefined {
  if (node.kind === 'missing') return undefined;
  if (node.kind === 'signature') return cheapest(node.rule, chosen);
  if (node.kind === 'threshold') return cheapestParts(node.parts, node.needed, chosen);
  if (node.kind === 'n-of') return cheapestParts(node.rules, node.needed, chosen);
  const mspId = mspIdOf(node.principal);
  return mspId === undefined ? undefined : new Set([...chosen, mspId]);
}

function cheapestParts(
  parts: readonly Node[],
  needed: number,
  chosen: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  const left = new Set(parts);
  let total = chosen;
  for (let count = 0; count < needed; count += 1) {
    const options = [...left].flatMap((part) => {
      const after = cheapest(part, total);
      return after ? [{ part, after }] : [];
    });
    const [best] = options.toSorted((a, b) => a.after.size - b.after.size);
    if (!best) return undefined;
    left.delete(best.part);
    total = best.after;
  }
  return total;
}

/** The policy in words, such as `administrators of 2 of RegulatorMSP, TsoOrdererMSP, DsoOrdererMSP`. */
export function describePolicy(policy: Policy): string {
  if (policy.kind === 'missing') return `policy ${policy.name}, which does not exist`;
  if (policy.kind === 'signature') return describeRule(policy.rule);
  const rules = policy.parts.flatMap((part) => (part.kind === 'signature' ? [part.rule] : []));
  const role = rules.length === policy.parts.length ? commonRole(rules) : undefined;
  return describeThreshold(policy.needed, policy.parts.map(describePolicy), role);
}

function rulesOf(policy: Policy): readonly SignatureRule[] {
  if (policy.kind === 'signature') return [policy.rule];
  return policy.kind === 'threshold' ? policy.parts.flatMap(rulesOf) : [];
}

function groupsOf(group: common.ConfigGroup): ReadonlyMap<string, common.ConfigGroup> {
  // Copied: the generated map's own look-up also finds what every JavaScript object inherits.
  return new Map(group.getGroupsMap().entries());
}
