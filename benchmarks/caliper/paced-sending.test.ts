import { describe, expect, it, vi } from 'vitest';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { createRateController, paceFrom, paceOf, sendAtPace } from './paced-sending.js';

async function send(
  sendRateTps: number,
  durationMs: number,
  onSend: (count: number) => void = () => undefined,
) {
  const stop = new AbortController();
  const startedMs = preciseNow();
  const sentMs: number[] = [];
  const endedMs = await sendAtPace(
    {
      pace: { roundIndex: 0, tellIds: false, ...paceOf(sendRateTps, 1, 0) },
      startedMs,
      durationMs,
      stop: stop.signal,
    },
    () => {
      sentMs.push(preciseNow() - startedMs);
      onSend(sentMs.length);
      if (sentMs.length === stopAfter) stop.abort();
    },
  );
  return { sentMs, endedMs: endedMs - startedMs };
}
let stopAfter = Infinity;

describe('paceOf', () => {
  it('lets workers take turns at even places', () => {
    const places = [0, 1, 2].flatMap((worker) => {
      const { intervalMs, offsetMs } = paceOf(30, 3, worker);
      return [0, 1].map((turn) => offsetMs + turn * intervalMs);
    });
    expect(places.toSorted((a, b) => a - b).map(Math.round)).toEqual([0, 33, 67, 100, 133, 167]);
  });
});

describe('sendAtPace', () => {
  it('sends exactly rate times duration, none before it is due', async () => {
    stopAfter = Infinity;
    const { sentMs, endedMs } = await send(200, 500);
    expect(sentMs).toHaveLength(100);
    for (const [place, atMs] of sentMs.entries()) expect(atMs).toBeGreaterThan(place * 5 - 2);
    expect(endedMs).toBeCloseTo(500, 6);
  });

  it('catches up after a stall: an open load does not wait for anybody', async () => {
    stopAfter = Infinity;
    const { sentMs } = await send(200, 500, (count) => {
      const until = performance.now() + (count === 20 ? 150 : 0);
      while (performance.now() < until);
    });
    expect(sentMs).toHaveLength(100);
  });

  it('ends where it was stopped, at the place that it did not fill', async () => {
    stopAfter = 10;
    const { sentMs, endedMs } = await send(200, 5000);
    expect(sentMs).toHaveLength(10);
    expect(endedMs).toBeCloseTo(50, 6);
  });

  it('keeps its pace when the system clock is set back by an hour', async () => {
    stopAfter = Infinity;
    const now = Date.now();
    const clock = vi.spyOn(Date, 'now').mockReturnValue(now - 3_600_000);
    try {
      expect((await send(200, 300)).sentMs).toHaveLength(60);
    } finally {
      clock.mockRestore();
    }
  });
});

it('carries the pace through the rate controller that Caliper makes', () => {
  const controller = createRateController(
    {
      getRateControlSpec: () => ({ type: './paced-sending.js', opts: { tps: 50, tellIds: true } }),
      getRoundIndex: () => 4,
      getWorkersNumber: () => 2,
    },
    undefined,
    1,
  );
  expect(paceFrom({ controller })).toEqual({ roundIndex: 4, tellIds: true, intervalMs: 40, offsetMs: 20 });
  expect(() => paceFrom({ controller: {} })).toThrow(TypeError);
});
