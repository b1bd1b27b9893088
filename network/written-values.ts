import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { creatorIn } from './creator.js';

/** What a committed transaction wrote, and in whose name it was sent. */
export interface WrittenValues {
  /** The peers checked this signature before they took the transaction. */
  readonly creator: { readonly mspId: string; readonly name: string };
  /** Every value that it put under the chaincode; none if it was found invalid. */
  readonly values: ReadonlySet<string>;
}

/** @param processed - a ProcessedTransaction, as qscc's GetTransactionByID answers. */
export function decodeWrittenValues(processed: Uint8Array, chaincode: string): WrittenValues {
  const transaction = peer.ProcessedTransaction.deserializeBinary(processed);
  const payload = common.Payload.deserializeBinary(
    transaction.getTransactionenvelope()?.getPayload_asU8() ?? new Uint8Array(),
  );
  const isValid = transaction.getValidationcode() === peer.TxValidationCode.VALID;
  return {
    creator: creatorIn(payload.getHeader()?.getSignatureHeader_asU8() ?? new Uint8Array()),
    values: new Set(isValid ? valuesIn(payload.getData_asU8(), chaincode) : []),
  };
}

function valuesIn(data: Uint8Array, chaincode: string): string[] {
  return peer.Transaction.deserializeBinary(data)
    .getActionsList()
    .flatMap((action) => {
      const payload = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
      const response = peer.ProposalResponsePayload.deserializeBinary(
        payload.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
      );
      const results = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getResults_asU8();
      return ledger.rwset.TxReadWriteSet.deserializeBinary(results).getNsRwsetList();
    })
    .filter((written) => written.getNamespace() === chaincode)
    .flatMap((written) =>
      ledger.rwset.kvrwset.KVRWSet.deserializeBinary(written.getRwset_asU8()).getWritesList(),
    )
    .map((write) => Buffer.from(write.getValue_asU8()).toString('utf8'));
}
