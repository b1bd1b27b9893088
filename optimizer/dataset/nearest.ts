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

/**
 * Finds the nearest of many places (Euclidean distance) with a k-d tree: n places cost about n log n to
 * arrange and log n to ask, where comparing each with each would cost n squared.
 */
export class NearestPlaces {
  readonly #places: readonly (readonly number[])[];
  readonly #root: Node;

  /** @param places - all of one length, which may be 0: then every place is as near as any other. */
  constructor(places: readonly (readonly number[])[]) {
    this.#places = places;
    this.#root = this.#arrange([...places.keys()]);
  }

  /** @returns indices of the `count` nearest places, the nearest first and the lower index among equals. */
  nearest(place: readonly number[], count: number): number[] {
    const found: Found[] = [];
    this.#search(this.#root, place, count, found);
    return found.map(({ index }) => index);
  }

  #arrange(indices: readonly number[]): Node {
    const { axis, width } = this.#widestAxis(indices);
    if (indices.length <= LEAF_SIZE || !(width > 0)) return { kind: 'leaf', indices };
    const valueOf = (index: number): number => this.#places[index]?.[axis] ?? 0;
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
    const axes = this.#places[0]?.length ?? 0;
    let widest = { axis: 0, width: 0 };
    for (let axis = 0; axis < axes; axis += 1) {
      let [least, most] = [Infinity, -Infinity];
      for (const index of indices) {
        const value = this.#places[index]?.[axis] ?? 0;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      if (most - least > widest.width) widest = { axis, width: most - least };
    }
    return widest;
  }

  #search(node: Node, place: readonly number[], count: number, found: Found[]): void {
    if (node.kind === 'leaf') {
      for (const index of node.indices) {
        const squared = squaredDistance(this.#places[index] ?? [], place);
        insert(found, { index, squared }, count);
      }
      return;
    }
    const offset = (place[node.axis] ?? 0) - node.at;
    const [near, far] = offset < 0 ? [node.below, node.above] : [node.above, node.below];
    this.#search(near, place, count, found);
    const furthest = found[count - 1];
    if (!furthest || offset ** 2 <= furthest.squared) this.#search(far, place, count, found);
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

function squaredDistance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let axis = 0; axis < a.length; axis += 1) sum += ((a[axis] ?? 0) - (b[axis] ?? 0)) ** 2;
  return sum;
}
