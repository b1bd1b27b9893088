import { common, orderer } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../optimizer/domain/random.js';
import { initialConfig, updateTo } from './fixtures/signers.fixture.js';
import { decodeUpdate } from './update-decoding.js';

const config = initialConfig();
const update = updateTo(config, { maxMessageCount: 50, batchTimeoutMs: 250 });

/** The update with its write set's Orderer group edited. */
function writing(edit: (group: common.ConfigGroup, whole: common.ConfigUpdate) => void): Uint8Array {
  const message = common.ConfigUpdate.deserializeBinary(update);
  const group = message.getWriteSet()?.getGroupsMap().get('Orderer');
  if (group) edit(group, message);
  return message.serializeBinary();
}

function element(value: Uint8Array, { version = 1, modPolicy = 'Admins' } = {}): common.ConfigValue {
  const result = new common.ConfigValue();
  result.setVersion(version);
  result.setModPolicy(modPolicy);
  result.setValue(value);
  return result;
}

function batchSize(maxMessageCount: number, preferredMaxBytes: number, absoluteMaxBytes: number): Uint8Array {
  const message = new orderer.BatchSize();
  message.setMaxMessageCount(maxMessageCount);
  message.setPreferredMaxBytes(preferredMaxBytes);
  message.setAbsoluteMaxBytes(absoluteMaxBytes);
  return message.serializeBinary();
}

function batchTimeout(timeout: string): Uint8Array {
  const message = new orderer.BatchTimeout();
  message.setTimeout(timeout);
  return message.serializeBinary();
}

/** ConsensusType as configtxgen writes it for four orderers under BFT, with the given options of SmartBFT. */
function bft(edit: (options: orderer.smartbft.Options) => void = () => undefined): Uint8Array {
  const options = orderer.smartbft.Options.deserializeBinary(
    Buffer.from(
      '1a053530306d7320c80128a08d06320235733a033230734204336d3073520232735a033130736203313073680a72023173',
      'hex',
    ),
  );
  edit(options);
  const type = new orderer.ConsensusType();
  type.setType('BFT');
  type.setMetadata(options.serializeBinary());
  return type.serializeBinary();
}

