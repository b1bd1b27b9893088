import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, type JobEventMessage } from './client.js';

const PROBLEM = { status: 404, code: 'NOT_FOUND', detail: 'there is no job j-1', retry: 'never' };

describe('a client', () => {
  let server: Server | undefined;
  afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

  async function clientOf(answer: (request: IncomingMessage, response: ServerResponse) => void) {
    server = createServer(answer);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return createClient({ url: `${url}/`, token: 'gt_x' });
  }

  function json(response: ServerResponse, body: unknown, status = 200): void {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  async function all(events: AsyncIterable<JobEventMessage>): Promise<number[]> {
    const seen: number[] = [];
    for await (const { seq } of events) seen.push(seq);
    return seen;
  }

  it('follows a job over a lost connection, each event once, with its token', async () => {
    const asked: (string | undefined)[] = [];
    const client = await clientOf((request, response) => {
      expect(request.headers.authorization).toBe('Bearer gt_x');
      if (request.url === '/api/v1/jobs/j-1')
        return json(response, { id: 'j-1', status: 'done', lastEvent: 3 });
      const after = request.headers['last-event-id'];
      asked.push(after?.toString());
      const events = [1, 2, 3].filter((seq) => seq > Number(after)).slice(0, 2);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const seq of events)
        response.write(`id: ${seq}\nevent: step\ndata: {"seq":${seq},"type":"step","message":"m"}\n\n`);
      // The first stream is cut in the middle of what it says next.
      if (asked.length === 1) response.write('id: 3\nda', () => response.destroy());
      else response.end();
    });
    expect(await all(client.followJob('j-1'))).toEqual([1, 2, 3]);
    expect(asked).toEqual(['0', '2']);
  });

  it('throws what the service says, with its code, and does not try again', async () => {
    let requests = 0;
    const client = await clientOf((_request, response) => {
      requests += 1;
      json(response, PROBLEM, 404);
    });
    const refused = { name: 'ServiceError', code: 'NOT_FOUND', message: 'there is no job j-1' };
    await expect(client.api.GET('/jobs')).rejects.toMatchObject(refused);
    await expect(all(client.followJob('j-1'))).rejects.toMatchObject(refused);
    expect(requests).toBe(2);
  });

  it('knows what is no gridtune', async () => {
    const client = await clientOf((_request, response) => void response.writeHead(502).end('<html>'));
    await expect(client.api.GET('/network')).rejects.toMatchObject({
      code: 'SERVICE_UNREACHABLE',
      message: expect.stringMatching(/answered 502 and is no gridtune service/),
    });
  });

  it('ends following when it is told to', async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 1\ndata: {"seq":1,"type":"step","message":"m"}\n\n');
    });
    const end = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const { seq } of client.followJob('j-1', end.signal)) {
        seen.push(seq);
        end.abort();
      }
    })();
    await expect(following).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toEqual([1]);
  });
});
