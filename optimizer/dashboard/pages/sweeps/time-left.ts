/**
 * Milliseconds until a sweep ends, from what the service said a while ago: time runs on between two answers, and an
 * overdue round does not make it negative.
 * @param asOfMs - when the service said so, by this machine's clock.
 */
export function msLeft(
  secondsLeft: number | null | undefined,
  asOfMs: number | undefined,
  nowMs: number,
): number | undefined {
  if (secondsLeft === null || secondsLeft === undefined || asOfMs === undefined) return undefined;
  return Math.max(0, secondsLeft * 1000 - Math.max(0, nowMs - asOfMs));
}
