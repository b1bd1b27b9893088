import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Writes parts as fast as the caller takes them; one who hangs up ends it. */
export function streamed(
  parts: Iterable<string> | AsyncIterable<string>,
): (response: Response) => Promise<void> {
  return async (response) => {
    try {
      await pipeline(Readable.from(parts), response);
    } catch (error) {
      if (!response.destroyed || response.writableFinished) throw error;
    }
  };
}
