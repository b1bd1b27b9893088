import { X509Certificate } from 'node:crypto';
import { msp as messages } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import {
  certificateOf,
  initialConfig,
  nowMs,
  readFixture,
  withMsp,
  type IdentityName,
} from './fixtures/signers.fixture.js';
import { judgeCertificate, readMsps, type Msp } from './msp.js';

type Edit = (config: messages.FabricMSPConfig) => void;

function mspOf(mspId: string, edit: Edit = () => undefined): Msp {
  const root = withMsp(initialConfig(), mspId, edit).getChannelGroup();
  const found = root && readMsps(root).get(mspId);
  if (!found) throw new Error('no such MSP');
  return found;
}

/** The roles that a certificate has, or what is wrong with it. */
function judged(name: IdentityName, msp: Msp, atMs = nowMs): string {
  const judgement = judgeCertificate(new X509Certificate(certificateOf(name)), msp, atMs);
  return 'problem' in judgement ? judgement.problem : [...judgement.signer.roles].join(' ');
}

const revocationList = readFixture('revocation-list.pem');
const withoutUnits: Edit = (config) => config.setFabricNodeOus();

describe('readMsps', () => {
  it('finds every organisation, whichever part of the channel it stands in', () => {
    const root = initialConfig().getChannelGroup();
    expect([...(root ? readMsps(root).keys() : [])].toSorted()).toEqual([
      'GridMSP',
      'MarketMSP',
      'RegulatorMSP',
      'TsoMSP',
    ]);
  });
});

describe('judgeCertificate', () => {
  it.each<[IdentityName, string, string]>([
    ['regulatorAdmin', 'RegulatorMSP', 'member admin'],
    ['regulatorOrderer', 'RegulatorMSP', 'member orderer'],
    ['tsoUser', 'TsoMSP', 'member client'],
    ['p384', 'RegulatorMSP', 'member admin'],
    ['ed25519', 'RegulatorMSP', 'member admin'],
    ['marketAdmin', 'RegulatorMSP', 'untrusted-certificate'],
    ['foreign', 'RegulatorMSP', 'untrusted-certificate'],
    ['expired', 'RegulatorMSP', 'expired-certificate'],
    ['twoUnits', 'RegulatorMSP', 'untrusted-certificate'],
    ['noUnit', 'RegulatorMSP', 'untrusted-certificate'],
    ['intermediate', 'MarketMSP', 'untrusted-certificate'],
    ['intermediateAdmin', 'MarketMSP', 'untrusted-certificate'],
  ])('judges %s of %s: %s', (name, mspId, verdict) => {
    expect(judged(name, mspOf(mspId))).toBe(verdict);
  });

  it('lets a certificate count from its first moment to its last', () => {
    const admin = new X509Certificate(certificateOf('p384'));
    const [from, to] = [Date.parse(admin.validFrom), Date.parse(admin.validTo)];
    expect(judged('p384', mspOf('RegulatorMSP'), from - 1)).toBe('expired-certificate');
    expect(judged('p384', mspOf('RegulatorMSP'), from)).toBe('member admin');
    expect(judged('p384', mspOf('RegulatorMSP'), to)).toBe('member admin');
    expect(judged('p384', mspOf('RegulatorMSP'), to + 1)).toBe('expired-certificate');
  });

  it('refuses a certificate that is older than the authority above it', () => {
    const young = mspOf('RegulatorMSP', (config) => {
      withoutUnits(config);
      config.setRootCertsList([readFixture('young-authority.pem')]);
    });
    expect(judged('regulatorAdmin', young)).toBe('untrusted-certificate');
    expect(judged('p384', young)).toBe('member');
  });

  it('refuses what the organisation has revoked, and only that', () => {
    const strict = mspOf('RegulatorMSP', (config) => config.setRevocationListList([revocationList]));
    expect(judged('revoked', mspOf('RegulatorMSP'))).toBe('member admin');
    expect(judged('revoked', strict)).toBe('revoked-certificate');
    expect(judged('regulatorAdmin', strict)).toBe('member admin');
  });

  it('takes no revocation from a list that the issuer did not sign', () => {
    const fooled = mspOf('RegulatorMSP', (config) =>
      config.setRevocationListList([readFixture('foreign-revocation-list.pem')]),
    );
    expect(judged('revoked', fooled)).toBe('member admin');
  });

  it('follows the chain over an intermediate authority, which then alone may issue', () => {
    const msp = mspOf('MarketMSP', (config) => {
      config.addIntermediateCerts(certificateOf('intermediate'));
      // Fabric's tools let the root alone issue certificates of administrators.
      config.getFabricNodeOus()?.getAdminOuIdentifier()?.setCertificate('');
    });
    expect(judged('intermediateAdmin', msp)).toBe('member admin');
    expect(judged('marketAdmin', msp)).toBe('untrusted-certificate');
  });

  it('knows administrators by name where the organisation uses no units, and others by no role', () => {
    const msp = mspOf('RegulatorMSP', (config) => {
      withoutUnits(config);
      config.addAdmins(certificateOf('noUnit'));
    });
    expect(judged('noUnit', msp)).toBe('member admin');
    expect(judged('regulatorAdmin', msp)).toBe('member');
  });

  it('takes no authority for one of its members', () => {
    const msp = mspOf('MarketMSP', withoutUnits);
    expect(judged('marketAdmin', msp)).toBe('member');
    expect(judged('intermediate', msp)).toBe('untrusted-certificate');
  });

  it('lets a named administrator sign without a unit', () => {
    const msp = mspOf('RegulatorMSP', (config) => config.addAdmins(certificateOf('noUnit')));
    expect(judged('noUnit', msp)).toBe('admin');
  });

  it('holds a unit against the authority that alone may give it', () => {
    const issuedBy =
      (authority: IdentityName): Edit =>
      (config) => {
        config.addIntermediateCerts(certificateOf('intermediate'));
        config.getFabricNodeOus()?.getAdminOuIdentifier()?.setCertificate(certificateOf(authority));
      };
    expect(judged('intermediateAdmin', mspOf('MarketMSP', issuedBy('intermediate')))).toBe('member admin');
    expect(judged('intermediateAdmin', mspOf('MarketMSP', issuedBy('marketAdmin')))).toBe(
      'untrusted-certificate',
    );
  });

  it('asks for one of the units that the organisation requires', () => {
    const requiring =
      (unit: string): Edit =>
      (config) => {
        const identifier = new messages.FabricOUIdentifier();
        identifier.setOrganizationalUnitIdentifier(unit);
        config.setOrganizationalUnitIdentifiersList([identifier]);
      };
    expect(judged('regulatorAdmin', mspOf('RegulatorMSP', requiring('admin')))).toBe('member admin');
    expect(judged('regulatorAdmin', mspOf('RegulatorMSP', requiring('trading')))).toBe(
      'untrusted-certificate',
    );
  });
});
