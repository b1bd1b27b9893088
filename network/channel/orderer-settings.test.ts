import { common, orderer } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import { initialSettings } from '../../test/doubles/network.js';
import { computeUpdate } from './config-update.js';
import { readConsensus, readSettings, withSettings } from './orderer-settings.js';

/** A channel configuration with the given batch timeout and, in another group, something that must not be touched. */
function configOf(timeout = '2s', consensus: { type: string; metadata?: Uint8Array } = { type: 'etcdraft' }) {
  const value = (bytes: Uint8Array, version: number): common.ConfigValue => {
    const result = new common.ConfigValue();
    result.setValue(bytes);
    result.setVersion(version);
    result.setModPolicy('Admins');
    return result;
  };
  const batchSize = new orderer.BatchSize();
  batchSize.setMaxMessageCount(initialSettings.maxMessageCount);
  batchSize.setPreferredMaxBytes(initialSettings.preferredMaxBytes);
  batchSize.setAbsoluteMaxBytes(initialSettings.absoluteMaxBytes);
  const batchTimeout = new orderer.BatchTimeout();
  batchTimeout.setTimeout(timeout);
  const ordering = new common.ConfigGroup();
  ordering.setVersion(3);
  ordering.getValuesMap().set('BatchSize', value(batchSize.serializeBinary(), 4));
  ordering.getValuesMap().set('BatchTimeout', value(batchTimeout.serializeBinary(), 7));
  const consensusType = new orderer.ConsensusType();
  consensusType.setType(consensus.type);
  consensusType.setMetadata(consensus.metadata ?? '');
  ordering.getValuesMap().set('ConsensusType', value(consensusType.serializeBinary(), 2));
  const channel = new common.ConfigGroup();
  channel.getGroupsMap().set('Orderer', ordering);
  channel.getGroupsMap().set('Application', new common.ConfigGroup());
  const config = new common.Config();
  config.setChannelGroup(channel);
  return config;
}

describe('withSettings', () => {
  it('reads back what it wrote and leaves the original alone', () => {
    const original = configOf();
    const wanted = {
      maxMessageCount: 7,
      preferredMaxBytes: 4096,
      absoluteMaxBytes: 1_048_576,
      batchTimeoutMs: 130,
    };
    expect(readSettings(withSettings(original, wanted))).toEqual(wanted);
    expect(readSettings(original)).toEqual(initialSettings);
  });

  it('refuses what would lock the channel, whoever asks', () => {
    expect(() =>
      withSettings(configOf(), { ...initialSettings, absoluteMaxBytes: 6000, preferredMaxBytes: 2048 }),
    ).toThrow(/absoluteMaxBytes/);
  });
});

describe('under BFT', () => {
  const metadata = Buffer.from(
    '1a053530306d7320c80128a08d06320235733a033230734204336d3073520232735a033130736203313073680a72023173',
    'hex',
  );
  const bft = (): common.Config => configOf('2s', { type: 'BFT', metadata });
  const valueBytes = (config: common.Config, name: string): string =>
    Buffer.from(
      config.getChannelGroup()?.getGroupsMap().get('Orderer')?.getValuesMap().get(name)?.getValue_asU8() ??
        [],
    ).toString('hex');

  it('takes the batch timeout from the options of SmartBFT', () => {
    expect(readConsensus(bft())).toBe('bft');
    expect(readSettings(bft())).toEqual({ ...initialSettings, batchTimeoutMs: 500 });
  });

  it('writes the batch timeout there, and leaves the one of Fabric and the rest of the options alone', () => {
    const changed = withSettings(bft(), { ...initialSettings, batchTimeoutMs: 250 });
    expect(readSettings(changed)).toEqual({ ...initialSettings, batchTimeoutMs: 250 });
    expect(valueBytes(changed, 'BatchTimeout')).toBe(valueBytes(bft(), 'BatchTimeout'));
    expect(valueBytes(changed, 'ConsensusType')).toBe(
      valueBytes(bft(), 'ConsensusType').replace('1a053530306d73', '1a053235306d73'),
    );
  });

  it('writes nothing but the sizes when the batch timeout stays', () => {
    const changed = withSettings(bft(), { ...initialSettings, batchTimeoutMs: 500, maxMessageCount: 9 });
    const bytes = computeUpdate('exchange', bft(), changed);
    const update = common.ConfigUpdate.deserializeBinary(bytes ?? new Uint8Array());
    const written = update.getWriteSet()?.getGroupsMap().get('Orderer')?.getValuesMap();
    expect([...(written?.keys() ?? [])]).toEqual(['BatchSize']);
  });

  it('refuses a batch timeout that its orderers would not bear', () => {
    expect(() => withSettings(bft(), { ...initialSettings, batchTimeoutMs: 30_000 })).toThrow(
      /batchTimeoutMs: must not be greater than 12500/,
    );
  });
});

it('refuses a channel that is ordered in a way it does not know', () => {
  expect(() => readSettings(configOf('2s', { type: 'kafka' }))).toThrow(/ordered by "kafka"/);
});

describe('computeUpdate', () => {
  it('finds nothing to send when a timeout is only spelt otherwise', () => {
    const config = configOf('2s');
    expect(computeUpdate('exchange', config, withSettings(config, initialSettings))).toBeUndefined();
  });

  it('pins the groups and writes only the value that changed, at its next version', () => {
    const config = configOf();
    const bytes = computeUpdate(
      'exchange',
      config,
      withSettings(config, { ...initialSettings, batchTimeoutMs: 100 }),
    );
    const update = common.ConfigUpdate.deserializeBinary(bytes ?? new Uint8Array());
    const [read, write] = [update.getReadSet(), update.getWriteSet()].map((set) =>
      set?.getGroupsMap().get('Orderer'),
    );
    expect(update.getChannelId()).toBe('exchange');
    expect([read?.getVersion(), write?.getVersion()]).toEqual([3, 3]);
    expect([...(read?.getValuesMap().keys() ?? [])]).toEqual([]);
    expect([...(write?.getValuesMap().keys() ?? [])]).toEqual(['BatchTimeout']);
    expect(write?.getValuesMap().get('BatchTimeout')?.getVersion()).toBe(8);
    expect([...(update.getWriteSet()?.getGroupsMap().keys() ?? [])]).toEqual(['Orderer']);
  });

  it('refuses to change a policy, or what an element is governed by', () => {
    const governed = configOf();
    const values = governed.getChannelGroup()?.getGroupsMap().get('Orderer')?.getValuesMap();
    values?.get('BatchSize')?.setModPolicy('Writers');
    expect(() => computeUpdate('exchange', configOf(), governed)).toThrow(/leaves every policy as it is/);
    const [config, other] = [configOf(), configOf()];
    for (const [each, content] of [
      [config, 'a'],
      [other, 'b'],
    ] as const) {
      const policy = new common.ConfigPolicy();
      policy.setModPolicy(content);
      each.getChannelGroup()?.getPoliciesMap().set('Admins', policy);
    }
    expect(() => computeUpdate('exchange', config, other)).toThrow(/leaves every policy as it is/);
  });

  it('refuses to add or remove a member of the configuration', () => {
    const [config, other] = [configOf(), configOf()];
    other.getChannelGroup()?.getGroupsMap().set('Consortium', new common.ConfigGroup());
    expect(() => computeUpdate('exchange', config, other)).toThrow(
      /adds and removes no configuration member/,
    );
  });
});
