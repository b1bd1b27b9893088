import { once } from 'node:events';
import type { Response } from 'express';
import type { JobEvent } from '../domain/job.js';
import { withDeadline } from '../domain/wait.js';

export interface EventStreamOptions {
  /** A comment so often tells both ends, and whatever is between them, that the connection lives. */
  readonly heartbeatMs?: number;
  /** Who does not read for so long is dropped; asking again with `Last-Event-ID` goes on where it stood. */
  readonly patienceMs?: number;
}

/** Writes events as server-sent events until they end or the caller hangs up. */
export function eventStream(
  events: AsyncIterable<JobEvent>,
  { heartbeatMs = 15_000, patienceMs = 30_000 }: EventStreamOptions = {},
): (response: Response) => Promise<void> {
  return async (response) => {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      // A proxy that gathers answers would hold events back.
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    const heart = setInterval(() => response.write(':\n\n'), heartbeatMs);
    try {
      for await (const event of events) {
        if (response.destroyed) return;
        if (response.write(asText(event))) continue;
        if (!(await isRead(response, patienceMs))) {
          response.destroy();
          return;
        }
      }
      response.end();
    } catch {
      // Headers are out: a stream that breaks off is asked for again.
      response.destroy();
    } finally {
      clearInterval(heart);
    }
  };
}

/** JSON has no line breaks outside of its texts, and writes those inside as `\n`. */
function asText({ seq, at, type, message, data }: JobEvent): string {
  return `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify({ seq, at, type, message, data })}\n\n`;
}

/** Whether what was written is on its way in time. */
async function isRead(response: Response, patienceMs: number): Promise<boolean> {
  const hungUp = new AbortController();
  const stop = (): void => hungUp.abort();
  response.once('close', stop);
  try {
    await withDeadline('the caller to read', once(response, 'drain', { signal: hungUp.signal }), patienceMs);
    return true;
  } catch {
    return false;
  } finally {
    response.off('close', stop);
    hungUp.abort();
  }
}
