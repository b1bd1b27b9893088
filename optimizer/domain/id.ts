import { randomBytes } from 'node:crypto';

/** Sortable by time, readable, and unlikely to meet another: `a-20260131-120000-9f3c5a17`. */
export function newId(prefix: string, isoTime: string): string {
  const stamp = isoTime.replaceAll(/[-:]|\.\d+Z$/g, '').replace('T', '-');
  return `${prefix}-${stamp}-${randomBytes(4).toString('hex')}`;
}
