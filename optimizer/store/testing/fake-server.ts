import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { BSON } from 'mongodb';

/** A server on a loopback port that answers a client's messages, or does not. */
export interface FakeServer {
  /** Host and port. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

const HEADER_BYTES = 16;
const OP_MSG = 2013;

/** @param connected - gets each new connection. */
export async function fakeServer(connected: (socket: Socket) => void): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    connected(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${portOf(server.address())}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Calls `use` with each whole message that arrives. */
export function eachMessage(socket: Socket, use: (message: Buffer) => void): void {
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, Buffer.from(chunk)]);
    while (pending.length >= HEADER_BYTES && pending.length >= pending.readInt32LE(0)) {
      const length = pending.readInt32LE(0);
      use(pending.subarray(0, length));
      pending = pending.subarray(length);
    }
  });
}

/** The document of an OP_MSG whose body comes first, as the driver sends it. */
export function bodyOf(message: Buffer): BSON.Document | undefined {
  if (message.readInt32LE(12) !== OP_MSG) return undefined;
  const body = message.subarray(HEADER_BYTES + 5);
  return BSON.deserialize(body.subarray(0, body.readInt32LE(0)));
}

/** The OP_MSG that answers `request`. */
export function replyTo(request: Buffer, document: BSON.Document): Buffer {
  const body = BSON.serialize(document);
  const bytes = Buffer.alloc(HEADER_BYTES + 5 + body.length);
  bytes.writeInt32LE(bytes.length, 0);
  bytes.writeInt32LE(request.readInt32LE(4), 8);
  bytes.writeInt32LE(OP_MSG, 12);
  bytes.set(body, HEADER_BYTES + 5);
  return bytes;
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
