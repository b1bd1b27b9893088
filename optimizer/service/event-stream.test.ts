import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Response } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import type { JobEvent } from '../domain/job.js';
import { eventStream, type EventStreamOptions } from './event-stream.js';
import { soon } from '../jobs/testing/soon.js';

describe('eventStream', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function serve(events: AsyncIterable<JobEvent>, options: EventStreamOptions = {}) {
    const ended: { destroyed: boolean }[] = [];
    const server = createServer((_request, response) => {
      void eventStream(
        events,
        options,
      )(response as Response).then(() => ended.push({ destroyed: response.destroyed }));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await new Promise<IncomingMessage>((resolve) => get({ host: '127.0.0.1', port }, resolve));
    return { answer, ended };
  }

  async function textOf(answer: IncomingMessage): Promise<string> {
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    return text;
  }

  const event = (seq: number, message: string): JobEvent => ({
    seq,
    at: '2026-01-01T00:00:00.000Z',
    type: 'step',
    message,
  });

  it('writes number, type and what happened, each as one event whatever its words', async () => {
    const { answer } = await serve(
      (async function* () {
        yield event(1, 'one');
        yield event(2, 'line\n\nid: 7\nand more');
      })(),
    );
    expect(answer.headers['content-type']).toBe('text/event-stream');
    const [first, second, rest] = (await textOf(answer)).split('\n\n');
    expect(first).toBe(
      'id: 1\nevent: step\ndata: {"seq":1,"at":"2026-01-01T00:00:00.000Z","type":"step","message":"one"}',
    );
    expect(second?.split('\n')).toHaveLength(3);
    expect(second).toContain('line\\n\\nid: 7\\nand more');
    expect(rest).toBe('');
  });

  it('tells with a comment that it lives', async () => {
    let end = (): void => undefined;
    const { answer } = await serve(
      (async function* () {
        await new Promise<void>((resolve) => (end = resolve));
        yield event(1, 'late');
      })(),
      { heartbeatMs: 5 },
    );
    answer.once('data', (chunk) => {
      expect(String(chunk)).toBe(':\n\n');
      end();
    });
    expect(await textOf(answer)).toContain('late');
  });

  it('drops who does not read', async () => {
    let written = 0;
    const { answer, ended } = await serve(
      (async function* () {
        for (;;) yield event((written += 1), 'x'.repeat(10_000));
      })(),
      { patienceMs: 50 },
    );
    answer.pause();
    await soon(() => ended).toEqual([{ destroyed: true }]);
    expect(written).toBeLessThan(10_000);
  });

  it('breaks off, rather than end, where events cannot be read', async () => {
    const { answer } = await serve(
      (async function* () {
        yield event(1, 'one');
        throw new Error('away');
      })(),
    );
    await expect(textOf(answer)).rejects.toThrow('aborted');
  });
});
