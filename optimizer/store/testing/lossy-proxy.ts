import { connect, type Socket } from 'node:net';
import { bodyOf, eachMessage, fakeServer } from './fake-server.js';

/** A proxy in front of a store that loses the connection when it hurts most. */
export interface LossyProxy {
  readonly uri: string;
  /** Passes the next such command on, and ends the client's connection once the store has replied. */
  loseReplyTo(command: string): void;
  /** How many replies were lost. */
  readonly lost: number;
  readonly close: () => Promise<void>;
}

/** @param target - host and port of the store. */
export async function lossyProxy(target: string): Promise<LossyProxy> {
  const [host, port] = target.split(':');
  let [victim, lost]: [string | undefined, number] = [undefined, 0];
  const { address, close } = await fakeServer((client) => {
    const store = connect({ host, port: Number(port) });
    tie(client, store);
    let losing = false;
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
  return {
    uri: `mongodb://${address}/?directConnection=true`,
    loseReplyTo: (command) => (victim = command),
    get lost() {
      return lost;
    },
    close,
  };
}

/** Ends both when either ends. */
function tie(client: Socket, store: Socket): void {
  store.on('error', () => undefined);
  for (const socket of [client, store]) {
    socket.on('close', () => {
      client.destroy();
      store.destroy();
    });
  }
}

function commandOf(message: Buffer): string | undefined {
  return Object.keys(bodyOf(message) ?? {})[0];
}
