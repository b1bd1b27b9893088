import type { PlotOptions } from '@observablehq/plot';

/** What every plot of the page looks like; colours come from the style sheet, so that dark mode and print follow. */
export const PLOT_STYLE = {
  style: {
    background: 'none',
    color: 'currentColor',
    fontFamily: 'inherit',
    fontSize: '12px',
    overflow: 'visible',
  },
  marginLeft: 58,
  marginRight: 12,
  marginTop: 12,
  marginBottom: 48,
} as const satisfies PlotOptions;

/** Far enough from ticks of four digits. */
export const X_LABEL = { labelOffset: 40 } as const;
export const Y_LABEL = { labelOffset: 50 } as const;
export const AXIS = {
  labelArrow: 'none',
  labelAnchor: 'center',
  color: 'currentColor',
} as const;

/**
 * Scales from dark to bright that stay even for every kind of colour vision. Brighter always means more; which of them
 * it is says what is shown.
 */
export const SCHEMES = { throughputTps: 'viridis', latency: 'plasma', uncertainty: 'cividis' } as const;

/** What ends blocks: hues of different lightness. */
export const BINDING_COLOR = {
  count: 'var(--part-0)',
  timeout: 'var(--part-1)',
  bytes: 'var(--part-2)',
} as const;

/** Ticks of a log scale at 1, 2 and 5 times powers of ten. */
export function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  return Array.from({ length: last - first + 1 }, (_, place) => 10 ** (first + place))
    .flatMap((decade) => [decade, 2 * decade, 5 * decade])
    .filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
}

/** `500`, `2k`: ticks that stay short. */
export function shortNumber(value: number): string {
  return value >= 1000 ? `${Number((value / 1000).toPrecision(3))}k` : String(Number(value.toPrecision(3)));
}

/** Figures closer together than this are the same for people: colours would make a map of their noise. */
const LEAST_RATIO = 1.1;

/** From the least to the greatest value, and at least a tenth apart, so that colours only show what matters. */
export function colorSpan(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low <= 0) return low < high ? [low, high] : [low - 1, high + 1];
  if (high / low >= LEAST_RATIO) return [low, high];
  const middle = Math.sqrt(low * high);
  return [middle / Math.sqrt(LEAST_RATIO), middle * Math.sqrt(LEAST_RATIO)];
}
