import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { DeadlineError, NetworkDownError } from '../../optimizer/domain/errors.js';
import { asNetworkDown, isCancelled, type DeliverStream, type NodeClient, type Status } from './endpoint.js';
import { signedEnvelope } from './envelope.js';
import type { SigningIdentity } from './identity.js';

export interface DeliverRequest {
  readonly channel: string;
  readonly identity: SigningIdentity;
  readonly deadlineMs: number;
  /** Ends the delivery early and quietly. */
  readonly signal?: AbortSignal;
}

const { BLOCK_UNTIL_READY, FAIL_IF_NOT_READY } = orderer.SeekInfo.SeekBehavior;
const FOREVER = Number.MAX_SAFE_INTEGER;

/** One block that the node has now. @throws NetworkDownError, DeadlineError */
export async function fetchBlock(
  client: NodeClient,
  at: number | 'newest',
  request: DeliverRequest,
): Promise<common.Block> {
  for await (const block of blocks(client, seekInfo(at, at, FAIL_IF_NOT_READY), request)) return block;
  throw new NetworkDownError(`${client.endpoint.name} has no block ${at} of channel ${request.channel}`);
}

/** Blocks from `from` on, as they come, until the consumer stops. @throws NetworkDownError, DeadlineError */
export function followBlocks(
  client: NodeClient,
  from: number,
  request: DeliverRequest,
): AsyncGenerator<common.Block> {
  return blocks(client, seekInfo(from, FOREVER, BLOCK_UNTIL_READY), request);
}

/** What a peer tells of a block without its contents. */
export interface FilteredBlock {
  readonly number: number;
  /** Ids of the transactions that the peer found valid. */
  readonly validIds: readonly string[];
}

/** Blocks as a peer commits them, from `from` on. @throws NetworkDownError, DeadlineError */
export async function* followFilteredBlocks(
  client: NodeClient,
  from: number,
  request: DeliverRequest,
): AsyncGenerator<FilteredBlock> {
  const seek = seekInfo(from, FOREVER, BLOCK_UNTIL_READY);
  for await (const answer of answers(client, client.deliverFiltered(), seek, request)) {
    const block = answer instanceof peer.DeliverResponse ? answer.getFilteredBlock() : undefined;
    if (!block) continue;
    const validIds = block
      .getFilteredTransactionsList()
      .filter((transaction) => transaction.getTxValidationCode() === peer.TxValidationCode.VALID)
      .map((transaction) => transaction.getTxid());
    yield { number: block.getNumber(), validIds };
  }
}

async function* blocks(
  client: NodeClient,
  seek: orderer.SeekInfo,
  request: DeliverRequest,
): AsyncGenerator<common.Block> {
  for await (const answer of answers(client, client.deliver(), seek, request)) {
    const block = answer.getBlock();
    if (block) yield block;
  }
}

/** Every answer that carries something, until the node says that it was the last. */
async function* answers(
  client: NodeClient,
  call: DeliverStream,
  seek: orderer.SeekInfo,
  request: DeliverRequest,
): AsyncGenerator<orderer.DeliverResponse | peer.DeliverResponse> {
  const { channel, identity, deadlineMs, signal } = request;
  const { endpoint } = client;
  const envelope = await signedEnvelope(
    common.HeaderType.DELIVER_SEEK_INFO,
    channel,
    seek.serializeBinary(),
    identity,
    endpoint.clientTls?.certificate,
  );
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    call.cancel();
  }, deadlineMs);
  const cancel = (): void => call.cancel();
  whenAborted(signal, cancel);
  call.write(envelope);
  try {
    for await (const answer of call) {
      const delivered = deliveryOf(answer, {
        refused: `${endpoint.name} does not deliver channel ${channel}`,
        mspId: identity.mspId,
      });
      if (!delivered) return;
      yield delivered;
    }
  } catch (cause) {
    if (late)
      throw new DeadlineError(
        `${endpoint.name} at ${endpoint.address} delivered nothing within ${deadlineMs} ms: see "gridtune network status"`,
        { cause },
      );
    if (cause instanceof NetworkDownError) throw cause;
    if (!isCancelled(cause)) throw asNetworkDown(endpoint, cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    // The stream reports our own cancelling as an error nobody waits for any more.
    call.on('error', () => undefined);
    call.cancel();
  }
}

/** At once if it is aborted already: signing takes its time where a hardware module or a program does it. */
function whenAborted(signal: AbortSignal | undefined, cancel: () => void): void {
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
}

/** @returns undefined for the answer that ends a delivery well. @throws NetworkDownError if it ends badly. */
function deliveryOf(
  answer: unknown,
  { refused, mspId }: { readonly refused: string; readonly mspId: string },
): orderer.DeliverResponse | peer.DeliverResponse | undefined {
  if (!(answer instanceof orderer.DeliverResponse || answer instanceof peer.DeliverResponse)) {
    throw new TypeError('the node answered with something that is no delivery');
  }
  if (answer.getTypeCase() !== orderer.DeliverResponse.TypeCase.STATUS) return answer;
  const status = answer.getStatus();
  if (status !== common.Status.SUCCESS)
    throw new NetworkDownError(`${refused}: ${statusName(status)}${adviceOn(status, mspId)}`);
  return undefined;
}

function adviceOn(status: Status, mspId: string): string {
  if (status === common.Status.NOT_FOUND)
    return ' (check the name of the channel, and that the node joined it)';
  if (status !== common.Status.FORBIDDEN) return '';
  return ` (check that the certificate used for ${mspId} is one of an organisation of the channel, valid and not revoked)`;
}

function seekInfo(
  from: number | 'newest',
  to: number | 'newest',
  behavior: orderer.SeekInfo.SeekBehaviorMap[keyof orderer.SeekInfo.SeekBehaviorMap],
): orderer.SeekInfo {
  const seek = new orderer.SeekInfo();
  seek.setStart(position(from));
  seek.setStop(position(to));
  seek.setBehavior(behavior);
  return seek;
}

function position(at: number | 'newest'): orderer.SeekPosition {
  const result = new orderer.SeekPosition();
  if (at === 'newest') {
    result.setNewest(new orderer.SeekNewest());
  } else {
    const specified = new orderer.SeekSpecified();
    specified.setNumber(at);
    result.setSpecified(specified);
  }
  return result;
}

export function statusName(status: Status): string {
  return Object.entries(common.Status).find(([, value]) => value === status)?.[0] ?? String(status);
}
