import { StaleWriteError } from '../domain/errors.js';
import { etagOf, type RouteContext } from './route.js';

/**
 * For a write with `needsIfMatch`.
 * @param what - as the error names it: `schedule s-1`
 * @throws StaleWriteError if the request follows another state than `current`
 */
export function requireVersion(
  { headers }: Pick<RouteContext, 'headers'>,
  current: { readonly version: number },
  what: string,
): void {
  const given = (headers['if-match'] ?? '').split(',').map((each) => each.trim());
  if (given.includes(etagOf(current))) return;
  throw new StaleWriteError(
    `${what} is at ${etagOf(current)} and the request follows ${given.join(', ')}; look at it again`,
  );
}

/** Of a write that another one came before, although it followed what was read. */
export function changedMeanwhile(what: string): StaleWriteError {
  return new StaleWriteError(`${what} was changed meanwhile: look at it again`);
}
