/**
 * Items as steps on the axes of a grid: 0 for the least value of an axis, 1 for the next. So neighbours are one step
 * apart whatever their ratio, on an axis of few values as on one of many.
 */
export interface GridSteps {
  readonly count: number;
  /** Axes on which items differ: one place an item each. */
  readonly axes: readonly GridAxis[];
  /** The item at these steps, one an axis; undefined where the grid has a hole. */
  readonly itemAt: (steps: readonly number[]) => number | undefined;
}

export interface GridAxis {
  /** Different values of the axis. */
  readonly length: number;
  readonly steps: Int32Array;
}

/** @param names - the axes; one that all items agree on is left out. */
export function gridSteps<N extends string>(
  items: readonly Readonly<Record<N, number>>[],
  names: readonly N[],
): GridSteps {
  const axes = names.map((name) => axisOf(columnOf(items, name)));
  const differing = axes.filter(({ length }) => length > 1);
  const places = placesOf(differing, items.length);
  const itemAt = (steps: readonly number[]): number | undefined =>
    places.get(differing.reduce((key, { length }, axis) => key * length + (steps[axis] ?? 0), 0));
  return { count: items.length, axes: differing, itemAt };
}

function columnOf<N extends string>(items: readonly Readonly<Record<N, number>>[], name: N): Float64Array {
  const values = new Float64Array(items.length);
  // A loop: `from` with a function takes ten times as long, which counts with 100,000 items.
  for (let item = 0; item < values.length; item += 1) values[item] = items[item]?.[name] ?? NaN;
  return values;
}

function axisOf(values: Float64Array): GridAxis {
  const stepOf = new Map<number, number>();
  for (let item = 0; item < values.length; item += 1)
    if (values[item] !== values[item - 1]) stepOf.set(values[item] ?? NaN, 0);
  const distinct = [...stepOf.keys()].toSorted((a, b) => a - b);
  for (const [step, value] of distinct.entries()) stepOf.set(value, step);
  const steps = new Int32Array(values.length);
  for (let item = 0; item < values.length; item += 1) steps[item] = stepOf.get(values[item] ?? NaN) ?? 0;
  return { length: distinct.length, steps };
}

/** Items by their steps, read as the digits of a number. */
function placesOf(axes: readonly GridAxis[], count: number): Map<number, number> {
  const keys = new Float64Array(count);
  for (const { length, steps } of axes)
    for (let item = 0; item < count; item += 1) keys[item] = (keys[item] ?? 0) * length + (steps[item] ?? 0);
  const places = new Map<number, number>();
  for (let item = 0; item < count; item += 1) places.set(keys[item] ?? 0, item);
  return places;
}

/** Steps between two items, squared and summed over the axes. */
export function stepsBetween({ axes }: GridSteps, a: number, b: number): number {
  return axes.reduce((sum, { steps }) => sum + ((steps[a] ?? 0) - (steps[b] ?? 0)) ** 2, 0);
}

/** {@link stepsBetween} each item and the nearest seed. @param seeds - items, at least one. */
export function leastSteps(grid: GridSteps, seeds: readonly number[]): Int32Array {
  const least = new Int32Array(grid.count).fill(2 ** 31 - 1);
  for (const seed of seeds) {
    const squares = stepsFrom(grid, seed);
    for (let item = 0; item < grid.count; item += 1)
      least[item] = Math.min(least[item] ?? 0, squares[item] ?? 0);
  }
  return least;
}

function stepsFrom({ count, axes }: GridSteps, seed: number): Int32Array {
  const squares = new Int32Array(count);
  for (const { steps } of axes) {
    const own = steps[seed] ?? 0;
    for (let item = 0; item < count; item += 1) {
      const apart = (steps[item] ?? 0) - own;
      squares[item] = (squares[item] ?? 0) + apart * apart;
    }
  }
  return squares;
}

/** Items that have on every axis what one of `seeds` or `other` has there. */
export function between(grid: GridSteps, seeds: readonly number[], other: number): number[] {
  const kinds = 2 ** grid.axes.length;
  return seeds.flatMap((seed) =>
    Array.from({ length: kinds }, (_, kind) =>
      grid.itemAt(
        // One bit an axis says whose value it takes.
        grid.axes.map(({ steps }, axis) => steps[(kind >> axis) % 2 === 0 ? seed : other] ?? 0),
      ),
    ).filter((item) => item !== undefined),
  );
}
