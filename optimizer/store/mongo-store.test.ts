import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { GridtuneError, InvalidInputError, StoreUnreachableError } from '../domain/errors.js';
import { connectStore } from './mongo-store.js';
import { portOf } from './testing/lossy-proxy.js';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** A server that accepts connections and never says anything. */
async function silentServer(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server.address());
}

async function deadPort(): Promise<number> {
  const port = await silentServer();
  const [server] = servers.splice(-1);
  server?.close();
  return port;
}

async function failure(uri: string, connectTimeoutMs = 1000): Promise<{ error: unknown; tookMs: number }> {
  const started = performance.now();
  const error: unknown = await connectStore({ uri, databaseName: 'x', connectTimeoutMs }).catch(
    (e: unknown) => e,
  );
  return { error, tookMs: performance.now() - started };
}

describe('connectStore', () => {
  it.for([
    ['a port that nobody listens on', deadPort],
    ['a server that never answers', silentServer],
  ] as const)('fails in time for %s', async ([, port]) => {
    const host = `127.0.0.1:${await port()}`;
    const { error, tookMs } = await failure(`mongodb://${host}`);
    expect(error).toBeInstanceOf(StoreUnreachableError);
    expect(error).toMatchObject({
      code: 'STORE_UNREACHABLE',
      cause: expect.any(Error),
      message: expect.stringMatching(
        new RegExp(
          `^no store answers at ${host} \\(.+\\): check that it runs there, and MONGODB_URI if that is set$`,
        ),
      ),
    });
    expect(tookMs).toBeLessThan(1000 + 500);
  });

  it('never tells a password, however deep one looks', async () => {
    const host = `127.0.0.1:${await deadPort()}`;
    const { error } = await failure(`mongodb://somebody:hush-hush@${host}/?authSource=admin`, 300);
    expect(error).toBeInstanceOf(StoreUnreachableError);
    const told = [
      inspect(error, { depth: Infinity, showHidden: true }),
      JSON.stringify(error),
      String(error),
    ].join();
    expect(told).toContain(host);
    expect(told).not.toContain('hush-hush');
    expect(told).not.toContain('somebody');
  });

  it.for([
    'nonsense',
    'http://somebody:hush-hush@h',
    'mongodb://somebody:hush-hush@',
    'mongodb://somebody:hush-hush@h:port',
    'mongodb://somebody:hush%hush@h',
    'mongodb://h/?madeUpOption=hush-hush',
  ])('refuses %s without repeating it', async (uri) => {
    const { error } = await failure(uri);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/hush|somebody/);
  });

  it('names every host of a URI with several', async () => {
    const ports = [await deadPort(), await deadPort()];
    const { error } = await failure(`mongodb://${ports.map((port) => `127.0.0.1:${port}`).join(',')}`, 300);
    const message = error instanceof GridtuneError ? error.message : '';
    expect(message).toContain(`at ${ports.map((port) => `127.0.0.1:${port}`).join(',')} (`);
  });
});
