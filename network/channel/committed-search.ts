import { createHash } from 'node:crypto';
import type { CommittedUpdate } from '../../optimizer/domain/channel-updates.js';
import { NetworkDownError, messageOf } from '../../optimizer/domain/errors.js';
import { decodeConfigBlock, fetchConfig, lastConfigIndex, type ConfigBlock } from './config-block.js';
import { fetchBlock, type DeliverRequest } from './deliver.js';
import type { NodeClient } from './endpoint.js';
import { asSubmitter, isSilence, type ChannelAccess } from './ordering-service.js';

/** SHA-256 in hex, by which an update is known again. */
export function payloadSha256(payload: Uint8Array): string {
  return createHash('sha256').update(payload).digest('hex');
}

/** What a block proves, if it carries the update with this payload. */
export function proofOf(block: ConfigBlock, sha256: string): CommittedUpdate | undefined {
  if (payloadSha256(block.updatePayload) !== sha256) return undefined;
  return { blockNumber: block.number, configSequence: block.config.getSequence() };
}

/**
 * Looks for an update in the config blocks of every orderer, from the newest back to `fromBlock`.
 * @returns undefined if a majority of the orderers answers and none of them has it.
 * @throws NetworkDownError if too few answer to tell
 */
export async function findCommitted(
  access: ChannelAccess,
  sha256: string,
  fromBlock: number,
): Promise<CommittedUpdate | undefined> {
  const silent: string[] = [];
  const answers = await Promise.all(
    access.orderers.clients.map(async (client) => {
      try {
        return await searchOn(client, asSubmitter(access), sha256, fromBlock);
      } catch (error) {
        if (!isSilence(error)) throw error;
        silent.push(messageOf(error));
        return undefined;
      }
    }),
  );
  const found = answers.find((answer) => answer !== undefined);
  const { clients, majority } = access.orderers;
  if (found || clients.length - silent.length >= majority) return found;
  throw new NetworkDownError(
    `whether the update was ordered cannot be told, only ${clients.length - silent.length} of ${clients.length} orderers answer (${silent.join('; ')}): bring the ordering service up and run the command again`,
  );
}

/** Each block names the newest config block up to it, so only config blocks are fetched, whatever lies between. */
async function searchOn(
  client: NodeClient,
  request: DeliverRequest,
  sha256: string,
  fromBlock: number,
): Promise<CommittedUpdate | undefined> {
  let block: ConfigBlock | undefined = await fetchConfig(client, request);
  while (block && block.number >= fromBlock && block.number > 0) {
    const found = proofOf(block, sha256);
    if (found) return found;
    const before = await fetchBlock(client, block.number - 1, request);
    block = decodeConfigBlock(await fetchBlock(client, lastConfigIndex(before), request));
  }
  return undefined;
}
