import type { ExpectedBlock } from './expected-block.js';
import { gammaP, poissonDensity } from './incomplete-gamma.js';

/**
 * Under Raft, blocks that end by bytes leave the timer running. From the transaction that starts it until it
 * fires is one cycle: N ~ Poisson(a) more arrive, a = rate · timeout; every k-th of them ends a block and
 * starts the next; the timer ends the last. So a cycle has 1 + N transactions, 1 + floor(N / k) blocks, and
 * 1 + (N(t) mod k) transactions that wait at any time.
 *
 * k may be real: blocks then take gamma distributed times of shape k to fill, and "N mod k" stands for
 * N - k · (blocks filled).
 */

/** Sums of a cycle, times in units of 1 / rate, as a block. */
function blockOf(waits: number, fullBlocks: number, a: number, ratePerMs: number): ExpectedBlock {
  return { waitMs: waits / (ratePerMs * (1 + a)), blockTransactions: (1 + a) / (1 + fullBlocks) };
}

/** Chances of full blocks one by one: floor(N / k) is the number of j with N >= j k. */
function oneByOne(k: number, a: number, ratePerMs: number): ExpectedBlock {
  const sure = Math.max(0, Math.floor((a - 7 * Math.sqrt(a) - 10) / k));
  let blocks = sure;
  // E[(a - time of the jk-th arrival)+] summed: for how long blocks have been full when the timer fires.
  let since = sure * a - (k * sure * (sure + 1)) / 2;
  let chance = 1;
  for (let shape = (sure + 1) * k; chance > 1e-9; shape += k) {
    const density = poissonDensity(shape, a);
    chance = gammaP(shape, a, density);
    blocks += chance;
    since += (a - shape) * chance + shape * density;
  }
  return blockOf(a + (a * a) / 2 - k * since, blocks, a, ratePerMs);
}

/**
 * When the cycle is long N mod k has forgotten how it began: its mean is (k - 1) / 2 but for oscillations
 * that die out. They are the k-th roots of unity in the Fourier sum of N mod k; the pair next to 1 is kept,
 * the others are below 1e-8. The sum of 1 / |1 - root|² over all roots but 1 is (k² - 1) / 12.
 */
function mixed(k: number, a: number, ratePerMs: number): ExpectedBlock {
  const angle = (2 * Math.PI) / k;
  const decay = 1 - Math.cos(angle);
  const turn = Math.sin(angle);
  const size = k > 2 ? Math.exp(-a * decay) / decay : 0;
  const [cosine, sine] = [Math.cos(a * turn), Math.sin(a * turn)];
  const remainder = (k - 1) / 2 - size * (decay * cosine + turn * sine); // E[N mod k]
  const waits = (a * (k + 1)) / 2 - (k * k - 1) / 12 + size * cosine;
  return blockOf(waits, (a - remainder) / k, a, ratePerMs);
}

/**
 * Blocks that bytes or the timer end.
 * @param k - transactions that fit, real, at least 1.
 * @param a - arrivals in a timeout, above 0.
 * @param ratePerMs - arrivals in a millisecond, above 0.
 */
export function bytesOrTimer(k: number, a: number, ratePerMs: number): ExpectedBlock {
  if (k === 1) return blockOf(a, a, a, ratePerMs);
  return a >= Math.max(12, (k * k) / 4) ? mixed(k, a, ratePerMs) : oneByOne(k, a, ratePerMs);
}
