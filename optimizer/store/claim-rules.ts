import type { ChannelClaim } from '../domain/ports.js';

/** Whether `claim` may replace the one that stands: it is its own, or it has run out. */
export function mayReplace(standing: ChannelClaim, claim: ChannelClaim, nowMs: number): boolean {
  return standing.holder === claim.holder || standing.expiresAtMs <= nowMs;
}

/**
 * The claim to store in place of `standing`. Whoever takes a dead holder's claim over also takes over what is
 * to be put back, unless the new claim brings its own: should the new holder die before it has put that
 * back, the next one still learns it. One's own claim is replaced as it is.
 */
export function successor(claim: ChannelClaim, standing: ChannelClaim | undefined): ChannelClaim {
  const inherited = standing && standing.holder !== claim.holder ? standing.restore : undefined;
  return { ...claim, restore: claim.restore ?? inherited };
}
