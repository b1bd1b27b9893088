import { createPrivateKey } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import {
  connect,
  GatewayError,
  hash,
  signers,
  StatusCode,
  type Contract,
  type Gateway,
} from '@hyperledger/fabric-gateway';
import type { ClientAccess } from '../optimizer/domain/ports.js';
import type { CaliperCore, TxStatus } from './caliper-core.js';
import { preciseNow } from '../optimizer/domain/precise-time.js';
import { requestSchema, type Request } from './session-options.js';

const ENDORSE_DEADLINE_MS = 10_000;
const SUBMIT_DEADLINE_MS = 10_000;
const COMMIT_DEADLINE_MS = 30_000;

/** Keys under which the times and the fate of a transaction are kept on its TxStatus. */
export const OUTCOME = 'gridtune';

/** What one transaction went through; times in milliseconds since the epoch. */
export interface Outcome {
  readonly createdMs: number;
  readonly finishedMs: number;
  readonly block?: number | undefined;
  readonly failure?: string | undefined;
}

/**
 * Caliper's connector for this network, on fabric-gateway. Unlike the stock one it keeps why a transaction
 * failed, which block it went into, and times on the monotonic clock.
 */
export async function createConnector(
  caliper: CaliperCore,
  workerIndex: number,
  access: ClientAccess,
  tlsCaCertificate: Buffer,
): Promise<object> {
  const client = new Client(access.peerAddress, credentials.createSsl(tlsCaCertificate), {
    'grpc.ssl_target_name_override': access.peerName,
    'grpc.max_receive_message_length': -1,
  });
  const gateway = await connectGateway(client, access);
  const contract = gateway.getNetwork(access.channel).getContract(access.chaincode);

  class GatewayConnector extends caliper.ConnectorBase {
    async getContext(): Promise<object> {
      return {};
    }

    async releaseContext(): Promise<void> {
      // The connection serves every round and ends with the process.
    }

    override async _sendSingleRequest(input: unknown): Promise<TxStatus> {
      const request = requestSchema.parse(input);
      const status = new caliper.TxStatus();
      const createdMs = preciseNow();
      status.SetTimeCreate(createdMs);
      const { block, failure } = await invoke(contract, request);
      const outcome: Outcome = { createdMs, finishedMs: preciseNow(), block, failure };
      status.Set(OUTCOME, outcome);
      status.SetVerification(true);
      if (failure === undefined) status.SetStatusSuccess(outcome.finishedMs);
      else status.SetStatusFail();
      return status;
    }
  }
  return new GatewayConnector(workerIndex, 'fabric');
}

async function connectGateway(client: Client, { mspId, mspDirectory }: ClientAccess): Promise<Gateway> {
  const [certificate, key] = await Promise.all([
    readOnlyFile(path.join(mspDirectory, 'signcerts')),
    readOnlyFile(path.join(mspDirectory, 'keystore')),
  ]);
  const after = (ms: number) => () => ({ deadline: Date.now() + ms });
  return connect({
    client,
    identity: { mspId, credentials: certificate },
    signer: signers.newPrivateKeySigner(createPrivateKey(key)),
    hash: hash.sha256,
    evaluateOptions: after(ENDORSE_DEADLINE_MS),
    endorseOptions: after(ENDORSE_DEADLINE_MS),
    submitOptions: after(SUBMIT_DEADLINE_MS),
    commitStatusOptions: after(COMMIT_DEADLINE_MS),
  });
}

/** A failed transaction is a result, with its reason, and not an error of the generator. */
async function invoke(contract: Contract, request: Request): Promise<{ block?: number; failure?: string }> {
  try {
    if (request.readOnly) {
      await contract.evaluate(request.transaction, { arguments: request.arguments });
      return {};
    }
    const submitted = await contract.submitAsync(request.transaction, { arguments: request.arguments });
    const status = await submitted.getStatus();
    if (status.successful) return { block: Number(status.blockNumber) };
    return { failure: `invalidated: ${codeName(status.code)}` };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}

function codeName(code: number): string {
  return Object.entries(StatusCode).find(([, value]) => value === code)?.[0] ?? String(code);
}

const LONGEST_REASON = 160;

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, LONGEST_REASON);
  const detail = error instanceof GatewayError ? error.details[0]?.message : undefined;
  return `${error.name}: ${detail ?? error.message}`.slice(0, LONGEST_REASON);
}

async function readOnlyFile(directory: string): Promise<Buffer> {
  const [first] = await readdir(directory);
  if (first === undefined) throw new Error(`${directory} is empty`);
  return readFile(path.join(directory, first));
}
