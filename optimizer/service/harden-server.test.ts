import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { withDeadline } from '../domain/wait.js';
import { hardenServer, SERVER_LIMITS } from './harden-server.js';

type Limits = Record<keyof typeof SERVER_LIMITS, number>;

describe('hardenServer', () => {
  const open: (Server | Socket)[] = [];
  afterEach(() => {
    for (const each of open.splice(0)) {
      if ('listen' in each) {
        each.close();
        each.closeAllConnections();
      } else each.destroy();
    }
  });

  async function listen(limits: Limits): Promise<Server> {
    const server = createServer(limits, (request, response) => {
      request.resume().on('end', () => response.end('whole'));
    });
    hardenServer(server, limits);
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  function talk(server: Server): { readonly socket: Socket; readonly ended: Promise<string> } {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    open.push(socket);
    let said = '';
    socket.on('data', (data) => (said += String(data)));
    const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(said)));
    return { socket, ended: withDeadline('the end of the connection', closed, 30_000) };
  }

  const quick = {
    ...SERVER_LIMITS,
    connectionsCheckingInterval: 20,
    headersTimeout: 100,
    requestTimeout: 200,
  };

  it('cuts off whoever sends headers without end, however steadily, and says why', async () => {
    const server = await listen(quick);
    const { socket, ended } = talk(server);
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
    const drip = setInterval(() => socket.write('X-More: a\r\n'), 30);
    const said = await ended.finally(() => clearInterval(drip));
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    expect(JSON.parse(said.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      status: 408,
      retry: 'later',
    });
  });

  it('cuts off whoever sends a body without end', async () => {
    const server = await listen(quick);
    const { socket, ended } = talk(server);
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n');
    const drip = setInterval(() => socket.write('a'), 30);
    expect(await ended.finally(() => clearInterval(drip))).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('lets other requests by meanwhile', async () => {
    const server = await listen({ ...quick, headersTimeout: 5000, requestTimeout: 5000 });
    const slow = Array.from({ length: 50 }, () => talk(server));
    for (const { socket } of slow) socket.write('GET / HTTP/1.1\r\n');
    const { port } = server.address() as AddressInfo;
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('whole');
  });

  it('takes no more connections than it can serve', async () => {
    const server = await listen(SERVER_LIMITS);
    expect(server).toMatchObject({ maxConnections: 1000, headersTimeout: 10_000, requestTimeout: 120_000 });
    server.maxConnections = 1;
    const first = talk(server);
    await new Promise((resolve) => first.socket.once('connect', resolve));
    expect(await talk(server).ended).toBe('');
  });
});
