import { describe, expect, it } from 'vitest';
import { StallWatch } from './stall.js';

/** Blocks every 250 ms up to 10 s, then silence. */
function steadyUntil10s(): StallWatch {
  const stall = new StallWatch(0);
  for (let atMs = 250; atMs <= 10_000; atMs += 250) stall.committed(atMs);
  return stall;
}

describe('StallWatch', () => {
  it('reports a pause beyond batch timeout and margin after steady blocks', () => {
    const stall = steadyUntil10s();
    expect(stall.look(17_000, 2000, undefined)).toBeUndefined();
    expect(stall.look(17_001, 2000, undefined)).toMatch(
      /nothing was committed for 7.0 s, after at most 0.3 s/,
    );
  });

  it('expects no more blocks of a channel that never had many, or has had such pauses before', () => {
    const idle = new StallWatch(0);
    idle.committed(250);
    expect(idle.look(60_000, 2000, undefined)).toBeUndefined();
    const bursts = new StallWatch(0);
    for (let burst = 0; burst < 5; burst += 1)
      for (let block = 0; block < 10; block += 1) bursts.committed(burst * 10_000 + block * 100);
    expect(bursts.look(40_900 + 40_000, 2000, undefined)).toBeUndefined();
    expect(bursts.look(40_900 + 50_000, 2000, undefined)).toBeDefined();
  });

  it('reports a probe that waits beyond batch timeout and margin while nothing is committed', () => {
    const stall = new StallWatch(0);
    expect(stall.look(8000, 2000, 1000)).toBeUndefined();
    expect(stall.look(8001, 2000, 1000)).toMatch(/a probe transaction has been waiting .* for 7.0 s/);
  });

  it('does not take a probe that waits for a stall while others are committed', () => {
    const stall = steadyUntil10s();
    expect(stall.look(10_100, 2000, 1000)).toBeUndefined();
  });
});
