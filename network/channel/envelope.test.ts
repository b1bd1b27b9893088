import { createHash, X509Certificate } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import { signedEnvelope } from './envelope.js';
import { certificateOf } from './fixtures/signers.fixture.js';
import { identityOf } from './identity.js';

const certificate = certificateOf('regulatorAdmin');
const identity = identityOf('RegulatorMSP', certificate, async () => new Uint8Array([1]));

async function hashNamed(shown?: Uint8Array): Promise<Buffer> {
  const type = common.HeaderType.DELIVER_SEEK_INFO;
  const envelope = await signedEnvelope(type, 'exchange', new Uint8Array(), identity, shown);
  const header = common.Payload.deserializeBinary(envelope.getPayload_asU8()).getHeader();
  const channelHeader = common.ChannelHeader.deserializeBinary(
    header?.getChannelHeader_asU8() ?? new Uint8Array(),
  );
  return Buffer.from(channelHeader.getTlsCertHash_asU8());
}

describe('signedEnvelope', () => {
  it('names the client certificate of the connection, as nodes under mutual TLS want it', async () => {
    const { raw } = new X509Certificate(certificate);
    expect(await hashNamed(certificate)).toEqual(createHash('sha256').update(raw).digest());
    expect(await hashNamed()).toHaveLength(0);
  });
});
