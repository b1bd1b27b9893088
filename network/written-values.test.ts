import { common, ledger, msp, peer } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import { decodeWrittenValues } from './written-values.js';

/** Self-made, with subject `C=BE, O=gridtune, CN=User1@tso.test`. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBxzCCAW2gAwIBAgIUb2gE4SDVdYws2y7G85s757+1n7gwCgYIKoZIzj0EAwIw
OTELMAkGA1UEBhMCQkUxETAPBgNVBAoMCGdyaWR0dW5lMRcwFQYDVQQDDA5Vc2Vy
MUB0c28udGVzdDAeFw0yNjExMjIxNDU4NDFaFw0zNjExMTkxNDU4NDFaMDkxCzAJ
BgNVBAYTAkJFMREwDwYDVQQKDAhncmlkdHVuZTEXMBUGA1UEAwwOVXNlcjFAdHNv
LnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASH8zJEdHtsJII0oar8KKyK
P3kinElYJTFcSER2CX73GRFM33HVGXp+Y+UsCnMj9h8QRtU45x49TVPQlnM4/u+J
o1MwUTAdBgNVHQ4EFgQU2ROQ4lmwV0eIrv9Y1cvnMXYYKWowHwYDVR0jBBgwFoAU
2ROQ4lmwV0eIrv9Y1cvnMXYYKWowDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQD
AgNIADBFAiAxrt6vydjpJVwsGA0ntE+RxhLul2rGAUXiUlvekK9NyAIhAOg5xkbp
qA6mwyQMqGtauN8NqlVilMtjFNK9TOLzhssY
-----END CERTIFICATE-----
`;

/** A transaction as a peer answers it: `writes` are values by namespace. */
function processed(
  writes: Readonly<Record<string, readonly string[]>>,
  verdict: peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap] = peer.TxValidationCode.VALID,
): Uint8Array {
  const results = new ledger.rwset.TxReadWriteSet();
  for (const [namespace, values] of Object.entries(writes)) {
    const set = new ledger.rwset.kvrwset.KVRWSet();
    for (const value of values) set.addWrites(written(value));
    const inNamespace = new ledger.rwset.NsReadWriteSet();
    inNamespace.setNamespace(namespace);
    inNamespace.setRwset(set.serializeBinary());
    results.addNsRwset(inNamespace);
  }
  const chaincodeAction = new peer.ChaincodeAction();
  chaincodeAction.setResults(results.serializeBinary());
  const response = new peer.ProposalResponsePayload();
  response.setExtension$(chaincodeAction.serializeBinary());
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(response.serializeBinary());
  const actionPayload = new peer.ChaincodeActionPayload();
  actionPayload.setAction(endorsed);
  const action = new peer.TransactionAction();
  action.setPayload(actionPayload.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.addActions(action);
  const header = new common.Header();
  header.setSignatureHeader(signatureHeader('Dso1MSP'));
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(transaction.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  const answer = new peer.ProcessedTransaction();
  answer.setTransactionenvelope(envelope);
  answer.setValidationcode(verdict);
  return answer.serializeBinary();
}

function written(value: string): ledger.rwset.kvrwset.KVWrite {
  const write = new ledger.rwset.kvrwset.KVWrite();
  write.setKey('k');
  write.setValue(Buffer.from(value));
  return write;
}

function signatureHeader(mspId: string): Uint8Array {
  const creator = new msp.SerializedIdentity();
  creator.setMspid(mspId);
  creator.setIdBytes(Buffer.from(CERTIFICATE));
  const header = new common.SignatureHeader();
  header.setCreator(creator.serializeBinary());
  return header.serializeBinary();
}

describe('decodeWrittenValues', () => {
  it('finds who sent a transaction and what it put under the chaincode, and not what it put elsewhere', () => {
    const { creator, values } = decodeWrittenValues(
      processed({ exchange: ['{"a":"ü"}', '2'], other: ['3'] }),
      'exchange',
    );
    expect(creator).toEqual({ mspId: 'Dso1MSP', name: 'User1@tso.test' });
    expect([...values]).toEqual(['{"a":"ü"}', '2']);
  });

  it('takes a transaction that was found invalid for one that wrote nothing', () => {
    const invalid = processed({ exchange: ['1'] }, peer.TxValidationCode.MVCC_READ_CONFLICT);
    expect(decodeWrittenValues(invalid, 'exchange').values.size).toBe(0);
  });
});
