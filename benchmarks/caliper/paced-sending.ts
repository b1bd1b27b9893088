import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import type { RoundSpecification, TestMessage, WorkloadModuleBase } from './core.js';

/** When the transactions of one worker are due: evenly, and in turn with those of the other workers. */
export interface Pace {
  readonly roundIndex: number;
  /** Whether the round wants each transaction's id. */
  readonly tellIds: boolean;
  readonly intervalMs: number;
  /** Of the first transaction, from the start of the round. */
  readonly offsetMs: number;
}

/** `workers` share the rate; worker `workerIndex` takes every `workers`-th place. */
export function paceOf(
  sendRateTps: number,
  workers: number,
  workerIndex: number,
): Pick<Pace, 'intervalMs' | 'offsetMs'> {
  const placeMs = 1000 / sendRateTps;
  return { intervalMs: placeMs * workers, offsetMs: placeMs * workerIndex };
}

export interface Sending {
  readonly pace: Pace;
  readonly startedMs: number;
  readonly durationMs: number;
  readonly stop: AbortSignal;
}

/**
 * Sends at an even pace for `durationMs` or until stopped, without waiting for answers. A late sender catches
 * up: the load is open, and a stall must not lower it unseen. Runs on the monotonic clock.
 * @param send - starts one transaction and returns at once.
 * @returns when the first transaction that was not sent would have been due
 */
export async function sendAtPace(
  { pace, startedMs, durationMs, stop }: Sending,
  send: () => void,
): Promise<number> {
  const dueMs = (place: number): number => startedMs + pace.offsetMs + place * pace.intervalMs;
  let place = 0;
  while (dueMs(place) < startedMs + durationMs) {
    await until(dueMs(place), stop);
    if (stop.aborted) break;
    send();
    place += 1;
  }
  return dueMs(place);
}

async function until(dueMs: number, stop: AbortSignal): Promise<void> {
  const waitMs = dueMs - preciseNow();
  if (waitMs < 1) {
    await nextTurn(); // answers get their turn between two transactions
    return;
  }
  await sleep(waitMs, undefined, { signal: stop }).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
}

/** Caliper's rate controller only as a carrier: the sending loop reads the pace from it. */
class PaceController {
  readonly pace: Pace;

  constructor(pace: Pace) {
    this.pace = pace;
  }

  async applyRateControl(): Promise<void> {
    throw new Error('the sending loop keeps the pace itself');
  }

  async end(): Promise<void> {
    // Nothing is held.
  }
}

/** Called by Caliper for every round. */
export function createRateController(
  message: TestMessage,
  _statistics: unknown,
  workerIndex: number,
): PaceController {
  const { opts }: RoundSpecification['rateControl'] = message.getRateControlSpec();
  return new PaceController({
    roundIndex: message.getRoundIndex(),
    tellIds: opts.tellIds,
    ...paceOf(opts.tps, message.getWorkersNumber(), workerIndex),
  });
}

export type SendingLoop = (
  workload: Pick<WorkloadModuleBase, 'submitTransaction'>,
  durationS: number,
  rateControl: { readonly controller: unknown },
) => Promise<void>;

/** @throws TypeError if Caliper made another rate controller than ours. */
export function paceFrom({ controller }: { readonly controller: unknown }): Pace {
  if (!(controller instanceof PaceController)) throw new TypeError('the round has no pace');
  return controller.pace;
}
