import { orderer } from '@hyperledger/fabric-protos';
import { InvalidInputError, type Fault } from '../../optimizer/domain/errors.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import { parseDuration } from './duration.js';
import { withField } from './message-field.js';

/** request_batch_max_interval in orderer/smartbft/configuration.proto. */
const REQUEST_BATCH_MAX_INTERVAL = 3;

/** What of SmartBFT's own options decides when blocks are cut, and which settings the channel survives. */
export interface SmartBftOptions {
  readonly requestBatchMaxIntervalMs: number;
  readonly requestForwardTimeoutMs: number;
  readonly requestComplainTimeoutMs: number;
  /** Largest request; 0 means: as large as a block may be. */
  readonly requestMaxBytes: number;
}

/** @param metadata - of the channel's ConsensusType */
export function readSmartBftOptions(metadata: Uint8Array): SmartBftOptions {
  const options = orderer.smartbft.Options.deserializeBinary(metadata);
  return {
    requestBatchMaxIntervalMs: parseDuration(options.getRequestBatchMaxInterval()),
    requestForwardTimeoutMs: parseDuration(options.getRequestForwardTimeout()),
    requestComplainTimeoutMs: parseDuration(options.getRequestComplainTimeout()),
    requestMaxBytes: options.getRequestMaxBytes(),
  };
}

/** A copy of the options with another batch timeout; everything else stays byte for byte. */
export function withBatchTimeout(metadata: Uint8Array, batchTimeoutMs: number): Uint8Array {
  // Left alone if equal, so that an operator's own spelling such as "0.2s" is no difference.
  if (readSmartBftOptions(metadata).requestBatchMaxIntervalMs === batchTimeoutMs) return metadata;
  return withField(metadata, REQUEST_BATCH_MAX_INTERVAL, Buffer.from(`${batchTimeoutMs}ms`));
}

/**
 * Refuses settings that Fabric would accept and that a BFT channel would not survive, or not obey.
 * @throws InvalidInputError naming every one
 */
export function requireBearable(options: SmartBftOptions, settings: OrdererSettings): void {
  const faults = [...batchTimeoutFaults(options, settings), ...requestSizeFaults(options, settings)];
  if (faults.length > 0) throw new InvalidInputError('settings under BFT', faults);
}

function batchTimeoutFaults(options: SmartBftOptions, { batchTimeoutMs }: OrdererSettings): Fault[] {
  const patienceMs = options.requestForwardTimeoutMs + options.requestComplainTimeoutMs;
  const max = Math.floor(patienceMs / 2);
  // What its operators have put in force is theirs: another setting may be changed beside it.
  if (batchTimeoutMs <= max || batchTimeoutMs === options.requestBatchMaxIntervalMs) return [];
  return [
    {
      path: 'batchTimeoutMs',
      message:
        `must not be greater than ${max} on this channel, got ${batchTimeoutMs}: its orderers depose a leader that ` +
        `leaves a transaction waiting for ${patienceMs} ms (RequestForwardTimeout + RequestComplainTimeout), ` +
        'and half of that is left to agreeing on the block',
    },
  ];
}

function requestSizeFaults(
  { requestMaxBytes }: SmartBftOptions,
  { absoluteMaxBytes }: OrdererSettings,
): Fault[] {
  if (requestMaxBytes <= absoluteMaxBytes) return [];
  return [
    {
      path: 'absoluteMaxBytes',
      message:
        `must not be less than ${requestMaxBytes} on this channel, got ${absoluteMaxBytes}: its SmartBFT options set ` +
        'RequestMaxBytes to that, and every orderer would stop for good on a block smaller than one request',
    },
  ];
}
