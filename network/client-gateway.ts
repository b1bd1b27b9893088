import { readFile } from 'node:fs/promises';
import { Client } from '@grpc/grpc-js';
import { connect, GatewayError, type Network } from '@hyperledger/fabric-gateway';
import { GridtuneError, NetworkDownError, messageOf } from '../optimizer/domain/errors.js';
import type { ClientAccess } from '../optimizer/domain/ports.js';
import { credentialsFor } from './channel/endpoint.js';
import { tlsCertificateHash } from './channel/envelope.js';
import { readIdentity, readTlsKeyPair } from './channel/identity.js';

const ANSWER_DEADLINE_MS = 10_000;
/** A batch timeout may be as long as a minute. */
const COMMIT_DEADLINE_MS = 75_000;

/** A client's connection to its own peer. */
export interface ClientGateway {
  readonly network: Network;
  /**
   * Runs calls on the gateway, each of which has a deadline of its own.
   * @param what - what they are for, as a message names it: `read the ledger`.
   * @throws NetworkDownError with the words of whoever refused, and what to do
   */
  call<T>(what: string, work: (network: Network) => Promise<T>): Promise<T>;
  close(): void;
}

/** @throws NetworkDownError, InvalidInputError if the client's certificate or key cannot be used */
export async function openGateway(access: ClientAccess): Promise<ClientGateway> {
  const { tlsCaFile, clientTls } = access;
  const [{ gateway: identity }, tlsCaCertificate, shown] = await Promise.all([
    readIdentity(access.mspId, access.mspDirectory),
    tlsCaFile === undefined ? undefined : readFile(tlsCaFile),
    clientTls && readTlsKeyPair(clientTls.certificate, clientTls.privateKey),
  ]);
  const client = new Client(access.peerAddress, credentialsFor({ tlsCaCertificate, clientTls: shown }), {
    'grpc.ssl_target_name_override': access.peerName,
    'grpc.max_receive_message_length': -1,
  });
  const after = (ms: number) => () => ({ deadline: Date.now() + ms });
  const gateway = connect({
    client,
    ...identity,
    ...(shown && { tlsClientCertificateHash: tlsCertificateHash(shown.certificate) }),
    evaluateOptions: after(ANSWER_DEADLINE_MS),
    endorseOptions: after(ANSWER_DEADLINE_MS),
    submitOptions: after(ANSWER_DEADLINE_MS),
    commitStatusOptions: after(COMMIT_DEADLINE_MS),
  });
  const network = gateway.getNetwork(access.channel);
  return {
    network,
    call: async (what, work) => {
      try {
        return await work(network);
      } catch (cause) {
        if (cause instanceof GridtuneError) throw cause;
        throw new NetworkDownError(
          `${access.peerName} could not ${what} (${wordsOf(cause)}): see that peers and chaincode run, in this version ("gridtune network status"), then run the command again`,
          { cause },
        );
      }
    },
    close: () => {
      gateway.close();
      client.close();
    },
  };
}

const LONGEST_WORDS = 240;

/** The first peer's own words say more than the gateway's "see attached details": what failed, and at the end why. */
function wordsOf(error: unknown): string {
  const [first] = error instanceof GatewayError ? error.details : [];
  const words = first?.message ?? messageOf(error);
  if (words.length <= LONGEST_WORDS) return words;
  return `${words.slice(0, LONGEST_WORDS / 2)} ... ${words.slice(-LONGEST_WORDS / 2)}`;
}
