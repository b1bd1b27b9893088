import { common, orderer } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import type { UpdateSignature } from '../../optimizer/domain/channel-updates.js';
import { by, config, grid, market, standing, update } from './fixtures/judged-update.fixture.js';
import { certificateOf, edited, updateTo, withMsp } from './fixtures/signers.fixture.js';
import { withSettings, readSettings } from './orderer-settings.js';

describe('an update that does not fit the channel', () => {
  const bothSign = (bytes: Uint8Array): UpdateSignature[] => [
    by('gridAdmin', 'GridMSP', bytes),
    by('marketAdmin', 'MarketMSP', bytes),
  ];

  it('is stale once the same element was changed by another', () => {
    const moved = edited(config, (group) => group.getValuesMap().get('BatchSize')?.setVersion(1));
    expect(standing([grid, market], { on: moved })).toMatchObject({
      stale:
        'the update takes /Channel/Orderer/BatchSize to version 1, and it is at version 1 now: another change came first, make the proposal again',
      satisfied: true,
    });
  });

  it('still fits after a change of another element', () => {
    const onlyTimeout = updateTo(config, { batchTimeoutMs: 300 });
    const bytes = Buffer.from(
      (() => {
        const message = common.ConfigUpdate.deserializeBinary(onlyTimeout);
        message.getWriteSet()?.getGroupsMap().get('Orderer')?.getValuesMap().del('BatchSize');
        return message.serializeBinary();
      })(),
    );
    const moved = edited(config, (group) => group.getValuesMap().get('BatchSize')?.setVersion(1));
    expect(standing(bothSign(bytes), { on: moved, bytes }).stale).toBeUndefined();
  });

  it('is stale once a group that it was made in has changed', () => {
    const moved = edited(config, (group) => group.setVersion(2));
    expect(standing([grid, market], { on: moved }).stale).toBe(
      '/Channel/Orderer was at version 0 when the update was made and is at 2 now: make the proposal again',
    );
  });

  it('is at fault for another channel, however well it is signed', () => {
    const bytes = updateTo(config, { maxMessageCount: 50 }, 'other');
    const { decoded, satisfied } = standing(bothSign(bytes), { bytes });
    expect(satisfied).toBe(true);
    expect(decoded.faults).toEqual([
      expect.stringMatching(/^the update is for the channel "other", and this one is "exchange"/),
    ]);
  });

  it('counts no signature once a byte of it was changed', () => {
    const bytes = Buffer.from(update);
    bytes[bytes.indexOf('250ms')] = 0x33;
    const { decoded, signatures, satisfied } = standing([grid, market], { bytes });
    expect(decoded).toMatchObject({ settings: { batchTimeoutMs: 350 }, faults: [] });
    expect(signatures.map(({ problem }) => problem?.kind)).toEqual(['wrong-signature', 'wrong-signature']);
    expect(satisfied).toBe(false);
  });

  it('is no update, and nobody can satisfy it', () => {
    const bytes = Buffer.from('nonsense');
    const { decoded, requirement, satisfied, missing } = standing(bothSign(bytes), { bytes });
    expect(decoded.faults).toEqual([expect.stringMatching(/no channel update/)]);
    expect({ requirement, satisfied, missing }).toEqual({
      requirement: {
        policy: '',
        rule: 'nothing that the channel has is changed',
        organisations: [],
        needed: 0,
      },
      satisfied: false,
      missing: [],
    });
  });

  it('leaves too little room for the repair of the channel', () => {
    const bloated = edited(config, (group) => {
      const value = new common.ConfigValue();
      value.setValue(Buffer.alloc(600_000));
      group.getValuesMap().set('Bulk', value);
    });
    const bytes = updateTo(config, { absoluteMaxBytes: 1_048_576, preferredMaxBytes: 65_536 });
    expect(standing([], { bytes }).decoded.faults).toEqual([]);
    expect(standing([], { on: bloated, bytes }).decoded.faults).toEqual([
      expect.stringMatching(/^absoluteMaxBytes 1048576 is under 12\d{5}, twice the size/),
    ]);
  });
});

