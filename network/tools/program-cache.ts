import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where built programs are kept for every checkout of this user: XDG_CACHE_HOME where it is a folder, else ~/.cache. */
export function programCacheDirectory(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return path.join(base && existsSync(base) ? base : path.join(homedir(), '.cache'), 'gridtune');
}
