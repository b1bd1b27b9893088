/** Places below which looking at each is quicker than dividing them further. */
const LEAF_SIZE = 16;

type Node =
  | { readonly kind: 'leaf'; readonly indices: readonly number[] }
  | {
      readonly kind: 'branch';
      readonly axis: number;
      readonly at: number;
      readonly below: Node;
      readonly above: Node;
    };

interface Found {
  readonly index: number;
  readonly squared: number;
}

interface Search {
  readonly place: readonly number[];
  readonly count: number;
  readonly found: Found[];
  /** How far the part of the space that is looked at lies from the place, along each axis. */
  readonly offsets: number[];
}

/** Bounds are sums of differences, which rounding may make a little too large. */
const ROUNDING = 1 - 1e-9;

/**
 * Finds the nearest of many places (Euclidean distance) with a k-d tree: n places cost about n log n to
 * arrange and log n to ask, where comparing each with each would cost n squared. How far parts of the space
 * lie is summed up axis by axis (Arya and Mount 1993), which passes most of them over in many dimensions too.
 */
export class NearestPlaces {
  readonly #axes: number;
  /** Place after place. */
  readonly #values: Float64Array;
  readonly #root: Node;

  /** @param places - all of one length, which may be 0: then every place is as near as any other. */
  constructor(places: readonly (readonly number[])[]) {
    this.#axes = places[0]?.length ?? 0;
    this.#values = Float64Array.from(places.flat());
    this.#root = this.#arrange([...places.keys()]);
  }

  /** @returns indices of the `count` nearest places, the nearest first and the lower index among equals. */
  nearest(place: readonly number[], count: number): number[] {
    const found: Found[] = [];
    this.#search(this.#root, { place, count, found, offsets: place.map(() => 0) }, 0);
    return found.map(({ index }) => index);
  }

  #arrange(indices: readonly number[]): Node {
    const { axis, width } = this.#widestAxis(indices);
    if (indices.length <= LEAF_SIZE || !(width > 0)) return { kind: 'leaf', indices };
    const valueOf = (index: number): number => this.#valueOf(index, axis);
    const sorted = indices.toSorted((a, b) => valueOf(a) - valueOf(b));
    const middle = valueOf(sorted[Math.floor(sorted.length / 2)] ?? 0);
    const least = valueOf(sorted[0] ?? 0);
    // Where more than half of the values are the least, that one stands alone below.
    const at = middle > least ? middle : (sorted.map(valueOf).find((value) => value > least) ?? middle);
    return {
      kind: 'branch',
      axis,
      at,
      below: this.#arrange(sorted.filter((index) => valueOf(index) < at)),
      above: this.#arrange(sorted.filter((index) => valueOf(index) >= at)),
    };
  }

  #widestAxis(indices: readonly number[]): { readonly axis: number; readonly width: number } {
    let widest = { axis: 0, width: 0 };
    for (let axis = 0; axis < this.#axes; axis += 1) {
      let [least, most] = [Infinity, -Infinity];
      for (const index of indices) {
        const value = this.#valueOf(index, axis);
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      if (most - least > widest.width) widest = { axis, width: most - least };
    }
    return widest;
  }

  /** @param bound - no place under `node` is nearer than the root of this. */
  #search(node: Node, search: Search, bound: number): void {
    const { place, count, found, offsets } = search;
    if (node.kind === 'leaf') {
      for (const index of node.indices) {
        const squared = this.#squaredDistance(index, place);
        const furthest = found[count - 1];
        // Most places are too far; they are passed over before anything is made of them.
        if (!furthest || squared <= furthest.squared) insert(found, { index, squared }, count);
      }
      return;
    }
    const offset = (place[node.axis] ?? 0) - node.at;
    const [near, far] = offset < 0 ? [node.below, node.above] : [node.above, node.below];
    this.#search(near, search, bound);
    const before = offsets[node.axis] ?? 0;
    const farBound = bound - before ** 2 + offset ** 2;
    const furthest = found[count - 1];
    if (furthest && farBound * ROUNDING > furthest.squared) return;
    offsets[node.axis] = offset;
    this.#search(far, search, farBound);
    offsets[node.axis] = before;
  }

  #valueOf(index: number, axis: number): number {
    return this.#values[index * this.#axes + axis] ?? 0;
  }

  #squaredDistance(index: number, place: readonly number[]): number {
    const start = index * this.#axes;
    let sum = 0;
    for (let axis = 0; axis < this.#axes; axis += 1) {
      const difference = (this.#values[start + axis] ?? 0) - (place[axis] ?? 0);
      sum += difference * difference;
    }
    return sum;
  }
}

/** Keeps `found` in order and at most `count` long. */
function insert(found: Found[], candidate: Found, count: number): void {
  const before = (a: Found, b: Found): boolean =>
    a.squared < b.squared || (a.squared === b.squared && a.index < b.index);
  let place = found.length;
  while (place > 0 && before(candidate, found[place - 1] ?? candidate)) place -= 1;
  if (place >= count) return;
  found.splice(place, 0, candidate);
  if (found.length > count) found.pop();
}
