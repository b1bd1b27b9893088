import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from './app.js';
import { pageHandler } from './page.js';
import { openTestService, type TestService } from './testing/test-service.js';

const HTML = '<!doctype html><title>gridtune</title>';
const SCRIPT = 'export const answer = 42;';

describe('the page', () => {
  let folder: string;
  let base: TestService;
  let server: Server;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gridtune-page-'));
    base = await openTestService([]);
  });
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    await base.close();
    await rm(folder, { recursive: true });
  });

  async function build(): Promise<void> {
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), HTML);
    await writeFile(join(folder, 'assets/index-1a2b.js'), SCRIPT);
    await writeFile(join(folder, 'assets/index-1a2b.js.br'), brotliCompressSync(SCRIPT));
    await writeFile(join(folder, 'assets/plain.css'), 'a{}');
  }

  async function listen(): Promise<void> {
    const log = pino({ level: 'silent' });
    server = createServer(createApp({ ...base.parts, log }, { routes: [], root: [pageHandler(folder)] }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  /** As it stands on the wire: fetch would undo the compression, and clean the path. */
  function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
    const { port } = server.address() as AddressInfo;
    return new Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }>(
      (resolve, reject) => {
        request({ port, host: '127.0.0.1', path, headers, method }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              bytes: Buffer.concat(chunks),
            }),
          );
        })
          .on('error', reject)
          .end();
      },
    );
  }

  it('is asked for anew each time, its assets never again', async () => {
    await build();
    await listen();
    const page = await get('/');
    expect(page).toMatchObject({ status: 200, headers: { 'cache-control': 'no-cache' } });
    expect(page.headers['content-type']).toMatch('text/html');
    expect(String(page.bytes)).toBe(HTML);
    const again = await get('/', { 'if-none-match': String(page.headers['etag']) });
    expect(again.status).toBe(304);
    const script = await get('/assets/index-1a2b.js');
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(script.headers['content-type']).toMatch('text/javascript');
    expect(String(script.bytes)).toBe(SCRIPT);
  });

  it('is sent compressed to those who understand it, as its build made it', async () => {
    await build();
    await listen();
    const headers = { 'accept-encoding': 'gzip, br' };
    const script = await get('/assets/index-1a2b.js', headers);
    expect(script.headers).toMatchObject({
      'content-encoding': 'br',
      vary: 'Accept-Encoding',
      'content-type': expect.stringContaining('text/javascript'),
    });
    expect(String(brotliDecompressSync(script.bytes))).toBe(SCRIPT);
    expect((await get('/assets/index-1a2b.js', { 'accept-encoding': 'gzip' })).headers).not.toHaveProperty(
      'content-encoding',
    );
    expect((await get('/assets/plain.css', headers)).headers).not.toHaveProperty('content-encoding');
  });

  it('answers a browser at any address but those of the interface', async () => {
    await build();
    await listen();
    const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    expect(String((await get('/somewhere/else', browser)).bytes)).toBe(HTML);
    expect((await get('/somewhere/else', { accept: '*/*' })).status).toBe(404);
    expect(await get('/api/v1/nothing', browser)).toMatchObject({
      status: 404,
      headers: { 'content-type': expect.stringContaining('problem+json') },
    });
    expect((await get('/somewhere/else', browser, 'POST')).status).toBe(404);
    const openapi = await get('/api/v1/openapi.json', browser);
    expect(openapi.headers['content-type']).toMatch('application/json');
  });

  it.each([
    '/assets/gone.js',
    '/assets/../index.html',
    '/assets/../../secret',
    '/assets/%2e%2e/index.html',
    '/assets/..%2findex.html',
    '/assets/',
  ])('has nothing at %s', async (path) => {
    await build();
    await listen();
    expect((await get(path, { accept: 'text/html' })).status).toBe(404);
  });

  it('says how to build it where it is not', async () => {
    await listen();
    const answer = await get('/');
    expect(answer.status).toBe(404);
    expect(String(answer.bytes)).toContain('npm run build:dashboard');
  });
});
