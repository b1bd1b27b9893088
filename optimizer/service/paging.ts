import { z } from 'zod';

/** The query of every list. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  /** Id of the last item of the page before. */
  after: z.string().min(1).max(300).optional(),
});

export interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

/** The reply of every list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({
    items: z.array(item),
    /** How many there are in all. */
    total: z.int(),
    /** To be given as `after` for the next page; absent on the last. */
    next: z.string().optional(),
  });
}

/**
 * The page that was asked for. An item that is gone by now ends the list where it stood.
 * @param items - all of them, in the order of the list
 */
export function paged<T, U = T>(
  items: readonly T[],
  { limit, after }: PageQuery,
  idOf: (item: T) => string,
  view: (item: T) => U,
): { items: U[]; total: number; next?: string } {
  const start = after === undefined ? 0 : items.findIndex((item) => idOf(item) === after) + 1;
  const page = after !== undefined && start === 0 ? [] : items.slice(start, start + limit);
  const last = page.at(-1);
  const more = last !== undefined && start + page.length < items.length;
  return { items: page.map(view), total: items.length, ...(more ? { next: idOf(last) } : {}) };
}
