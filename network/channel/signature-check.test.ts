import { common } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import type { UpdateSignature } from '../../optimizer/domain/channel-updates.js';
import { by, config, grid, market, standing, update } from './fixtures/judged-update.fixture.js';
import { signatureBy } from './fixtures/signers.fixture.js';
import { readSettings } from './orderer-settings.js';

const regulator = by('regulatorAdmin', 'RegulatorMSP');

describe('signatures of three organisations, two of which are needed', () => {
  it.each<[string, UpdateSignature[], string[], string[]]>([
    ['none', [], [], ['GridMSP', 'MarketMSP', 'RegulatorMSP']],
    ['one', [regulator], ['RegulatorMSP'], ['GridMSP', 'MarketMSP']],
    ['two', [grid, regulator], ['GridMSP', 'RegulatorMSP'], []],
    ['all', [regulator, market, grid], ['RegulatorMSP', 'MarketMSP', 'GridMSP'], []],
    [
      'two keys of one organisation',
      [regulator, by('p384', 'RegulatorMSP')],
      ['RegulatorMSP'],
      ['GridMSP', 'MarketMSP'],
    ],
    ['an Ed25519 key and another', [by('ed25519', 'RegulatorMSP'), grid], ['RegulatorMSP', 'GridMSP'], []],
    ['a P-384 key and another', [by('p384', 'RegulatorMSP'), grid], ['RegulatorMSP', 'GridMSP'], []],
  ])('%s', (_, signatures, signedBy, missing) => {
    const { satisfied, ...rest } = standing(signatures);
    expect(rest).toMatchObject({ signedBy, missing, stale: undefined });
    expect(rest.signatures.map(({ problem }) => problem)).toEqual(signatures.map(() => undefined));
    expect(satisfied).toBe(missing.length === 0);
  });

  it('says whom the change asks for, and what it was judged against', () => {
    const { requirement, inForce, configSequence, decoded } = standing([]);
    expect(requirement).toEqual({
      policy: '/Channel/Orderer/Admins',
      rule: 'administrators of 2 of GridMSP, MarketMSP, RegulatorMSP',
      organisations: ['GridMSP', 'MarketMSP', 'RegulatorMSP'],
      needed: 2,
    });
    expect(inForce).toEqual(readSettings(config));
    expect(configSequence).toBe(config.getSequence());
    expect(decoded.faults).toEqual([]);
  });
});

describe('an Ed25519 key', () => {
  it('does not count on a channel that keeps to the rules of Fabric 2', () => {
    const older = config.cloneMessage();
    const capabilities = new common.Capabilities();
    capabilities.getCapabilitiesMap().set('V2_0', new common.Capability());
    older.getChannelGroup()?.getValuesMap().get('Capabilities')?.setValue(capabilities.serializeBinary());
    const [check] = standing([by('ed25519', 'RegulatorMSP')], { on: older }).signatures;
    expect(check?.problem).toEqual({
      kind: 'untrusted-certificate',
      message: expect.stringMatching(/Ed25519 keys only with its capability V3_0/) as string,
    });
  });
});

