import { createPrivateKey } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, credentials, type ChannelCredentials } from '@grpc/grpc-js';
import {
  connect,
  GatewayError,
  hash,
  StatusCode,
  type Contract,
  type Gateway,
  type Proposal,
} from '@hyperledger/fabric-gateway';
import type { ClientAccess, RawTransaction } from '../../optimizer/domain/ports.js';
import type { CaliperCore, TxStatus } from './core.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import type { Journal } from './journal.js';
import { nativeSigner } from './native-signer.js';
import { requestSchema, type Request } from './worker-options.js';

const ENDORSE_DEADLINE_MS = 10_000;
const SUBMIT_DEADLINE_MS = 10_000;
const COMMIT_DEADLINE_MS = 30_000;

export interface ConnectorOptions {
  readonly caliper: CaliperCore;
  readonly journal: Journal;
  readonly workerIndex: number;
  readonly access: ClientAccess;
}

/**
 * Caliper's connector for this network, on fabric-gateway. Unlike the stock one it keeps why a transaction
 * failed, which block it went into, when it was endorsed, and times on the monotonic clock.
 */
export async function createConnector({
  caliper,
  journal,
  workerIndex,
  access,
}: ConnectorOptions): Promise<object> {
  const client = new Client(access.peerAddress, await credentialsOf(access), {
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
      const tell = journal.sent(createdMs);
      const fate = await invoke(contract, request);
      const finishedMs = preciseNow();
      tell({ createdMs, finishedMs, ...fate });
      status.SetVerification(true);
      if (fate.failure === undefined) status.SetStatusSuccess(finishedMs);
      else status.SetStatusFail();
      return status;
    }
  }
  return new GatewayConnector(workerIndex, 'fabric');
}

async function credentialsOf({ tlsCaFile, clientTls }: ClientAccess): Promise<ChannelCredentials> {
  if (tlsCaFile === undefined) return credentials.createInsecure();
  const authorities = await readFile(tlsCaFile);
  if (!clientTls) return credentials.createSsl(authorities);
  const [privateKey, certificate] = await Promise.all([
    readFile(clientTls.privateKey),
    readFile(clientTls.certificate),
  ]);
  return credentials.createSsl(authorities, privateKey, certificate);
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
    signer: nativeSigner(createPrivateKey(key)),
    hash: hash.none,
    evaluateOptions: after(ENDORSE_DEADLINE_MS),
    endorseOptions: after(ENDORSE_DEADLINE_MS),
    submitOptions: after(SUBMIT_DEADLINE_MS),
    commitStatusOptions: after(COMMIT_DEADLINE_MS),
  });
}

type Fate = Omit<RawTransaction, 'createdMs' | 'finishedMs'>;

/** A failed transaction is a result, with its reason, and not an error of the generator. */
async function invoke(contract: Contract, request: Request): Promise<Fate> {
  const proposal = contract.newProposal(request.transaction, { arguments: request.arguments });
  if (!request.readOnly) return submit(proposal);
  try {
    await proposal.evaluate();
    return {};
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}

async function submit(proposal: Proposal): Promise<Fate> {
  const id = proposal.getTransactionId();
  let endorsedMs: number | undefined;
  let accepted = false;
  try {
    const endorsed = await proposal.endorse();
    endorsedMs = preciseNow();
    const submitted = await endorsed.submit();
    accepted = true;
    const status = await submitted.getStatus();
    if (status.successful) return { id, accepted, endorsedMs, block: Number(status.blockNumber) };
    return { id, accepted, endorsedMs, failure: `invalidated: ${codeName(status.code)}` };
  } catch (error) {
    // Once it was endorsed it may still be ordered and committed, whatever went wrong.
    const lostId = endorsedMs === undefined ? undefined : id;
    return { id, accepted, endorsedMs, failure: reasonOf(error), lostId };
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
