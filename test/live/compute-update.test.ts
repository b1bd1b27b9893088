import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { common, orderer } from '@hyperledger/fabric-protos';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fetchConfig } from '../../network/channel/config-block.js';
import { computeUpdate } from '../../network/channel/config-update.js';
import { edited, initialConfig } from '../../network/channel/fixtures/signers.fixture.js';
import { readSettings, withSettings } from '../../network/channel/orderer-settings.js';
import { decodeUpdate } from '../../network/channel/update-decoding.js';
import { readUpdateElements } from '../../network/channel/update-decoding-elements.js';
import { buildFabric } from '../../network/tools/fabric.js';
import { programCacheDirectory } from '../../network/tools/program-cache.js';
import { seededRandom } from '../../optimizer/domain/random.js';
import { HARD_LIMITS, SETTING_NAMES, type OrdererSettings } from '../../optimizer/domain/settings.js';
import { root } from './cli.js';
import { askOrderer } from './orderer.js';

const home = inject('home');
const ROUNDS = 8;
/** Longest that the orderers of the channel under BFT below would bear. */
const LONGEST_BFT_TIMEOUT_MS = 12_500;
const run = promisify(execFile);
const random = seededRandom(11);

let working: string;
let configtxlator: string;
beforeAll(async () => {
  working = await mkdtemp(path.join(tmpdir(), 'gridtune-update-'));
  const progress = { step: () => undefined, advance: () => undefined, warn: () => undefined };
  const cacheDirectory = programCacheDirectory();
  ({ configtxlator } = await buildFabric(path.join(root, 'network', 'tools'), { cacheDirectory, progress }));
});
afterAll(async () => rm(working, { recursive: true }));

/** What Fabric's own tool makes of the two configurations. */
async function fabricsUpdate(original: common.Config, updated: common.Config): Promise<Uint8Array> {
  const file = (name: string): string => path.join(working, name);
  await writeFile(file('original.pb'), original.serializeBinary());
  await writeFile(file('updated.pb'), updated.serializeBinary());
  const files = [
    '--original',
    file('original.pb'),
    '--updated',
    file('updated.pb'),
    '--output',
    file('update.pb'),
  ];
  await run(configtxlator, ['compute_update', '--channel_id', 'exchange', ...files]);
  return new Uint8Array(await readFile(file('update.pb')));
}

/** Another setting or several; at least one, as configtxlator refuses to compute none. */
function randomSettings(config: common.Config, longestTimeoutMs: number): OrdererSettings {
  const settings = { ...readSettings(config) };
  for (const name of SETTING_NAMES) {
    if (random.next() < 0.5) continue;
    const { min, max } = HARD_LIMITS[name];
    settings[name] = min + random.below(max - min);
  }
  return {
    maxMessageCount: settings.maxMessageCount + 1,
    preferredMaxBytes: settings.preferredMaxBytes,
    absoluteMaxBytes: Math.max(settings.absoluteMaxBytes, settings.preferredMaxBytes),
    batchTimeoutMs: Math.min(settings.batchTimeoutMs, longestTimeoutMs),
  };
}

/** As if the channel had been changed many times before. */
function withHistory(group: common.ConfigGroup): void {
  group.setVersion(random.below(300));
  for (const [, value] of group.getValuesMap().entries()) value.setVersion(random.below(300));
  for (const [, policy] of group.getPoliciesMap().entries()) policy.setVersion(random.below(300));
  for (const [, inner] of group.getGroupsMap().entries()) withHistory(inner);
}

function aged(config: common.Config): common.Config {
  const copy = config.cloneMessage();
  const group = copy.getChannelGroup();
  if (group) withHistory(group);
  return copy;
}

/** Other content in some values anywhere in the channel, settings or not. */
function scribbleOn(group: common.ConfigGroup): void {
  for (const [, value] of group.getValuesMap().entries())
    if (random.next() < 0.3) value.setValue(Buffer.from(String(random.next())));
  for (const [, inner] of group.getGroupsMap().entries()) scribbleOn(inner);
}

/** The channel of three organisations, as if SmartBFT ordered it, with options as configtxgen writes them. */
function underBft(): common.Config {
  const metadata =
    '1a053530306d7320c80128a08d06320235733a033230734204336d3073520232735a033130736203313073680a72023173';
  const type = new orderer.ConsensusType();
  type.setType('BFT');
  type.setMetadata(Buffer.from(metadata, 'hex'));
  return edited(initialConfig(), (group) => {
    group.getValuesMap().get('ConsensusType')?.setValue(type.serializeBinary());
  });
}

describe('computeUpdate writes the very message that configtxlator computes', () => {
  it.each<[string, () => Promise<common.Config>, number]>([
    [
      'the live channel',
      async () => (await askOrderer(home, fetchConfig)).config,
      HARD_LIMITS.batchTimeoutMs.max,
    ],
    [
      'a channel of three ordering organisations',
      async () => initialConfig(),
      HARD_LIMITS.batchTimeoutMs.max,
    ],
    ['a channel under BFT', async () => underBft(), LONGEST_BFT_TIMEOUT_MS],
  ])('for random settings of %s', async (_, channel, longestTimeoutMs) => {
    const start = await channel();
    for (let round = 0; round < ROUNDS; round += 1) {
      const original = aged(start);
      const updated = withSettings(original, randomSettings(original, longestTimeoutMs));
      const ours = computeUpdate('exchange', original, updated) ?? new Uint8Array();
      expect(readUpdateElements(ours)).toEqual(readUpdateElements(await fabricsUpdate(original, updated)));
      const { settings, faults } = decodeUpdate(ours);
      expect({ ...readSettings(original), ...settings }).toEqual(readSettings(updated));
      expect(faults).toEqual([]);
    }
    expect(computeUpdate('exchange', start, withSettings(start, readSettings(start)))).toBeUndefined();
  });

  it('for random values anywhere in a channel', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const original = aged(initialConfig());
      const updated = original.cloneMessage();
      const group = updated.getChannelGroup();
      if (group) scribbleOn(group);
      const ours = computeUpdate('exchange', original, updated) ?? new Uint8Array();
      expect(readUpdateElements(ours)).toEqual(readUpdateElements(await fabricsUpdate(original, updated)));
    }
  });
});
