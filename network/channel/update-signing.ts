import { common } from '@hyperledger/fabric-protos';
import type {
  PreparedUpdate,
  SignedUpdate,
  UpdateSignature,
} from '../../optimizer/domain/channel-updates.js';
import { payloadSha256 } from './committed-search.js';
import type { SigningIdentity } from './identity.js';
import { updateEnvelope } from './signed-update.js';

/**
 * A change and its signatures as the ordering service takes them, with what they are known by afterwards.
 * @param sender - signs the whole; any writer of the channel may.
 */
export async function assembleUpdate(
  prepared: PreparedUpdate,
  signatures: readonly UpdateSignature[],
  sender: SigningIdentity,
): Promise<SignedUpdate> {
  const envelope = await updateEnvelope(prepared.channel, prepared.update, signatures, sender);
  const payload = envelope.getPayload_asU8();
  return {
    ...prepared,
    envelope: envelope.serializeBinary(),
    payloadSha256: payloadSha256(payload),
    transactionId: transactionIdIn(payload),
  };
}

function transactionIdIn(payload: Uint8Array): string {
  const header = common.Payload.deserializeBinary(payload).getHeader()?.getChannelHeader_asU8();
  return common.ChannelHeader.deserializeBinary(header ?? new Uint8Array()).getTxId();
}
