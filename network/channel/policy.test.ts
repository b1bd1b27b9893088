import { common, msp } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import { initialConfig } from './fixtures/signers.fixture.js';
import {
  counts,
  describePolicy,
  governingPolicy,
  isSatisfied,
  organisationsNeeded,
  organisationsOf,
  resolvePolicy,
  type Policy,
} from './policy.js';
import type { Role, Signer } from './policy-rule.js';

const { ANY, ALL, MAJORITY } = common.ImplicitMetaPolicy.Rule;
type ImplicitRule = common.ImplicitMetaPolicy.RuleMap[keyof common.ImplicitMetaPolicy.RuleMap];

let signersMade = 0;

function signer(
  mspId: string,
  { roles = ['member', 'admin'] as Role[], units = [] as string[] } = {},
): Signer {
  return {
    mspId,
    certificate: Buffer.from(`${mspId} ${(signersMade += 1)}`),
    roles: new Set(roles),
    units,
    certifiers: Buffer.from('issuer'),
  };
}

function rolePrincipal(mspId: string, role: keyof msp.MSPRole.MSPRoleTypeMap): msp.MSPPrincipal {
  const inner = new msp.MSPRole();
  inner.setMspIdentifier(mspId);
  inner.setRole(msp.MSPRole.MSPRoleType[role]);
  return principal('ROLE', inner.serializeBinary());
}

function principal(kind: keyof msp.MSPPrincipal.ClassificationMap, bytes: Uint8Array): msp.MSPPrincipal {
  const result = new msp.MSPPrincipal();
  result.setPrincipalClassification(msp.MSPPrincipal.Classification[kind]);
  result.setPrincipal(bytes);
  return result;
}

/** A rule is the number of a principal, or how many of several rules. */
type Rule = number | NOutOf;
interface NOutOf {
  readonly needed: number;
  readonly of: readonly Rule[];
}

const some = (needed: number, ...of: Rule[]): NOutOf => ({ needed, of });

function ruleOf(rule: Rule): common.SignaturePolicy {
  const result = new common.SignaturePolicy();
  if (typeof rule === 'number') {
    result.setSignedBy(rule);
    return result;
  }
  const nOutOf = new common.SignaturePolicy.NOutOf();
  nOutOf.setN(rule.needed);
  nOutOf.setRulesList(rule.of.map(ruleOf));
  result.setNOutOf(nOutOf);
  return result;
}

function configPolicy(type: number, value: Uint8Array): common.ConfigPolicy {
  const policy = new common.Policy();
  policy.setType(type);
  policy.setValue(value);
  const result = new common.ConfigPolicy();
  result.setPolicy(policy);
  return result;
}

function signaturePolicy(principals: readonly msp.MSPPrincipal[], rule: Rule): common.ConfigPolicy {
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setIdentitiesList([...principals]);
  envelope.setRule(ruleOf(rule));
  return configPolicy(common.Policy.PolicyType.SIGNATURE, envelope.serializeBinary());
}

function implicitPolicy(rule: ImplicitRule, subPolicy = 'Admins'): common.ConfigPolicy {
  const implicit = new common.ImplicitMetaPolicy();
  implicit.setRule(rule);
  implicit.setSubPolicy(subPolicy);
  return configPolicy(common.Policy.PolicyType.IMPLICIT_META, implicit.serializeBinary());
}

/** `/Channel/Orderer` with organisations whose administrators' policy asks for one of them each. */
function channel(policy: common.ConfigPolicy, organisations: readonly string[] = []): common.ConfigGroup {
  const [root, ordering] = [new common.ConfigGroup(), new common.ConfigGroup()];
  ordering.getPoliciesMap().set('Admins', policy);
  for (const mspId of organisations) {
    const group = new common.ConfigGroup();
    group.getPoliciesMap().set('Admins', signaturePolicy([rolePrincipal(mspId, 'ADMIN')], some(1, 0)));
    ordering.getGroupsMap().set(mspId, group);
  }
  root.getGroupsMap().set('Orderer', ordering);
  return root;
}