describe('who has to sign', () => {
  it('is told by the policy that is over the element now, and a change of that is a fault', () => {
    const message = common.ConfigUpdate.deserializeBinary(update);
    const group = message.getWriteSet()?.getGroupsMap().get('Orderer');
    group?.getValuesMap().get('BatchSize')?.setModPolicy('/Channel/Application/Admins');
    const { requirement, decoded } = standing([], { bytes: message.serializeBinary() });
    expect(requirement.policy).toBe('/Channel/Orderer/Admins');
    expect(decoded.faults).toEqual([
      expect.stringMatching(/"\/Channel\/Application\/Admins" instead of "Admins": do not sign/),
    ]);
  });

  it("may be a policy of the channel's own, which is no fault", () => {
    const own = edited(config, (group) =>
      group.getValuesMap().get('BatchSize')?.setModPolicy('/Channel/Application/Admins'),
    );
    const bytes = updateTo(own, { maxMessageCount: 50, batchTimeoutMs: 300 });
    const { requirement, decoded } = standing([], { on: own, bytes });
    expect(decoded.faults).toEqual([]);
    expect(requirement).toEqual({
      policy: '/Channel/Application/Admins and /Channel/Orderer/Admins',
      rule: '2 of (administrator of TsoMSP; administrators of 2 of GridMSP, MarketMSP, RegulatorMSP)',
      organisations: ['TsoMSP', 'GridMSP', 'MarketMSP', 'RegulatorMSP'],
      needed: 3,
    });
    const signatures = [by('gridAdmin', 'GridMSP', bytes), by('marketAdmin', 'MarketMSP', bytes)];
    expect(standing(signatures, { on: own, bytes })).toMatchObject({
      satisfied: false,
      missing: ['TsoMSP', 'RegulatorMSP'],
    });
    const more = [...signatures, by('tsoAdmin', 'TsoMSP', bytes)];
    expect(standing(more, { on: own, bytes })).toMatchObject({ satisfied: true, missing: [] });
  });

  it('may be more than one person of an organisation, which can then go on signing', () => {
    const one = withMsp(config, 'GridMSP', (msp) => msp.addAdmins(certificateOf('gridAdmin')));
    const two = edited(one, (group) => {
      const policy = group.getGroupsMap().get('GridMSP')?.getPoliciesMap().get('Admins');
      const envelope = common.SignaturePolicyEnvelope.deserializeBinary(
        policy?.getPolicy()?.getValue_asU8() ?? new Uint8Array(),
      );
      const rules = envelope.getRule()?.getNOutOf();
      rules?.setN(2);
      rules?.setRulesList([...rules.getRulesList(), ...rules.getRulesList()]);
      policy?.getPolicy()?.setValue(envelope.serializeBinary());
      for (const mspId of ['MarketMSP', 'RegulatorMSP']) group.getGroupsMap().del(mspId);
    });
    expect(standing([grid], { on: two })).toMatchObject({
      satisfied: false,
      signedBy: ['GridMSP'],
      missing: ['GridMSP'],
    });
  });
});

describe('an update of a channel under BFT', () => {
  const written =
    '1a053530306d7320c80128a08d06320235733a033230734204336d3073520232735a033130736203313073680a72023173';
  const consensus = (edit: (options: orderer.smartbft.Options) => void = () => undefined): Uint8Array => {
    const options = orderer.smartbft.Options.deserializeBinary(Buffer.from(written, 'hex'));
    edit(options);
    const type = new orderer.ConsensusType();
    type.setType('BFT');
    type.setMetadata(options.serializeBinary());
    return type.serializeBinary();
  };
  const bft = edited(config, (group) => group.getValuesMap().get('ConsensusType')?.setValue(consensus()));
  const writingConsensus = (value: Uint8Array): Uint8Array => {
    const message = common.ConfigUpdate.deserializeBinary(updateTo(bft, { batchTimeoutMs: 200 }));
    message
      .getWriteSet()
      ?.getGroupsMap()
      .get('Orderer')
      ?.getValuesMap()
      .get('ConsensusType')
      ?.setValue(value);
    return message.serializeBinary();
  };

  it('is the one that this program makes, and without fault', () => {
    const bytes = updateTo(bft, { batchTimeoutMs: 200 });
    const { decoded, inForce } = standing([], { on: bft, bytes });
    expect(inForce.batchTimeoutMs).toBe(500);
    expect(decoded).toMatchObject({ settings: { batchTimeoutMs: 200 }, faults: [] });
    expect(readSettings(withSettings(bft, { ...inForce, batchTimeoutMs: 200 })).batchTimeoutMs).toBe(200);
  });

  it.each<[string, (options: orderer.smartbft.Options) => void, RegExp]>([
    [
      'another option',
      (options) => options.setViewChangeTimeout('1h'),
      /also changes ViewChangeTimeout, which this program never does: do not sign$/,
    ],
    [
      'two others',
      (options) => {
        options.setSyncOnStart(true);
        options.setRequestPoolSize(1);
      },
      /also changes RequestPoolSize, SyncOnStart,/,
    ],
    [
      'an interval that its orderers would not bear',
      (options) => options.setRequestBatchMaxInterval('20s'),
      /batchTimeoutMs must not be greater than 12500 on this channel/,
    ],
  ])('is at fault with %s', (_, edit, fault) => {
    const bytes = writingConsensus(consensus(edit));
    expect(standing([], { on: bft, bytes }).decoded.faults).toEqual([expect.stringMatching(fault)]);
  });

  it('is at fault on a channel under Raft, which it would take to BFT', () => {
    const bytes = writingConsensus(consensus((options) => options.setRequestBatchMaxInterval('200ms')));
    expect(standing([], { bytes }).decoded.faults).toEqual([
      expect.stringMatching(/ConsensusType also changes type/),
    ]);
  });

  it('has no effect if it writes the timeout of Raft', () => {
    const bytes = updateTo(config, { batchTimeoutMs: 300 });
    expect(standing([], { on: bft, bytes }).decoded.faults).toContainEqual(
      expect.stringMatching(/BatchTimeout has no effect under BFT/),
    );
  });
});
