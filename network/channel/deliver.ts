import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { DeadlineError, NetworkDownError } from '../../optimizer/domain/errors.js';
import { asNetworkDown, isCancelled, type NodeClient, type Status } from './endpoint.js';
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

async function* blocks(
  client: NodeClient,
  seek: orderer.SeekInfo,
  request: DeliverRequest,
): AsyncGenerator<common.Block> {
  const { channel, identity, deadlineMs, signal } = request;
  const { endpoint } = client;
  const envelope = await signedEnvelope(
    common.HeaderType.DELIVER_SEEK_INFO,
    channel,
    seek.serializeBinary(),
    identity,
  );
  const call = client.deliver();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    call.cancel();
  }, deadlineMs);
  const cancel = (): void => call.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  call.write(envelope);
  try {
    for await (const answer of call) {
      const { block, status } = read(answer);
      if (block) yield block;
      else if (status === common.Status.SUCCESS) return;
      else
        throw new NetworkDownError(
          `${endpoint.name} does not deliver channel ${channel}: ${statusName(status)}`,
        );
    }
  } catch (cause) {
    if (late)
      throw new DeadlineError(`${endpoint.name} delivered nothing more within ${deadlineMs} ms`, { cause });
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

function read(answer: unknown): { block?: common.Block | undefined; status: Status } {
  if (!(answer instanceof orderer.DeliverResponse || answer instanceof peer.DeliverResponse)) {
    throw new TypeError('the node answered with something that is no delivery');
  }
  return answer.hasBlock()
    ? { block: answer.getBlock(), status: common.Status.SUCCESS }
    : { status: answer.getStatus() };
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
