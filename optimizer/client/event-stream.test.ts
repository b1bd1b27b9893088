import { describe, expect, it } from 'vitest';
import { eventsOf, type StreamEvent } from './event-stream.js';

async function read(...chunks: string[]): Promise<StreamEvent[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
  const events: StreamEvent[] = [];
  for await (const event of eventsOf(body)) events.push(event);
  return events;
}

describe('an event stream', () => {
  it('gives whole events, wherever the chunks are cut', async () => {
    const text = 'id: 1\r\nevent: step\r\ndata: {"a":\r\ndata: 1}\r\n\r\n: heartbeat\n\nid: 2\ndata: two\n\n';
    const events = [
      { id: '1', event: 'step', data: '{"a":\n1}' },
      { id: '2', event: 'message', data: 'two' },
    ];
    expect(await read(text)).toEqual(events);
    expect(await read(...text.split(''))).toEqual(events);
  });

  it('leaves an event out that was not ended', async () => {
    expect(await read('id: 1\ndata: cut')).toEqual([]);
  });
});
