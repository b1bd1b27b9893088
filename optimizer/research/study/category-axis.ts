import type { Axis } from '../charts/axis.js';

/** An axis of named places at 1, 2, 3 and so on. */
export function categoryAxis(names: readonly string[]): Axis {
  const domain: [number, number] = [0.4, names.length + 0.6];
  const width = domain[1] - domain[0];
  return {
    scale: { type: 'linear', domain },
    ticks: names.map((_, index) => index + 1),
    tickText: (value) => names[value - 1] ?? '',
    share: (value) => (value - domain[0]) / width,
    at: (share) => domain[0] + share * width,
  };
}
