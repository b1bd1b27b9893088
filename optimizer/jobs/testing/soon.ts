import { expect } from 'vitest';

/** Looks again until what is expected is so, however busy the machine is. */
export function soon<T>(look: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(look, { timeout: 30_000, interval: 5 });
}
