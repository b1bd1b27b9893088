import { common, orderer } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import { initialSettings } from '../../test/doubles/network.js';
import { computeUpdate } from './config-update.js';
import { parseDuration, readSettings, withSettings } from './orderer-settings.js';

/** A channel configuration with the given batch timeout and, in another group, something that must not be touched. */
function configOf(timeout = '2s'): common.Config {
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
  const channel = new common.ConfigGroup();
  channel.getGroupsMap().set('Orderer', ordering);
  channel.getGroupsMap().set('Application', new common.ConfigGroup());
  const config = new common.Config();
  config.setChannelGroup(channel);
  return config;
}

describe('parseDuration', () => {
  it.each([
    ['2s', 2000],
    ['250ms', 250],
    ['0.25s', 250],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['1ns', 0.000001],
  ])('reads %s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '250', 'abc', '-1s', '1s2', '1 s'])('refuses "%s"', (text) =>
    expect(() => parseDuration(text)).toThrow(RangeError),
  );
});

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

  it('refuses to add or remove a member of the configuration', () => {
    const [config, other] = [configOf(), configOf()];
    other.getChannelGroup()?.getGroupsMap().set('Consortium', new common.ConfigGroup());
    expect(() => computeUpdate('exchange', config, other)).toThrow(
      /adds and removes no configuration member/,
    );
  });
});
