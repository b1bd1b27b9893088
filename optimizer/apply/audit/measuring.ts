import type { RecordedSettings } from '../../domain/audit.js';
import type { Round, Sweep } from '../../domain/round.js';
import { sameSettings, type OrdererSettings } from '../../domain/settings.js';

/** Something that puts settings in force to measure them, and others back at its end: sweep or verification. */
export interface Measuring {
  readonly id: string;
  readonly fromMs: number;
  /** Undefined while it runs, and where it was cut short: then the next command puts its settings back. */
  readonly toMs: number | undefined;
  /** What it measured, and what the channel had before. */
  readonly settings: readonly OrdererSettings[];
}

/** A change is made just before a round, put back just after, and dated by another machine's clock. */
const LEEWAY_MS = 60_000;

/**
 * Whether the change is one of these: within its time, from settings it had there to settings it wanted. A time
 * alone would cover whatever somebody else did meanwhile.
 */
export function didPut({ fromMs, toMs, settings }: Measuring, change: RecordedSettings): boolean {
  const atMs = Date.parse(change.at);
  const within = atMs >= fromMs - LEEWAY_MS && (toMs === undefined || atMs <= toMs + LEEWAY_MS);
  const known = (wanted: OrdererSettings): boolean =>
    settings.some((candidate) => sameSettings(candidate, wanted));
  return within && known(change.after) && known(change.before);
}

/** How long before the beginning or after the end a change was made; of several that may have made it the nearest did. */
export function awayMs({ fromMs, toMs = Infinity }: Measuring, change: RecordedSettings): number {
  const atMs = Date.parse(change.at);
  return Math.max(0, fromMs - atMs, atMs - toMs);
}

export function measuringOfSweep({ id, startedAt, endedAt, status, original, rounds }: Sweep): Measuring {
  return {
    id,
    fromMs: Date.parse(startedAt),
    toMs: status === 'running' || endedAt === undefined ? undefined : Date.parse(endedAt),
    settings: [original, ...rounds.map(({ settings }) => settings)],
  };
}

/**
 * What was measured apart from sweeps, by its rounds: a verification that was cut short leaves nothing else.
 * @param finished - ids of the verifications that came to their end.
 */
export function measuringsOfRounds(
  rounds: readonly Round[],
  sweepIds: ReadonlySet<string>,
  finished: ReadonlySet<string>,
): Measuring[] {
  const groups = new Map<string, Round[]>();
  for (const round of rounds.filter(({ sweepId }) => !sweepIds.has(sweepId)))
    groups.set(round.sweepId, [...(groups.get(round.sweepId) ?? []), round]);
  return [...groups].map(([id, group]) => ({
    id,
    fromMs: Math.min(...group.map(({ startedAt }) => Date.parse(startedAt))),
    toMs: finished.has(id) ? Math.max(...group.map(({ endedAt }) => Date.parse(endedAt))) : undefined,
    settings: group.map(({ settings }) => settings),
  }));
}
