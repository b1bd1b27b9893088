import { describe, expect, it } from 'vitest';
import { followEvents, type StreamState } from './event-stream.js';

const event = (id: number, data = `e${id}`): string => `id: ${id}\ndata: ${data}\n\n`;

/** A connection that sends these pieces and then ends, or breaks. */
function answer(pieces: readonly string[], { breaks = false, status = 200 } = {}): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      if (!breaks) controller.close();
    },
    pull(controller) {
      if (breaks) controller.error(new TypeError('network error'));
    },
  });
  return new Response(body, { status });
}

/** Follows through these connections, one after the other; a thrown error is a connection that never was. */
async function follow(connections: readonly (Response | Error)[], last = 'end') {
  const [asked, seen, waits]: [(string | undefined)[], string[], number[]] = [[], [], []];
  const states: StreamState[] = [];
  const ended = new AbortController();
  let [turn, now] = [0, 1000];
  await followEvents({
    open: async (lastEventId) => {
      asked.push(lastEventId);
      const connection = connections[turn++];
      if (connection === undefined) {
        ended.abort();
        throw new Error('no more connections');
      }
      if (connection instanceof Error) throw connection;
      return connection;
    },
    signal: ended.signal,
    onEvent: ({ data }) => {
      seen.push(data);
      return data === last;
    },
    onState: (state) => states.push(state),
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
    now: () => now,
    firstMs: 100,
    mostMs: 350,
  });
  return { asked, seen, waits, states, kinds: states.map(({ kind }) => kind) };
}

describe('following events', () => {
  it('goes on after the last event where a connection broke, so that none is missed or told twice', async () => {
    const { asked, seen, kinds } = await follow([
      answer([event(1), event(2)], { breaks: true }),
      answer([event(3), event(4, 'end')]),
    ]);
    expect(asked).toEqual([undefined, '2']);
    expect(seen).toEqual(['e1', 'e2', 'e3', 'end']);
    expect(kinds).toEqual(['connecting', 'open', 'lost', 'open', 'over']);
  });

  it('takes a connection that ends before the events do for a broken one', async () => {
    const { asked, seen } = await follow([answer([event(1)]), answer([event(2, 'end')])]);
    expect(asked).toEqual([undefined, '1']);
    expect(seen).toEqual(['e1', 'end']);
  });

  it('reads events that come in pieces', async () => {
    const { seen } = await follow([
      answer(['id: 7\nda', 'ta: first\n', '\n', ': still here\n\ndata: end\n\n']),
    ]);
    expect(seen).toEqual(['first', 'end']);
  });

  it('waits longer each time, and says since when it is without a connection', async () => {
    const down = new TypeError('fetch failed');
    const { waits, states } = await follow([down, down, down, answer([event(1, 'end')])]);
    expect(waits).toEqual([100, 200, 350]);
    const lost = states.filter((state) => state.kind === 'lost');
    expect(lost.map(({ sinceMs }) => sinceMs)).toEqual([1000, 1000, 1000]);
    expect(lost.map(({ nextTryMs }) => nextTryMs)).toEqual([1100, 1300, 1650]);
  });

  it('begins with short waits again once it was connected', async () => {
    const down = new TypeError('fetch failed');
    const { waits } = await follow([down, down, answer([event(1)]), answer([event(2, 'end')])]);
    expect(waits).toEqual([100, 200, 100]);
  });

  it('tries again while the service starts or is busy, and gives up where it is refused', async () => {
    const problem = {
      code: 'NOT_FOUND',
      detail: 'there is no job j-1',
      status: 404,
      title: '',
      retry: 'never',
    };
    const { states, waits } = await follow([
      answer(['{}'], { status: 503 }),
      answer(['{}'], { status: 429 }),
      answer([JSON.stringify(problem)], { status: 404 }),
    ]);
    expect(waits).toHaveLength(2);
    expect(states.at(-1)).toEqual({ kind: 'refused', problem });
  });

  it('tells of a refusal without a problem document by its status', async () => {
    const { states } = await follow([answer(['<html>'], { status: 403 })]);
    expect(states.at(-1)).toMatchObject({
      kind: 'refused',
      problem: { status: 403, detail: expect.stringContaining('403') },
    });
  });

  it('ends without a word when nobody looks any more', async () => {
    const { kinds } = await follow([]);
    expect(kinds).toEqual(['connecting']);
  });
});
