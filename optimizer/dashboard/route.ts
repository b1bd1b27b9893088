/** The part of the address behind `#`: `#/sweeps/s-1?rate=50`. */
export interface PageRoute {
  /** `overview` where the address names none. */
  readonly page: string;
  /** What follows the page's name. */
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
}

export function routeOf(hash: string): PageRoute {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const [page, ...rest] = path.split('/').filter(Boolean).map(decoded);
  return { page: page ?? 'overview', rest, query: new URLSearchParams(query) };
}

/** Parts and query are encoded; undefined values are left out. */
export function hrefOf(
  parts: readonly string[],
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const known = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const search = new URLSearchParams(known).toString();
  return `#/${parts.map(encodeURIComponent).join('/')}${search ? `?${search}` : ''}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Written by hand, with a lone percent sign: taken as it stands.
    return part;
  }
}
