import { axisFor } from './axis.js';
import { HEAT, ORDERED, type GroundAndInk } from './palette.js';

/** Continuous colours for a range of values, so that two values on either side of a border look alike. */
export interface ColorScale {
  readonly colorOf: (value: number) => GroundAndInk;
  /** The whole range as a CSS background, from left to right. */
  readonly gradient: string;
  /** Round values and their places on it, 0 to 1. */
  readonly ticks: readonly { readonly label: string; readonly share: number }[];
}

/** Logarithmic where the values span a wide range above zero. */
export function colorScale(kind: 'ordered' | 'heat', values: readonly number[]): ColorScale {
  const steps = (kind === 'heat' ? HEAT : ORDERED).light.length;
  const axis = axisFor(values, { lengthPx: 340, labelPx: 44 });
  const step = (index: number): string => `var(--${kind}-${index})`;
  const colorOf = (value: number): GroundAndInk => {
    const place = Math.min(1, Math.max(0, axis.share(value))) * (steps - 1);
    const lower = Math.min(steps - 2, Math.floor(place));
    const percent = Math.round(100 * (place - lower));
    return {
      ground: `color-mix(in srgb, ${step(lower)}, ${step(lower + 1)} ${percent}%)`,
      ink: `var(--${kind}-ink-${Math.round(place)})`,
    };
  };
  const colors = Array.from({ length: steps }, (_, index) => step(index));
  return {
    colorOf,
    gradient: `linear-gradient(to right, ${colors.join(', ')})`,
    ticks: axis.ticks.map((tick) => ({ label: axis.tickText(tick), share: axis.share(tick) })),
  };
}
