import { orderer } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import { initialSettings } from '../../test/doubles/network.js';
import { InvalidInputError } from '../../optimizer/domain/errors.js';
import { MIB } from '../../optimizer/domain/settings.js';
import { readSmartBftOptions, requireBearable, withBatchTimeout } from './smartbft-options.js';

/** Metadata of ConsensusType as configtxgen 3.1 writes it for a channel of four orderers, batch timeout 500 ms. */
const written = Buffer.from(
  '1a053530306d7320c80128a08d06320235733a033230734204336d3073520232735a033130736203313073680a72023173',
  'hex',
);
const interval = { from: '1a053530306d73', to: '1a053235306d73' };

describe('readSmartBftOptions', () => {
  it('reads what Fabric wrote', () => {
    expect(readSmartBftOptions(written)).toEqual({
      requestBatchMaxIntervalMs: 500,
      requestForwardTimeoutMs: 5000,
      requestComplainTimeoutMs: 20_000,
      requestMaxBytes: 0,
    });
  });
});

describe('withBatchTimeout', () => {
  it('changes the interval and no other byte', () => {
    const changed = Buffer.from(withBatchTimeout(written, 250)).toString('hex');
    expect(changed).toBe(written.toString('hex').replace(interval.from, interval.to));
  });

  it('keeps fields that this program knows nothing of', () => {
    const newer = Buffer.concat([Buffer.from('c20c01ff', 'hex'), written]);
    const changed = Buffer.from(withBatchTimeout(newer, 250)).toString('hex');
    expect(changed).toBe(newer.toString('hex').replace(interval.from, interval.to));
  });

  it('leaves another spelling of the same time alone', () => {
    const options = orderer.smartbft.Options.deserializeBinary(written);
    options.setRequestBatchMaxInterval('0.5s');
    const spelt = options.serializeBinary();
    expect(withBatchTimeout(spelt, 500)).toBe(spelt);
  });
});

describe('requireBearable', () => {
  const options = readSmartBftOptions(written);

  it('lets a batch wait for half of what the orderers bear, and no longer', () => {
    expect(() => requireBearable(options, { ...initialSettings, batchTimeoutMs: 12_500 })).not.toThrow();
    expect(() => requireBearable(options, { ...initialSettings, batchTimeoutMs: 12_501 })).toThrow(
      /batchTimeoutMs: must not be greater than 12500 on this channel, got 12501: .* for 25000 ms/,
    );
  });

  it('lets a longer timeout stay that is in force already', () => {
    const long = { ...options, requestBatchMaxIntervalMs: 30_000 };
    expect(() => requireBearable(long, { ...initialSettings, batchTimeoutMs: 30_000 })).not.toThrow();
  });

  it('refuses a block smaller than the largest request, which would stop every orderer', () => {
    const limited = { ...options, requestMaxBytes: 2 * MIB };
    const settings = { ...initialSettings, preferredMaxBytes: MIB };
    expect(() => requireBearable(limited, { ...settings, absoluteMaxBytes: 2 * MIB })).not.toThrow();
    expect(() => requireBearable(limited, { ...settings, absoluteMaxBytes: 2 * MIB - 1 })).toThrow(
      /absoluteMaxBytes: must not be less than 2097152 on this channel, got 2097151/,
    );
  });

  it('names every fault at once, as wrong input', () => {
    const limited = { ...options, requestMaxBytes: 99 * MIB };
    const call = (): void => requireBearable(limited, { ...initialSettings, batchTimeoutMs: 60_000 });
    expect(call).toThrow(InvalidInputError);
    expect(call).toThrow(/batchTimeoutMs: .*; absoluteMaxBytes: /);
  });
});
