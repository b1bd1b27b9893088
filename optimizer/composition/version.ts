import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Paths } from '../operations/services.js';

/** Of this program, as its package says. */
export async function versionOf({ root }: Pick<Paths, 'root'>): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  return String(version);
}
