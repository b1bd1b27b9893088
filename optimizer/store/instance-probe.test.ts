import type { Socket } from 'node:net';
import type { BSON } from 'mongodb';
import { afterEach, describe, expect, it } from 'vitest';
import { probeInstance } from './instance-probe.js';
import { bodyOf, eachMessage, fakeServer, replyTo, type FakeServer } from './testing/fake-server.js';

const servers: FakeServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function serverThat(answers: (socket: Socket, request: Buffer) => void): Promise<string> {
  const server = await fakeServer((socket) => eachMessage(socket, (request) => answers(socket, request)));
  servers.push(server);
  return server.address;
}

describe('probeInstance', () => {
  it('asks one command and returns the instance, also when the reply comes in pieces', async () => {
    const requests: (BSON.Document | undefined)[] = [];
    const address = await serverThat((socket, request) => {
      requests.push(bodyOf(request));
      const whole = replyTo(request, { instance: 'ABC', ok: 1 });
      socket.setNoDelay(true).write(whole.subarray(0, 10));
      setTimeout(() => socket.write(whole.subarray(10, 30)), 20);
      setTimeout(() => socket.write(whole.subarray(30)), 40);
    });
    expect(await probeInstance(address, 2000)).toBe('ABC');
    expect(requests).toEqual([{ gridtuneInstance: 1, $db: 'admin' }]);
  });

  // Far longer than a test may take: these are found out without waiting.
  it.for([
    ['refuses the command', (socket: Socket, request: Buffer) => socket.write(replyTo(request, { ok: 0 }))],
    ['speaks another protocol', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['floods', (socket: Socket) => socket.write(Buffer.alloc(10_000, 0x7f))],
    ['hangs up', (socket: Socket) => socket.destroy()],
  ] as const)('finds nobody at once where a server %s', async ([, answer]) => {
    expect(await probeInstance(await serverThat(answer), 600_000)).toBeUndefined();
  });

  it('finds nobody in time where a server never answers', async () => {
    expect(await probeInstance(await serverThat(() => undefined), 200)).toBeUndefined();
  });

  it.for(['127.0.0.1:1', 'nonsense', '127.0.0.1:99999', ''])('finds nobody at %s', async (address) => {
    expect(await probeInstance(address, 200)).toBeUndefined();
  });
});
