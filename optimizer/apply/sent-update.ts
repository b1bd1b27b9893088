import type { SentUpdate } from '../domain/application.js';
import type { SignedUpdate } from '../domain/channel-updates.js';

/** What is kept of an update so that its block is known again. */
export function sentOf({
  configSequence,
  fromBlock,
  payloadSha256,
  transactionId,
}: SentUpdate | SignedUpdate): SentUpdate {
  return { configSequence, fromBlock, payloadSha256, transactionId };
}
