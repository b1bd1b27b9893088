/**
 * An entry within bounds: the compiler cannot see that it is there, and NaN shows where it was not. For one
 * kind of array alone, so that the engine keeps it quick in inner loops.
 */
export function at(values: Float64Array, place: number): number {
  return values[place] ?? NaN;
}
