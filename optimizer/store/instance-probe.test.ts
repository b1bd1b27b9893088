import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { BSON } from 'mongodb';
import { afterEach, describe, expect, it } from 'vitest';
import { probeInstance } from './instance-probe.js';
import { portOf } from './testing/lossy-proxy.js';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** Answers what the client sends first by what `answer` makes of it. */
async function serverThat(answer: (socket: Socket, request: Buffer) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (request) => answer(socket, Buffer.from(request)));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${portOf(server.address())}`;
}

function reply(document: BSON.Document): Buffer {
  const body = BSON.serialize(document);
  const bytes = Buffer.alloc(21 + body.length);
  bytes.writeInt32LE(bytes.length, 0);
  bytes.set(body, 21);
  return bytes;
}

describe('probeInstance', () => {
  it('asks one command and returns the instance, also when the reply comes in pieces', async () => {
    const requests: BSON.Document[] = [];
    const address = await serverThat((socket, request) => {
      expect(request.readInt32LE(0)).toBe(request.length);
      requests.push(BSON.deserialize(request.subarray(21)));
      const whole = reply({ instance: 'ABC', ok: 1 });
      socket.setNoDelay(true).write(whole.subarray(0, 10));
      setTimeout(() => socket.write(whole.subarray(10, 30)), 20);
      setTimeout(() => socket.write(whole.subarray(30)), 40);
    });
    expect(await probeInstance(address, 2000)).toBe('ABC');
    expect(requests).toEqual([{ gridtuneInstance: 1, $db: 'admin' }]);
  });

  it.for([
    ['refuses the command', (socket: Socket) => socket.write(reply({ ok: 0, code: 59 }))],
    ['speaks another protocol', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['floods', (socket: Socket) => socket.write(Buffer.alloc(10_000, 0x7f))],
    ['hangs up', (socket: Socket) => socket.destroy()],
    ['never answers', () => undefined],
  ] as const)('finds nobody where a server %s', async ([, answer]) => {
    expect(await probeInstance(await serverThat(answer), 200)).toBeUndefined();
  });

  it.for(['127.0.0.1:1', 'nonsense', '127.0.0.1:99999', ''])('finds nobody at %s', async (address) => {
    expect(await probeInstance(address, 200)).toBeUndefined();
  });
});