describe('a signature that does not count', () => {
  const highS = signatureBy('marketAdmin', 'MarketMSP', update, { high: true });
  const highS384 = signatureBy('p384', 'RegulatorMSP', update, { high: true });
  const broken = Buffer.from(market.signature);
  broken[broken.length - 1] = (broken[broken.length - 1] ?? 0) ^ 1;
  it.each<[string, UpdateSignature, string, RegExp]>([
    [
      'an orderer of the organisation',
      by('regulatorOrderer', 'RegulatorMSP'),
      'wrong-role',
      /^orderer0.regulator.test is orderer of RegulatorMSP, and this change takes administrators of 2 of .*: sign with such a certificate$/,
    ],
    [
      'an administrator of a peer organisation',
      by('tsoAdmin', 'TsoMSP'),
      'unknown-organisation',
      /^TsoMSP has no say in this change: it takes administrators of 2 of/,
    ],
    ['a user of a peer organisation', by('tsoUser', 'TsoMSP'), 'unknown-organisation', /TsoMSP/],
    [
      'an organisation that the channel does not know',
      by('marketAdmin', 'AcmeMSP'),
      'unknown-organisation',
      /AcmeMSP/,
    ],
    [
      'a stranger with the same names',
      by('foreign', 'RegulatorMSP'),
      'untrusted-certificate',
      /RegulatorMSP does not trust the certificate of Admin@regulator.test/,
    ],
    [
      'another organisation in its name',
      by('marketAdmin', 'RegulatorMSP'),
      'untrusted-certificate',
      /Admin@market.test/,
    ],
    [
      'an expired certificate',
      by('expired', 'RegulatorMSP'),
      'expired-certificate',
      /^the certificate of Admin@regulator.test expired at 2026-11-30T00:00:00.000Z: renew it and sign again$/,
    ],
    [
      'a revoked certificate',
      by('revoked', 'RegulatorMSP'),
      'revoked-certificate',
      /^RegulatorMSP has revoked the certificate of Left@regulator.test: let another/,
    ],
    [
      'a key of a curve that Fabric does not take',
      by('p521', 'RegulatorMSP'),
      'untrusted-certificate',
      /secp521r1/,
    ],
    ['a high S', highS, 'high-s', /high S, which Fabric refuses: .*low-S/],
    ['a high S over P-384', highS384, 'high-s', /low-S/],
    [
      'a signature over other bytes',
      by('marketAdmin', 'MarketMSP', Buffer.from('other')),
      'wrong-signature',
      /was not made over these bytes/,
    ],
    [
      'an Ed25519 signature over other bytes',
      by('ed25519', 'RegulatorMSP', Buffer.from('other')),
      'wrong-signature',
      /RegulatorMSP/,
    ],
    ['a changed signature', { ...market, signature: broken }, 'wrong-signature', /MarketMSP/],
    ['the header of another signature', { ...market, header: grid.header }, 'wrong-signature', /GridMSP/],
    [
      'a signature that is none',
      { ...market, signature: Buffer.from('abc') },
      'wrong-signature',
      /MarketMSP/,
    ],
    ['no signature', { ...market, signature: new Uint8Array() }, 'wrong-signature', /MarketMSP/],
    [
      'a header that is none',
      { ...market, header: Buffer.from('ff00', 'hex') },
      'malformed',
      /names no certificate/,
    ],
    ['no header', { ...market, header: new Uint8Array() }, 'malformed', /sign the proposal again/],
    [
      'a header without a certificate',
      { ...market, header: Buffer.from('0a050a034d5350', 'hex') },
      'malformed',
      /in the name of MSP carries no readable certificate/,
    ],
  ])('%s', (_, signature, kind, message) => {
    const { signatures, satisfied, signedBy } = standing([grid, signature]);
    expect(signatures[0]?.problem).toBeUndefined();
    expect(signatures[1]?.problem).toEqual({ kind, message: expect.stringMatching(message) as string });
    expect({ satisfied, signedBy }).toEqual({ satisfied: false, signedBy: ['GridMSP'] });
  });

  it('is the second of one person, also if the header differs', () => {
    const { signatures, satisfied } = standing([grid, by('gridAdmin', 'GridMSP')]);
    expect(signatures.map(({ problem }) => problem?.kind)).toEqual([undefined, 'duplicate']);
    expect(satisfied).toBe(false);
  });

  it('takes nothing from those that do, not even from a good one of the same person after it', () => {
    const { signatures, satisfied } = standing([highS, grid, market]);
    expect(signatures.map(({ problem }) => problem?.kind)).toEqual(['high-s', undefined, undefined]);
    expect(satisfied).toBe(true);
  });

  it('was good until its certificate ran out', () => {
    const day = 24 * 3600 * 1000;
    const end = Date.UTC(2036, 0, 1);
    const p384 = by('p384', 'RegulatorMSP');
    expect(standing([p384, grid], { atMs: end - day }).satisfied).toBe(true);
    expect(standing([p384, grid], { atMs: end + day }).signatures[0]?.problem?.kind).toBe(
      'expired-certificate',
    );
  });

  it('names its signer without the characters that could forge a line', () => {
    const odd = by('marketAdmin', 'Acme\u001b[2K\nMSP');
    expect(JSON.stringify(standing([odd]).signatures)).not.toMatch(/\\u001b|\\n/);
  });
});
