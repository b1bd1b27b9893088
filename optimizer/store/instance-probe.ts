import { once } from 'node:events';
import { Socket } from 'node:net';
import { BSON } from 'mongodb';
import { z } from 'zod';
import { withDeadline } from '../domain/wait.js';

const OP_MSG = 2013;
const HEADER_BYTES = 16;
/** Flags, then the kind of the one section. */
const PREFIX_BYTES = 5;
const MAX_REPLY_BYTES = 4096;

const replySchema = z.object({ instance: z.string() });

/**
 * Asks who listens at a loopback address: the port of a docstore that was killed may by now belong to the
 * docstore of other data, or to any other program.
 * @returns the docstore's instance id, or undefined if no docstore answers in time.
 */
export async function probeInstance(address: string, timeoutMs: number): Promise<string | undefined> {
  const socket = new Socket();
  // What goes wrong shows in the operations below.
  socket.on('error', () => undefined);
  try {
    return await withDeadline(`the docstore at ${address}`, ask(socket, address), timeoutMs);
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

async function ask(socket: Socket, address: string): Promise<string> {
  const [host, port] = address.split(':');
  await once(socket.connect({ host, port: Number(port) }), 'connect');
  socket.write(message({ gridtuneInstance: 1, $db: 'admin' }));
  const reply = await readMessage(socket);
  return replySchema.parse(BSON.deserialize(reply.subarray(HEADER_BYTES + PREFIX_BYTES))).instance;
}

function message(command: BSON.Document): Buffer {
  const document = BSON.serialize(command);
  const bytes = Buffer.alloc(HEADER_BYTES + PREFIX_BYTES + document.length);
  bytes.writeInt32LE(bytes.length, 0);
  bytes.writeInt32LE(OP_MSG, 12);
  bytes.set(document, HEADER_BYTES + PREFIX_BYTES);
  return bytes;
}

async function readMessage(socket: Socket): Promise<Buffer> {
  let received = Buffer.alloc(0);
  for await (const chunk of socket) {
    if (Buffer.isBuffer(chunk)) received = Buffer.concat([received, chunk]);
    const length = received.length < HEADER_BYTES ? Infinity : received.readInt32LE(0);
    if (received.length >= length) return received.subarray(0, length);
    if (received.length > MAX_REPLY_BYTES) break;
  }
  throw new Error('no whole reply');
}
