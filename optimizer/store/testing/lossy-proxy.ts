import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { BSON } from 'mongodb';

/** A proxy in front of a store that loses the connection when it hurts most. */
export interface LossyProxy {
  readonly uri: string;
  /** Passes the next such command on, and ends the client's connection once the store has replied. */
  loseReplyTo(command: string): void;
  /** How many replies were lost. */
  readonly lost: number;
  close(): Promise<void>;
}

const HEADER_BYTES = 16;

/** @param target - host and port of the store. */
export async function lossyProxy(target: string): Promise<LossyProxy> {
  const [host, port] = target.split(':');
  const sockets = new Set<Socket>();
  let [victim, lost]: [string | undefined, number] = [undefined, 0];
  const server = createServer((client) => {
    const store = connect({ host, port: Number(port) });
    let losing = false;
    for (const socket of [client, store]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => [client, store].forEach((either) => either.destroy()));
    }
    eachMessage(client, (message) => {
      if (victim !== undefined && commandOf(message) === victim) [victim, losing] = [undefined, true];
      store.write(message);
    });
    eachMessage(store, (message) => {
      if (losing) {
        lost += 1;
        client.destroy();
      } else client.write(message);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    uri: `mongodb://127.0.0.1:${portOf(server.address())}/?directConnection=true`,
    loseReplyTo: (command) => (victim = command),
    get lost() {
      return lost;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The port of a listening server. */
export function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

function eachMessage(socket: Socket, use: (message: Buffer) => void): void {
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

/** Of an OP_MSG whose body comes first, as the driver sends it. */
function commandOf(message: Buffer): string | undefined {
  const OP_MSG = 2013;
  if (message.readInt32LE(12) !== OP_MSG) return undefined;
  const body = message.subarray(HEADER_BYTES + 5);
  return Object.keys(BSON.deserialize(body.subarray(0, body.readInt32LE(0))))[0];
}
