import type { Consensus } from './consensus.js';
import { SETTING_NAMES, type OrdererSettings, type SettingName } from './settings.js';

/**
 * What each setting is called where the orderers look for it, and what it does there.
 * Raft: Fabric's orderer/common/blockcutter. BFT: orderer/consensus/smartbft/util.go, createSmartBftConfig.
 */
const MEANING: Readonly<Record<Consensus, Readonly<Record<SettingName, string>>>> = {
  raft: {
    maxMessageCount: 'BatchSize.MaxMessageCount: a block of that many transactions is cut at once',
    preferredMaxBytes: 'BatchSize.PreferredMaxBytes: a block is cut before it grows larger',
    absoluteMaxBytes: 'BatchSize.AbsoluteMaxBytes: a larger transaction is refused; cuts no block',
    batchTimeoutMs: 'BatchTimeout: the first transaction of a block waits no longer',
  },
  bft: {
    maxMessageCount: 'BatchSize.MaxMessageCount: a block of that many transactions is proposed at once',
    preferredMaxBytes: 'BatchSize.PreferredMaxBytes: without effect, SmartBFT knows no preferred size',
    absoluteMaxBytes:
      'BatchSize.AbsoluteMaxBytes: no block is larger, and as many waiting bytes are proposed at once',
    batchTimeoutMs:
      "RequestBatchMaxInterval of SmartBFT's options: no transaction waits longer, half of it on average if few come; Fabric's BatchTimeout is left alone, it has no effect",
  },
};

/** Settings that orderers under this kind of consensus do not look at. */
export function settingsWithoutEffect(consensus: Consensus): readonly SettingName[] {
  return consensus === 'bft' ? ['preferredMaxBytes'] : [];
}

/**
 * What a change means to the orderers of a channel, for people: one line for each setting that changes, and a
 * warning if nothing of it has any effect.
 * @returns nothing if nothing changes
 */
export function explainSettings(
  consensus: Consensus,
  before: OrdererSettings,
  after: OrdererSettings,
): string[] {
  const changed = SETTING_NAMES.filter((name) => before[name] !== after[name]);
  const lines = changed.map((name) => `${name} is ${MEANING[consensus][name]}`);
  if (changed.length === 0) return lines;
  const idle = settingsWithoutEffect(consensus);
  if (changed.every((name) => idle.includes(name))) {
    lines.push(
      `this change has no effect: under BFT nothing looks at ${idle.join(', ')}; change absoluteMaxBytes, maxMessageCount or batchTimeoutMs instead`,
    );
  }
  if (consensus === 'bft') {
    lines.push(
      `under BFT a change of the settings waits like a transaction: it comes into force within the ${before.batchTimeoutMs} ms of the batch timeout before it, and the time to agree`,
    );
  }
  return lines;
}
