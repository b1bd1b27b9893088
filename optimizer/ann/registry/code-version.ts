import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** What a model and its scores depend on. */
const FOLDERS = ['ann', 'cutmodel', 'dataset', 'domain'] as const;
const OWN_OPTIMIZER = path.resolve(import.meta.dirname, '..', '..');

/**
 * The code that runs, as `<package version>+<12 digits>`: SHA-256 over names and contents of the program files
 * that make and score models. A commit would say what lies in a checkout, not what was built from it, and an
 * installed package has none.
 */
export async function codeVersion(optimizer: string = OWN_OPTIMIZER): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of FOLDERS) {
    for (const file of await programFiles(path.join(optimizer, folder))) {
      const name = path.relative(optimizer, file).split(path.sep).join('/');
      hash
        .update(`${name}\0`)
        .update(await readFile(file))
        .update('\0');
    }
  }
  return `${await packageVersion(optimizer)}+${hash.digest('hex').slice(0, 12)}`;
}

/** What runs, in the order of names: compiled files, or the sources where these run themselves. */
async function programFiles(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => /\.[jt]s$/.test(name) && !/\.(?:test|fixture|d)\.[jt]s$/.test(name))
    .toSorted()
    .map((name) => path.join(folder, name));
}

/** Of the nearest package.json above: the compiled files lie one folder deeper than the sources. */
async function packageVersion(folder: string): Promise<string> {
  const file = path.join(folder, 'package.json');
  const above = path.dirname(folder);
  if (!existsSync(file) && above !== folder) return packageVersion(above);
  return z.object({ version: z.string() }).parse(JSON.parse(await readFile(file, 'utf8'))).version;
}
