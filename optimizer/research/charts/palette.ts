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
