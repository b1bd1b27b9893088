import { readFile } from 'node:fs/promises';
import { common, orderer } from '@hyperledger/fabric-protos';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PreparedUpdate } from '../../optimizer/domain/channel-updates.js';
import { GuardRailError, TamperedUpdateError } from '../../optimizer/domain/errors.js';
import { MIB, type OrdererSettings } from '../../optimizer/domain/settings.js';
import { decodeConfigBlock } from './config-block.js';
import { computeUpdate } from './config-update.js';
import { readSettings, withSettings } from './orderer-settings.js';
import { requireHarmless, requireHarmlessUpdate } from './update-guard.js';

let config: common.Config;
let inForce: OrdererSettings;
beforeAll(async () => {
  config = await fixture('raft3.block');
  inForce = readSettings(config);
});

async function fixture(file: string): Promise<common.Config> {
  const bytes = await readFile(new URL(`fixtures/${file}`, import.meta.url));
  const block = decodeConfigBlock(common.Block.deserializeBinary(bytes));
  if (!block) throw new Error('the fixture holds no configuration');
  return block.config;
}

describe('requireHarmless', () => {
  it.each<[string, Partial<OrdererSettings>, number]>([
    ['under 1 MiB', { absoluteMaxBytes: MIB - 1, preferredMaxBytes: MIB / 2 }, 20_000],
    ['under twice the configuration', { absoluteMaxBytes: 2 * MIB, preferredMaxBytes: MIB }, MIB + 1],
    ['under what is preferred', { absoluteMaxBytes: 2 * MIB, preferredMaxBytes: 2 * MIB + 1 }, 20_000],
  ])('refuses blocks whose absolute limit is %s', (_, settings, configTransactionBytes) => {
    expect(() => requireHarmless({ ...inForce, ...settings }, configTransactionBytes)).toThrow(
      GuardRailError,
    );
  });

  it('lets twice the configuration pass', () => {
    const settings = { ...inForce, absoluteMaxBytes: 2 * MIB, preferredMaxBytes: MIB };
    expect(() => requireHarmless(settings, MIB)).not.toThrow();
  });
});

describe('requireHarmlessUpdate', () => {
  const prepared = (update: Uint8Array | undefined, after: OrdererSettings): PreparedUpdate => {
    if (!update) throw new Error('nothing differs');
    return { channel: 'exchange', before: inForce, after, configSequence: 0, fromBlock: 1, update };
  };
  const onChannel = () => ({ config, transactionBytes: 20_000 });
  const changed = (change: Partial<OrdererSettings>): OrdererSettings => ({ ...inForce, ...change });

  it('lets an update pass that does what it is said to', () => {
    const after = changed({ maxMessageCount: 7, batchTimeoutMs: 123 });
    const update = computeUpdate('exchange', config, withSettings(config, after));
    expect(() => requireHarmlessUpdate(prepared(update, after), onChannel())).not.toThrow();
  });

  it('refuses what is said to be something else, or is for another channel', () => {
    const after = changed({ maxMessageCount: 7 });
    const update = computeUpdate('exchange', config, withSettings(config, after));
    const said = changed({ maxMessageCount: 8 });
    expect(() => requireHarmlessUpdate(prepared(update, said), onChannel())).toThrow(TamperedUpdateError);
    const elsewhere = computeUpdate('elsewhere', config, withSettings(config, after));
    expect(() => requireHarmlessUpdate(prepared(elsewhere, after), onChannel())).toThrow(
      /channel "elsewhere"/,
    );
  });

  it('refuses bytes that would brick the channel, whatever is said of them', () => {
    const copy = config.cloneMessage();
    const size = new orderer.BatchSize();
    size.setMaxMessageCount(10);
    size.setPreferredMaxBytes(2048);
    size.setAbsoluteMaxBytes(6000);
    const values = copy.getChannelGroup()?.getGroupsMap().get('Orderer')?.getValuesMap();
    values?.get('BatchSize')?.setValue(size.serializeBinary());
    const update = computeUpdate('exchange', config, copy);
    expect(() =>
      requireHarmlessUpdate(prepared(update, changed({ maxMessageCount: 10 })), onChannel()),
    ).toThrow(GuardRailError);
  });

  it('refuses bytes under BFT that also write what only a comparison with the channel shows', () => {
    const bft = underBft(() => undefined);
    const after = { ...readSettings(bft), maxMessageCount: 7 };
    const of = (updated: common.Config): PreparedUpdate => ({
      ...prepared(computeUpdate('exchange', bft, updated), after),
      before: readSettings(bft),
    });
    const current = { config: bft, transactionBytes: 20_000 };
    expect(() => requireHarmlessUpdate(of(withSettings(bft, after)), current)).not.toThrow();
    const other = withSettings(
      underBft((options) => options.setRequestPoolSize(1)),
      after,
    );
    expect(() => requireHarmlessUpdate(of(other), current)).toThrow(/RequestPoolSize/);
  });

  /** The same channel as if SmartBFT ordered it. */
  function underBft(edit: (options: orderer.smartbft.Options) => void): common.Config {
    const options = new orderer.smartbft.Options();
    options.setRequestBatchMaxInterval('200ms');
    options.setRequestForwardTimeout('5s');
    options.setRequestComplainTimeout('20s');
    options.setRequestPoolSize(100_000);
    edit(options);
    const type = new orderer.ConsensusType();
    type.setType('BFT');
    type.setMetadata(options.serializeBinary());
    const copy = config.cloneMessage();
    const values = copy.getChannelGroup()?.getGroupsMap().get('Orderer')?.getValuesMap();
    values?.get('ConsensusType')?.setValue(type.serializeBinary());
    return copy;
  }
});