describe('decodeUpdate', () => {
  it('says what is written, at which version, and finds nothing wrong with it', () => {
    expect(decodeUpdate(update)).toEqual({
      channel: 'exchange',
      changes: [
        {
          path: '/Channel/Orderer/BatchSize',
          kind: 'value',
          version: 1,
          content: 'at most 50 messages a block, preferred 2097152 bytes, absolute 10485760 bytes',
          isOrderingSetting: true,
        },
        {
          path: '/Channel/Orderer/BatchTimeout',
          kind: 'value',
          version: 1,
          content: '250ms',
          isOrderingSetting: true,
        },
      ],
      settings: {
        maxMessageCount: 50,
        preferredMaxBytes: 2_097_152,
        absoluteMaxBytes: 10_485_760,
        batchTimeoutMs: 250,
      },
      faults: [],
    });
  });

  it('reads the batch timeout of a channel under BFT, and shows all that stands beside it', () => {
    const bytes = writing((group) => {
      group.getValuesMap().clear();
      group
        .getValuesMap()
        .set('ConsensusType', element(bft((options) => options.setRequestBatchMaxInterval('200ms'))));
    });
    const { settings, changes, faults } = decodeUpdate(bytes);
    expect(settings).toEqual({ batchTimeoutMs: 200 });
    expect(changes).toMatchObject([{ path: '/Channel/Orderer/ConsensusType', isOrderingSetting: true }]);
    expect(changes[0]?.content).toMatch(
      /^type BFT, state 0, .*RequestBatchMaxInterval 200ms, .*ViewChangeTimeout 10s/,
    );
    expect(faults).toEqual([]);
  });

  const value = (name: string, content: Uint8Array) => (group: common.ConfigGroup) =>
    void group.getValuesMap().set(name, element(content));
  it.each<[string, (group: common.ConfigGroup, whole: common.ConfigUpdate) => void, RegExp]>([
    [
      'an element that is no ordering setting',
      value('KafkaBrokers', Buffer.from('x')),
      /^\/Channel\/Orderer\/KafkaBrokers is no ordering setting/,
    ],
    [
      'a change of Raft',
      value('ConsensusType', Buffer.from('0a086574636472616674', 'hex')),
      /ConsensusType is no ordering setting/,
    ],
    ['another group version', (group) => group.setVersion(1), /^\/Channel\/Orderer is no ordering setting/],
    [
      'a policy',
      (group) => void group.getPoliciesMap().set('Admins', new common.ConfigPolicy()),
      /^\/Channel\/Orderer\/Admins is no ordering setting/,
    ],
    [
      'an absolute limit under 1 MiB',
      value('BatchSize', batchSize(10, 2048, 6000)),
      /^absoluteMaxBytes must be a whole number from 1048576 .* got 6000/,
    ],
    ['no message in a block', value('BatchSize', batchSize(0, 2048, 2_097_152)), /^maxMessageCount .* got 0/],
    [
      'a preferred size above the absolute one',
      value('BatchSize', batchSize(10, 3_000_000, 2_000_000)),
      /^preferredMaxBytes must not be greater/,
    ],
    ['a timeout of a nanosecond', value('BatchTimeout', batchTimeout('1ns')), /^batchTimeoutMs /],
    [
      'a timeout of 1000 hours',
      value('BatchTimeout', batchTimeout('1000h')),
      /^batchTimeoutMs .* got 3600000000/,
    ],
    [
      'a timeout that is none',
      value('BatchTimeout', batchTimeout('soon')),
      /BatchTimeout cannot be read \("soon" is not a duration\)/,
    ],
    [
      'settings with more in them',
      value('BatchTimeout', Buffer.from('0a02317310012001', 'hex')),
      /BatchTimeout cannot be read \(field 2 is unknown\)/,
    ],
    [
      'another policy over an element',
      (group) => group.getValuesMap().get('BatchSize')?.setModPolicy('/Channel/Application/Admins'),
      /^\/Channel\/Orderer\/BatchSize would be governed by the policy "\/Channel\/Application\/Admins"/,
    ],
    ['nothing', (_, whole) => whole.setWriteSet(whole.getReadSet()), /changes nothing/],
    [
      'private data beside it',
      (_, whole) => void whole.getIsolatedDataMap().set('a', 'b'),
      /no channel update \(field 5 is unknown\)/,
    ],
    [
      'a name that Fabric does not take',
      value('Batch_Size', batchTimeout('1s')),
      /a name that Fabric does not take/,
    ],
  ])('finds fault with %s', (_, edit, fault) => {
    expect(decodeUpdate(writing(edit)).faults).toEqual([expect.stringMatching(fault)]);
  });

  it('shows the content of other elements in words, so that their reader knows what he is asked to sign', () => {
    const addresses = new common.OrdererAddresses();
    addresses.setAddressesList(['evil.test:7050']);
    const capabilities = new common.Capabilities();
    capabilities.getCapabilitiesMap().set('V9_9', new common.Capability());
    const { changes } = decodeUpdate(
      writing((group) => {
        group.getValuesMap().clear();
        group.getValuesMap().set('Capabilities', element(capabilities.serializeBinary()));
        group.getValuesMap().set('Endpoints', element(addresses.serializeBinary()));
        group.getValuesMap().set('Unheard', element(Buffer.alloc(12), { modPolicy: 'Writers' }));
        const admins = config
          .getChannelGroup()
          ?.getGroupsMap()
          .get('Orderer')
          ?.getPoliciesMap()
          .get('Admins');
        const policy = admins?.cloneMessage() ?? new common.ConfigPolicy();
        policy.setVersion(1);
        group.getPoliciesMap().set('Admins', policy);
      }),
    );
    expect(changes.map(({ path, kind, content }) => [path, kind, content])).toEqual([
      ['/Channel/Orderer/Capabilities', 'value', 'V9_9'],
      ['/Channel/Orderer/Endpoints', 'value', 'evil.test:7050'],
      ['/Channel/Orderer/Unheard', 'value', '12 bytes; changed from now on by policy "Writers"'],
      ['/Channel/Orderer/Admins', 'policy', 'MAJORITY Admins'],
    ]);
  });
});

