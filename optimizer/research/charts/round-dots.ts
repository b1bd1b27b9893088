import * as Plot from '@observablehq/plot';

/** One measured round in a drawing. */
export interface RoundDot {
  readonly x: number;
  readonly y: number;
  /** A CSS colour. */
  readonly color: string;
  /** Shown when the pointer rests on the dot. */
  readonly title: string;
}

/** Beyond this, dots lie too close to be pointed at, and their titles would be most of the file. */
const MOST_TITLED = 400;

/** Dots for measured rounds. A test counts them by the class `rounds`: no round may get lost on the way. */
export function roundDots(
  dots: readonly RoundDot[],
  style: { readonly r: number; readonly fillOpacity?: number; readonly stroke?: string },
): Plot.Markish {
  return Plot.dot(dots, {
    x: 'x',
    y: 'y',
    fill: { value: 'color', scale: null },
    ...style,
    ...(dots.length <= MOST_TITLED ? { title: 'title' } : {}),
    className: 'rounds',
  });
}
