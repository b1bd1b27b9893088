import type { SettingsChange } from '../../optimizer/domain/settings.js';
import { faultsOf, settingsChangeSchema } from '../../optimizer/domain/settings.js';
import { parseDuration } from './duration.js';
import type { ConfigElement } from './update-decoding-elements.js';
import { StrictMessage, type MessageFields } from './update-decoding-wire.js';

/** An element that holds ordering settings, read strictly. */
export interface OrderingSetting {
  readonly settings: SettingsChange;
  readonly words: string;
}

const BATCH_SIZE: MessageFields = { 1: 'number', 2: 'number', 3: 'number' };
const BATCH_TIMEOUT: MessageFields = { 1: 'bytes' };
const CONSENSUS_TYPE: MessageFields = { 1: 'bytes', 2: 'bytes', 3: 'number' };

/** SmartBFT's options by field number: orderer/smartbft/configuration.proto. */
const BFT_OPTIONS: readonly (readonly [field: number, kind: 'number' | 'bytes', name: string])[] = [
  [1, 'number', 'RequestBatchMaxCount'],
  [2, 'number', 'RequestBatchMaxBytes'],
  [3, 'bytes', 'RequestBatchMaxInterval'],
  [4, 'number', 'IncomingMessageBufferSize'],
  [5, 'number', 'RequestPoolSize'],
  [6, 'bytes', 'RequestForwardTimeout'],
  [7, 'bytes', 'RequestComplainTimeout'],
  [8, 'bytes', 'RequestAutoRemoveTimeout'],
  [9, 'number', 'RequestMaxBytes'],
  [10, 'bytes', 'ViewChangeResendInterval'],
  [11, 'bytes', 'ViewChangeTimeout'],
  [12, 'bytes', 'LeaderHeartbeatTimeout'],
  [13, 'number', 'LeaderHeartbeatCount'],
  [14, 'bytes', 'CollectTimeout'],
  [15, 'number', 'SyncOnStart'],
  [16, 'number', 'SpeedUpViewChange'],
  [17, 'number', 'LeaderRotation'],
  [18, 'number', 'DecisionsPerLeader'],
];
const BFT_FIELDS: MessageFields = Object.fromEntries(BFT_OPTIONS.map(([field, kind]) => [field, kind]));
const REQUEST_BATCH_MAX_INTERVAL = 'RequestBatchMaxInterval';

/**
 * @returns undefined if the element is none of the ordering settings.
 * @throws RangeError if it is one and cannot be read.
 */
export function readOrderingSetting({ kind, path, content }: ConfigElement): OrderingSetting | undefined {
  if (kind !== 'value') return undefined;
  switch (path) {
    case '/Channel/Orderer/BatchSize':
      return batchSize(content);
    case '/Channel/Orderer/BatchTimeout':
      return batchTimeout(content);
    case '/Channel/Orderer/ConsensusType':
      return consensusType(content);
    default:
      return undefined;
  }
}

function batchSize(content: Uint8Array): OrderingSetting {
  const message = new StrictMessage(content, BATCH_SIZE);
  const [maxMessageCount, absoluteMaxBytes, preferredMaxBytes] = [1, 2, 3].map((field) =>
    message.number(field),
  );
  return {
    settings: { maxMessageCount, absoluteMaxBytes, preferredMaxBytes },
    words: `at most ${maxMessageCount} messages a block, preferred ${preferredMaxBytes} bytes, absolute ${absoluteMaxBytes} bytes`,
  };
}

function batchTimeout(content: Uint8Array): OrderingSetting {
  const timeout = new StrictMessage(content, BATCH_TIMEOUT).text(1);
  return { settings: { batchTimeoutMs: parseDuration(timeout) }, words: timeout };
}

/** Under BFT the wait before a block is cut lies in the options of SmartBFT; Raft has none there. */
function consensusType(content: Uint8Array): OrderingSetting | undefined {
  const options = readBftOptions(content);
  if (!options) return undefined;
  const interval = String(options.get(REQUEST_BATCH_MAX_INTERVAL) ?? '');
  const words = [...options].map(([name, value]) => `${name} ${value}`).join(', ');
  return { settings: { batchTimeoutMs: parseDuration(interval) }, words };
}

/**
 * Everything that a ConsensusType of BFT says, by name.
 * @returns undefined if it is of another kind.
 * @throws RangeError if it cannot be read.
 */
export function readBftOptions(content: Uint8Array): ReadonlyMap<string, string | number> | undefined {
  const message = new StrictMessage(content, CONSENSUS_TYPE);
  if (message.text(1) !== 'BFT') return undefined;
  const options = new StrictMessage(message.bytes(2), BFT_FIELDS);
  return new Map<string, string | number>([
    ['type', 'BFT'],
    ['state', message.number(3)],
    ...BFT_OPTIONS.map(
      ([field, kind, name]) =>
        [name, kind === 'number' ? options.number(field) : options.text(field)] as const,
    ),
  ]);
}

/** Names of what two ConsensusTypes say differently, the one ordering setting in it left out. @throws RangeError */
export function otherBftDifferences(before: Uint8Array, after: Uint8Array): readonly string[] {
  const [old, next] = [readBftOptions(before), readBftOptions(after)];
  if (!old || !next) return ['type'];
  return [...next.keys()].filter(
    (name) => name !== REQUEST_BATCH_MAX_INTERVAL && old.get(name) !== next.get(name),
  );
}

/** Hard limits that settings break, and Fabric's own rule, as far as the settings are known. */
export function settingsFaults(settings: SettingsChange): readonly string[] {
  const parsed = settingsChangeSchema.safeParse(settings);
  const limits = parsed.success
    ? []
    : faultsOf(parsed.error).map(({ path, message }) => `${path} ${message}`);
  const { preferredMaxBytes = 0, absoluteMaxBytes = Infinity } = settings;
  return preferredMaxBytes > absoluteMaxBytes
    ? [...limits, 'preferredMaxBytes must not be greater than absoluteMaxBytes']
    : limits;
}
