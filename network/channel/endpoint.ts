import { credentials, status, type ChannelCredentials, type ClientDuplexStream } from '@grpc/grpc-js';
import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { NetworkDownError, messageOf } from '../../optimizer/domain/errors.js';
import { tlsFault } from './tls-fault.js';

/** A node that delivers blocks. */
export interface Endpoint {
  readonly name: string;
  readonly kind: 'orderer' | 'peer';
  /** host:port */
  readonly address: string;
  /** PEM of the certificate authorities that may have signed the node's TLS certificate; undefined: no TLS. */
  readonly tlsCaCertificate: Uint8Array | undefined;
  /** Name in the node's TLS certificate, where it differs from the host of `address`. */
  readonly tlsName?: string | undefined;
  /** What this program shows of itself to nodes that ask for it. PEM. */
  readonly clientTls?: ClientTls | undefined;
  /** Options of gRPC itself, such as `grpc.keepalive_time_ms`. */
  readonly grpcOptions?: Readonly<Record<string, string | number>> | undefined;
}

export interface ClientTls {
  readonly certificate: Uint8Array;
  readonly privateKey: Uint8Array;
}

export type Status = common.StatusMap[keyof common.StatusMap];

export type DeliverStream =
  | ClientDuplexStream<common.Envelope, orderer.DeliverResponse>
  | ClientDuplexStream<common.Envelope, peer.DeliverResponse>;

/** An open connection to one node. */
export interface NodeClient {
  readonly endpoint: Endpoint;
  deliver(): DeliverStream;
  /** Blocks without their contents, with the verdict on each transaction: a peer alone has them. */
  deliverFiltered(): DeliverStream;
  /** Hands an envelope to the ordering service. @throws NetworkDownError */
  broadcast(envelope: common.Envelope, deadlineMs: number): Promise<{ status: Status; info: string }>;
  close(): void;
}

export function connectNode(endpoint: Endpoint): NodeClient {
  const channelCredentials = credentialsFor(endpoint);
  const options = {
    ...endpoint.grpcOptions,
    // A configuration block may be larger than gRPC's default of 4 MiB.
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
    ...(endpoint.tlsName ? { 'grpc.ssl_target_name_override': endpoint.tlsName } : {}),
  };
  const orderingClient = new orderer.AtomicBroadcastClient(endpoint.address, channelCredentials, options);
  const peerClient = new peer.DeliverClient(endpoint.address, channelCredentials, options);
  return {
    endpoint,
    deliver: () => (endpoint.kind === 'orderer' ? orderingClient.deliver() : peerClient.deliver()),
    deliverFiltered: () => peerClient.deliverFiltered(),
    broadcast: (envelope, deadlineMs) => broadcast(orderingClient, endpoint, envelope, deadlineMs),
    close: () => {
      orderingClient.close();
      peerClient.close();
    },
  };
}

/** How a node is reached: under TLS, with or without a certificate of our own, or in the clear. */
export function credentialsFor({
  tlsCaCertificate,
  clientTls,
}: Pick<Endpoint, 'tlsCaCertificate' | 'clientTls'>): ChannelCredentials {
  if (!tlsCaCertificate) return credentials.createInsecure();
  const authorities = Buffer.from(tlsCaCertificate);
  if (!clientTls) return credentials.createSsl(authorities);
  return credentials.createSsl(
    authorities,
    Buffer.from(clientTls.privateKey),
    Buffer.from(clientTls.certificate),
  );
}

async function broadcast(
  client: orderer.AtomicBroadcastClient,
  endpoint: Endpoint,
  envelope: common.Envelope,
  deadlineMs: number,
): Promise<{ status: Status; info: string }> {
  return new Promise((resolve, reject) => {
    const call = client.broadcast({ deadline: Date.now() + deadlineMs });
    call.on('data', (answer) => {
      call.end();
      resolve({ status: answer.getStatus(), info: answer.getInfo() });
    });
    call.on('error', (cause) => reject(asNetworkDown(endpoint, cause)));
    call.on('end', () =>
      reject(new NetworkDownError(`${endpoint.name} closed the stream without an answer`)),
    );
    call.write(envelope);
  });
}

/** A gRPC failure as what it means to the user: this node does not answer. */
export function asNetworkDown(endpoint: Endpoint, cause: unknown): NetworkDownError {
  const message = messageOf(cause);
  // gRPC wraps the one telling part: "14 UNAVAILABLE: No connection established. Last error: Error: ... Resolution note: ".
  const why =
    /Last error: (?:Error(?: \[\w+\])?: )?(.*?)\.?\s*Resolution note/s.exec(message)?.[1] ?? message;
  const fault = tlsFault(why, {
    tls: endpoint.tlsCaCertificate !== undefined,
    clientCertificate: endpoint.clientTls !== undefined,
  });
  if (fault) return new NetworkDownError(`${endpoint.name} at ${endpoint.address} ${fault}`, { cause });
  return new NetworkDownError(
    `${endpoint.name} at ${endpoint.address} does not answer (${why}): see "gridtune network status"`,
    { cause },
  );
}

export function isCancelled(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === status.CANCELLED;
}