const adminsOf = (policy: common.ConfigPolicy, organisations: readonly string[] = []): Policy =>
  resolvePolicy(channel(policy, organisations), '/Channel/Orderer/Admins');

describe('governingPolicy', () => {
  const element = { version: 0, content: new Uint8Array(), path: '' };
  it.each<[string, Parameters<typeof governingPolicy>[0], string]>([
    [
      'the group of a value',
      { ...element, kind: 'value', names: ['Channel', 'Orderer', 'BatchSize'], modPolicy: 'Admins' },
      '/Channel/Orderer/Admins',
    ],
    [
      'the group itself',
      { ...element, kind: 'group', names: ['Channel', 'Orderer'], modPolicy: 'Admins' },
      '/Channel/Orderer/Admins',
    ],
    ['the root', { ...element, kind: 'group', names: ['Channel'], modPolicy: 'Admins' }, '/Channel/Admins'],
    [
      'a group below',
      { ...element, kind: 'value', names: ['Channel', 'HashingAlgorithm'], modPolicy: 'Orderer/Admins' },
      '/Channel/Orderer/Admins',
    ],
    [
      'nothing but the name, if absolute',
      {
        ...element,
        kind: 'policy',
        names: ['Channel', 'Orderer', 'Admins'],
        modPolicy: '/Channel/Application/Admins',
      },
      '/Channel/Application/Admins',
    ],
  ])('counts from %s', (_, given, wanted) => expect(governingPolicy(given)).toBe(wanted));
});

describe('implicit policies', () => {
  it.each<[string, ImplicitRule, string[], number]>([
    ['any of three', ANY, ['A', 'B', 'C'], 1],
    ['all of three', ALL, ['A', 'B', 'C'], 3],
    ['the majority of one', MAJORITY, ['A'], 1],
    ['the majority of two', MAJORITY, ['A', 'B'], 2],
    ['the majority of three', MAJORITY, ['A', 'B', 'C'], 2],
    ['the majority of four', MAJORITY, ['A', 'B', 'C', 'D'], 3],
  ])('takes %s for what it says', (_, rule, organisations, needed) => {
    const policy = adminsOf(implicitPolicy(rule), organisations);
    expect(organisationsOf(policy)).toEqual(organisations);
    expect(organisationsNeeded(policy)).toBe(needed);
    for (let count = 0; count <= organisations.length; count += 1) {
      const signers = organisations.slice(0, count).map((mspId) => signer(mspId));
      expect(isSatisfied(policy, signers)).toBe(count >= needed);
    }
  });

  it('counts an organisation once, however many of its administrators sign', () => {
    const policy = adminsOf(implicitPolicy(MAJORITY), ['A', 'B', 'C']);
    expect(isSatisfied(policy, [signer('A'), signer('A'), signer('A')])).toBe(false);
  });

  it('says the rule in words', () => {
    expect(describePolicy(adminsOf(implicitPolicy(MAJORITY), ['A', 'B', 'C']))).toBe(
      'administrators of 2 of A, B, C',
    );
    expect(describePolicy(adminsOf(implicitPolicy(MAJORITY), ['A']))).toBe('administrator of A');
  });

  it('is never satisfied where an organisation lacks the policy and all are needed', () => {
    const policy = adminsOf(implicitPolicy(ALL, 'Writers'), ['A']);
    expect(isSatisfied(policy, [signer('A')])).toBe(false);
    expect(describePolicy(policy)).toBe('policy Writers of A, which does not exist');
  });

  it('reads the policy of the real channel', () => {
    const root = initialConfig().getChannelGroup() ?? new common.ConfigGroup();
    expect(describePolicy(resolvePolicy(root, '/Channel/Orderer/Admins'))).toBe(
      'administrators of 2 of GridMSP, MarketMSP, RegulatorMSP',
    );
    expect(describePolicy(resolvePolicy(root, '/Channel/Admins'))).toBe(
      '2 of (administrator of TsoMSP; administrators of 2 of GridMSP, MarketMSP, RegulatorMSP)',
    );
  });

  it('does not take what every object inherits for a group or a policy', () => {
    const root = channel(implicitPolicy(ANY), ['A']);
    for (const path of [
      '/Channel/constructor/Admins',
      '/Channel/Orderer/constructor',
      '/Other/Orderer/Admins',
      '',
    ])
      expect(resolvePolicy(root, path)).toEqual({ kind: 'missing', name: path });
  });
});

