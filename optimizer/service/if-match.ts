import type { ChannelState } from '../domain/channel-config.js';
import { StaleWriteError } from '../domain/errors.js';
import type { RouteContext } from './route.js';

/** The state of a channel's settings as a header names it: its config sequence. */
export function etagOfChannel({ sequence }: Pick<ChannelState, 'sequence'>): string {
  return `"c${sequence}"`;
}

/**
 * Whether the request says which state of the channel it follows.
 * @throws StaleWriteError if it follows another one
 */
export function followsChannel({ headers }: Pick<RouteContext, 'headers'>, state: ChannelState): boolean {
  const given = headers['if-match'];
  if (given === undefined || given.trim() === '*') return false;
  const current = etagOfChannel(state);
  if (given.split(',').some((each) => each.trim() === current)) return true;
  throw new StaleWriteError(
    `the channel moved on: its settings are at ${current} and the request follows ${given}; look at them again`,
  );
}
