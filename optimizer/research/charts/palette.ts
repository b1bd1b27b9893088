/**
 * The colours of the charts, as CSS variables so that light, dark and print each get their own. Both ordered
 * scales rise evenly in lightness (viridis and YlOrBr), which every kind of colour vision can tell apart.
 */
export const ORDERED = {
  light: ['#46085c', '#46307e', '#3a538b', '#2c718e', '#218e8d', '#24aa83', '#50c46a', '#95d840'],
  dark: ['#5a78b8', '#3f8fbd', '#2f9fb0', '#1fae96', '#38b977', '#6ccd5a', '#addc30', '#f1e51d'],
} as const;

/** From good (close to the paper) to bad (far from it), so that more ink always means more latency. */
export const HEAT = {
  light: ['#fffddb', '#fff2b4', '#fedd85', '#febf4f', '#fb982b', '#ea7115', '#cb5006', '#9f3804', '#6e2706'],
  dark: ['#33211a', '#52291a', '#76331a', '#9f3f10', '#c9560d', '#ea7a24', '#fb9f45', '#fec46c', '#ffe6b0'],
} as const;

/** Parts of a whole that have no order; each pair of neighbours differs in lightness too. */
export const PARTS = {
  light: ['#2f6db5', '#e39a3b', '#1f8a70', '#8b95a3', '#6b4fa0', '#d16b86', '#c9a227'],
  dark: ['#6aa5e8', '#f0b25c', '#4fc3a1', '#8d98a7', '#a58bdc', '#e88aa3', '#e3c04f'],
} as const;
export const PART_COLOR = {
  count: 'var(--parts-0)',
  timeout: 'var(--parts-1)',
  bytes: 'var(--parts-2)',
  config: 'var(--parts-3)',
  endorse: 'var(--parts-4)',
  order: 'var(--parts-5)',
  commit: 'var(--parts-6)',
} as const;

/** Black or white, whichever stands out more on each colour (relative luminance of WCAG 2, equal at 0.197). */
export function inksOn(colors: readonly string[]): string[] {
  return colors.map((color) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.197 ? '#12161c' : '#ffffff';
  });
}

/** A colour, and the ink to write on it. */
export interface GroundAndInk {
  readonly ground: string;
  readonly ink: string;
}

/** The variable that colours class `index` of `count` on an ordered scale. */
export function orderedColor(index: number, count: number): string {
  return `var(--ordered-${spread(index, count, ORDERED.light.length)})`;
}

export function heatColor(index: number, count: number): string {
  return `var(--heat-${spread(index, count, HEAT.light.length)})`;
}

export const SIDE_COLOR = { baseline: 'var(--baseline)', recommended: 'var(--recommended)' } as const;

/** Spreads `count` classes over all `available` steps, so that few classes are far apart. */
function spread(index: number, count: number, available: number): number {
  return count <= 1 ? Math.floor(available / 2) : Math.round((index * (available - 1)) / (count - 1));
}