describe('signature policies', () => {
  const [admin, member, orderer] = [
    rolePrincipal('A', 'ADMIN'),
    rolePrincipal('B', 'MEMBER'),
    rolePrincipal('C', 'ORDERER'),
  ];

  it('asks for one signer for each rule: nobody signs twice', () => {
    const policy = adminsOf(signaturePolicy([admin], some(2, 0, 0)));
    const one = signer('A');
    expect(isSatisfied(policy, [one])).toBe(false);
    expect(isSatisfied(policy, [one, signer('A')])).toBe(true);
    expect(organisationsNeeded(policy)).toBe(1);
  });

  it('evaluates rules inside rules', () => {
    const policy = adminsOf(signaturePolicy([admin, member, orderer], some(2, 0, some(1, 1, 2))));
    expect(describePolicy(policy)).toBe('2 of (administrator of A; 1 of (member of B; orderer of C))');
    expect(organisationsOf(policy)).toEqual(['A', 'B', 'C']);
    expect(organisationsNeeded(policy)).toBe(2);
    const node = signer('C', { roles: ['member', 'orderer'] });
    expect(isSatisfied(policy, [signer('A'), node])).toBe(true);
    expect(isSatisfied(policy, [signer('A'), signer('C')])).toBe(false);
    expect(isSatisfied(policy, [node, signer('B')])).toBe(false);
  });

  it('tries rules in their order as Fabric does: who was taken is not there for a later rule', () => {
    const policy = adminsOf(signaturePolicy([rolePrincipal('A', 'MEMBER'), admin], some(2, 0, 1)));
    const [boss, clerk] = [signer('A'), signer('A', { roles: ['member', 'client'] })];
    expect(isSatisfied(policy, [clerk, boss])).toBe(true);
    expect(isSatisfied(policy, [boss, clerk])).toBe(false);
  });

  it('counts a unit only with its issuer, and an identity only for itself', () => {
    const unit = new msp.OrganizationUnit();
    unit.setMspIdentifier('A');
    unit.setOrganizationalUnitIdentifier('trading');
    unit.setCertifiersIdentifier(Buffer.from('issuer'));
    const policy = adminsOf(
      signaturePolicy([principal('ORGANIZATION_UNIT', unit.serializeBinary())], some(1, 0)),
    );
    expect(isSatisfied(policy, [signer('A', { units: ['trading'] })])).toBe(true);
    expect(
      isSatisfied(policy, [{ ...signer('A', { units: ['trading'] }), certifiers: Buffer.from('x') }]),
    ).toBe(false);
    expect(isSatisfied(policy, [signer('A'), signer('B', { units: ['trading'] })])).toBe(false);
    const unreadable = adminsOf(signaturePolicy([principal('IDENTITY', Buffer.alloc(0))], some(1, 0)));
    expect(isSatisfied(unreadable, [signer('')])).toBe(false);
  });

  it('needs every part of a combined principal', () => {
    const combined = new msp.CombinedPrincipal();
    combined.setPrincipalsList([admin, rolePrincipal('A', 'PEER')]);
    const policy = adminsOf(signaturePolicy([principal('COMBINED', combined.serializeBinary())], some(1, 0)));
    expect(isSatisfied(policy, [signer('A')])).toBe(false);
    expect(isSatisfied(policy, [signer('A', { roles: ['admin', 'peer'] })])).toBe(true);
  });

  it('tells who can count at all', () => {
    const policy = adminsOf(implicitPolicy(MAJORITY), ['A', 'B', 'C']);
    expect(counts(policy, signer('A'))).toBe(true);
    expect(counts(policy, signer('A', { roles: ['member', 'orderer'] }))).toBe(false);
    expect(counts(policy, signer('Other'))).toBe(false);
  });
});
