import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { GridtuneError, InvalidInputError, StoreUnreachableError } from '../domain/errors.js';
import { connectStore } from './mongo-store.js';
import { bodyOf, eachMessage, fakeServer, replyTo, type FakeServer } from './testing/fake-server.js';

const servers: FakeServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function serverThat(connected: (socket: Socket) => void): Promise<string> {
  const server = await fakeServer(connected);
  servers.push(server);
  return server.address;
}

async function deadPort(): Promise<string> {
  const { address, close } = await fakeServer(() => undefined);
  await close();
  return address;
}

/** Says hello and then nothing. */
function greeter(socket: Socket): void {
  const hello = { isWritablePrimary: true, helloOk: true, minWireVersion: 0, maxWireVersion: 21, ok: 1 };
  eachMessage(socket, (request) => {
    // The driver's first hello is an older message than OP_MSG.
    const body = bodyOf(request) ?? { hello: 1 };
    if ('hello' in body) socket.write(replyTo(request, hello));
  });
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
    ['a server that never answers', () => serverThat(() => undefined)],
    ['a server that only says hello', () => serverThat(greeter)],
  ] as const)('fails in time for %s', async ([, listen]) => {
    const host = await listen();
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

  it('fails so for a name that no name service knows', async () => {
    const { error } = await failure('mongodb+srv://somebody:hush-hush@db.gridtune.invalid');
    expect(error).toBeInstanceOf(StoreUnreachableError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^no store answers at db\.gridtune\.invalid \(/),
    });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/hush|somebody/);
  });

  it('never tells a password, however deep one looks', async () => {
    const host = await deadPort();
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
    const hosts = [await deadPort(), await deadPort()];
    const { error } = await failure(`mongodb://${hosts.join(',')}`, 300);
    const message = error instanceof GridtuneError ? error.message : '';
    expect(message).toContain(`at ${hosts.join(',')} (`);
  });
});
