import { stringify } from 'yaml';
import type { Output } from '../output.js';

/** An answer of the service for people: as YAML, which needs no words of its own for each kind. */
export function tellValue(output: Output, value: unknown): void {
  output.result(value, stringify(value, { lineWidth: 110, aliasDuplicateObjects: false }));
}

/** @throws RangeError for a success without a body, which the document says does not happen */
export function bodyOf<T>({ data }: { readonly data?: T }): T {
  if (data === undefined) throw new RangeError('the service answered without a body');
  return data;
}