describe('decodeUpdate on bytes made to deceive', () => {
  const named = Buffer.from('0a0865786368616e6765', 'hex');

  it('refuses a second write set, which Fabric would merge with the first', () => {
    const other = common.ConfigUpdate.deserializeBinary(
      writing((group) => void group.getValuesMap().set('Capabilities', element(Buffer.alloc(0)))),
    );
    const only = new common.ConfigUpdate();
    only.setWriteSet(other.getWriteSet());
    const both = Buffer.concat([only.serializeBinary(), update]);
    expect(decodeUpdate(both).faults).toEqual([expect.stringMatching(/field 3 is there twice/)]);
  });

  it('refuses one name twice, of which a reader may keep either', () => {
    const timeout = element(batchTimeout('250ms')).serializeBinary();
    const entry = Buffer.concat([
      Buffer.from('0a016112', 'hex'),
      Buffer.from(varint(timeout.length)),
      timeout,
    ]);
    const value = Buffer.concat([Buffer.from([0x1a, entry.length]), entry]);
    const group = Buffer.concat([value, value]);
    const bytes = Buffer.concat([named, Buffer.from([0x1a, group.length]), group]);
    expect(decodeUpdate(bytes).faults).toEqual([expect.stringMatching(/\/Channel\/a is there twice/)]);
  });

  it('shows no control characters, which could forge what stands around them', () => {
    const bytes = writing((group) =>
      group.getValuesMap().get('BatchSize')?.setModPolicy('\u001b[2K\nall is well\u202e'),
    );
    const { changes, faults } = decodeUpdate(bytes);
    expect([...changes.map(({ content }) => content), ...faults].join('')).not.toMatch(/\p{C}/u);
    expect(changes[0]?.content).toMatch(/changed from now on by policy "\ufffd\[2K\ufffdall is well\ufffd"$/);
  });

  it('refuses a channel that cannot be one', () => {
    const message = common.ConfigUpdate.deserializeBinary(update);
    message.setChannelId('exchange\u001b[2K');
    expect(decodeUpdate(message.serializeBinary()).faults).toEqual([
      expect.stringMatching(/names no channel/),
    ]);
  });

  it('refuses trailing bytes', () => {
    expect(decodeUpdate(Buffer.concat([update, Buffer.from('7801', 'hex')])).faults).toEqual([
      expect.stringMatching(/no channel update \(field 15 is unknown\)/),
    ]);
  });

  it('refuses groups inside groups without end', () => {
    let nested = Buffer.alloc(0);
    for (let depth = 0; depth < 5000; depth += 1) {
      const entry = Buffer.concat([Buffer.from([0x0a, 1, 0x61, 0x12, ...varint(nested.length)]), nested]);
      nested = Buffer.concat([Buffer.from([0x12, ...varint(entry.length)]), entry]);
    }
    const bytes = Buffer.concat([named, Buffer.from([0x1a, ...varint(nested.length)]), nested]);
    expect(decodeUpdate(bytes).faults).toEqual([expect.stringMatching(/nested too deeply/)]);
  });

  it('ends with a fault, whatever is cut off', () => {
    for (let length = 0; length < update.length; length += 1)
      expect(decodeUpdate(update.subarray(0, length)).faults).not.toEqual([]);
  });

  it('never throws, whatever the bytes', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 3000; round += 1) {
      const bytes = round % 2 === 0 ? Buffer.from(update) : Buffer.alloc(random.below(200));
      const flips = round % 2 === 0 ? 1 + random.below(4) : bytes.length;
      for (let flip = 0; flip < flips; flip += 1) bytes[random.below(bytes.length)] = random.below(256);
      expect(() => decodeUpdate(bytes)).not.toThrow();
      if (round % 2 === 1) expect(decodeUpdate(bytes).faults).not.toEqual([]);
    }
  });
});

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
