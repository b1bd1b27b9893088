import type { MeasuredRound, Round } from '../domain/round.js';

/** What a model of settings and rate cannot tell apart, and how a round shows it. */
const CONDITIONS: readonly (readonly [string, (round: MeasuredRound) => string])[] = [
  ['workloads', ({ load }) => load.workload],
  ['networks', ({ context }) => context.networkId],
  ['consensus types', ({ context }) => context.consensus],
  ['state databases', ({ context }) => context.stateDatabase],
  ['hosts', ({ context }) => context.host.name],
];

/**
 * Warnings about rounds that were measured under different conditions, which a model trained on all of them
 * would average over: `rounds of different workloads are mixed: publish (12), read (6)`.
 */
export function mixedConditions(rounds: readonly Round[]): string[] {
  const measured = rounds.filter((round) => round.kind === 'measured');
  return CONDITIONS.flatMap(([name, valueOf]) => {
    const counts = new Map<string, number>();
    for (const round of measured) counts.set(valueOf(round), (counts.get(valueOf(round)) ?? 0) + 1);
    if (counts.size < 2) return [];
    const list = [...counts].map(([value, count]) => `${value} (${count})`).toSorted();
    return [`rounds of different ${name} are mixed, the model cannot tell them apart: ${list.join(', ')}`];
  });
}
