/** Milliseconds since the epoch on the monotonic clock: a step of the system clock does not move it. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
