import { createPrivateKey } from 'node:crypto';
import { signers } from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import { expect, it } from 'vitest';
import { certificateOf, initialConfig, keyOf, nowMs, updateTo } from './fixtures/signers.fixture.js';
import { identityOf } from './identity.js';
import { signUpdate, updateEnvelope } from './signed-update.js';
import { updateStanding } from './update-standing.js';

const config = initialConfig();
const update = updateTo(config, { maxMessageCount: 50 });
const grid = identityOf(
  'GridMSP',
  certificateOf('gridAdmin'),
  signers.newPrivateKeySigner(createPrivateKey(keyOf('gridAdmin'))),
);

it('signs so that the channel counts it, over this update alone', async () => {
  const signature = await signUpdate(update, grid);
  expect(updateStanding(config, update, [signature], nowMs, 'exchange').signedBy).toEqual(['GridMSP']);
  const other = updateTo(config, { maxMessageCount: 51 });
  expect(updateStanding(config, other, [signature], nowMs, 'exchange').signedBy).toEqual([]);
});

it('signs under another header each time', async () => {
  const [first, second] = [await signUpdate(update, grid), await signUpdate(update, grid)];
  expect(Buffer.from(first.header).equals(second.header)).toBe(false);
});

it('sends the update and the signatures byte for byte as they were given', async () => {
  const given = [await signUpdate(update, grid), { header: Buffer.from('a'), signature: Buffer.from('b') }];
  const envelope = await updateEnvelope('exchange', update, given, grid);
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const message = common.ConfigUpdateEnvelope.deserializeBinary(payload.getData_asU8());
  expect(Buffer.from(message.getConfigUpdate_asU8()).equals(update)).toBe(true);
  const sent = message.getSignaturesList().map((signature) => ({
    header: Buffer.from(signature.getSignatureHeader_asU8()).toString('hex'),
    signature: Buffer.from(signature.getSignature_asU8()).toString('hex'),
  }));
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  expect(sent).toEqual(
    given.map(({ header, signature }) => ({ header: hex(header), signature: hex(signature) })),
  );
});
