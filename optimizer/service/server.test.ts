import { get as httpGet } from 'node:http';
import { get as httpsGet, type RequestOptions } from 'node:https';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { certificateOf, keyOf } from '../../network/channel/fixtures/signers.fixture.js';
import { listen, type Listening } from './server.js';

const HOST = '127.0.0.1';
const TLS = { cert: Buffer.from(certificateOf('tsoAdmin')), key: Buffer.from(keyOf('tsoAdmin')) };

describe('listen', () => {
  const open: Listening[] = [];
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close(0);
  });

  async function serving(options: { readonly port?: number; readonly tls?: typeof TLS } = {}) {
    const app = express();
    app.get('/', (_request, response) => void response.send('here'));
    app.get('/stream', (_request, response) => void response.write('begun\n'));
    const listening = await listen(app, { host: HOST, port: 0, ...options });
    open.push(listening);
    return listening;
  }

  const overTls = (url: string, options: RequestOptions) =>
    new Promise<string>((resolve, reject) => {
      // Whose certificate the fixture is does not matter here.
      httpsGet(url, { ...options, rejectUnauthorized: false }, (response) => {
        response.on('data', (data: Buffer) => resolve(data.toString()));
      }).on('error', reject);
    });

  it('serves over TLS from version 1.2 on, and nothing beside it', async () => {
    const { url } = await serving({ tls: TLS });
    expect(url).toMatch(/^https:/);
    expect(await overTls(url, { minVersion: 'TLSv1.3' })).toBe('here');
    expect(await overTls(url, { maxVersion: 'TLSv1.2' })).toBe('here');
    await expect(overTls(url, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' })).rejects.toThrow();
    await expect(fetch(url.replace('https', 'http'))).rejects.toThrow();
  });

  it('names a port that is taken, and what to do', async () => {
    const { url } = await serving();
    const taken = serving({ port: Number(new URL(url).port) });
    await expect(taken).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringMatching(/--port/),
    });
  });

  it('ends streams that would never end, once their time is over', async () => {
    const listening = await serving();
    const ended = new Promise<string>((resolve, reject) => {
      httpGet(`${listening.url}/stream`, (response) => {
        response.once('data', () => void listening.close(50));
        response.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
        response.on('end', () => reject(new Error('it ended as if it had been all')));
      }).on('error', reject);
    });
    expect(await ended).toBe('ECONNRESET');
    open.splice(0);
    await expect(fetch(listening.url)).rejects.toThrow();
  });
});
