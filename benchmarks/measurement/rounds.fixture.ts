import type { RawRound, RawTransaction } from '../../optimizer/domain/ports.js';

/** Arrivals every 1000/rate ms for `seconds`, committed at the end of each block period. */
export function steady(sendRateTps: number, blockEveryMs: number, seconds: number): RawTransaction[] {
  return Array.from({ length: sendRateTps * seconds }, (_, index) => {
    const createdMs = (index * 1000) / sendRateTps;
    const block = Math.floor(createdMs / blockEveryMs);
    return { createdMs, finishedMs: (block + 1) * blockEveryMs, block };
  });
}

/** A network that commits `capacityTps` in blocks of `blockSize`, offered more than that: the queue grows. */
export function overloaded(
  sendRateTps: number,
  capacityTps: number,
  seconds: number,
  blockSize = 10,
): RawTransaction[] {
  return Array.from({ length: sendRateTps * seconds }, (_, index) => {
    const block = Math.floor(index / blockSize);
    return {
      createdMs: (index * 1000) / sendRateTps,
      finishedMs: (((block + 1) * blockSize) / capacityTps) * 1000 + 30,
      block,
    };
  });
}

export function roundOf(transactions: readonly RawTransaction[], sendingEndedMs: number): RawRound {
  return { startedMs: 0, sendingEndedMs, transactions, workers: [] };
}
