import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { InvalidInputError, type Fault } from '../domain/errors.js';
import { faultsOf } from '../domain/settings.js';

/**
 * Reads a YAML file into a checked value.
 * @param what - how the file is named in messages, such as `plan`.
 * @throws {@link InvalidInputError} with every fault at once, each with its path and its line.
 */
export async function readYamlFile<T>(what: string, file: string, schema: z.ZodType<T>): Promise<T> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new InvalidInputError(
      `${what} ${file}`,
      [{ path: '', message: 'cannot be read: check the path' }],
      { cause },
    );
  }
  return parseYaml(`${what} ${file}`, text, schema);
}

export function parseYaml<T>(name: string, text: string, schema: z.ZodType<T>): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const broken = document.errors.map((error): Fault => ({
    path: '',
    message: error.message.split('\n')[0] ?? error.message,
  }));
  if (broken.length > 0) throw new InvalidInputError(name, broken);
  const parsed = schema.safeParse(plainValue(name, document));
  if (parsed.success) return parsed.data;
  const lineOf = (path: string): number | undefined => {
    for (let keys = path.split('.'); keys.length > 0; keys = keys.slice(0, -1)) {
      const node = document.getIn(keys.map(asKey), true);
      const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
      if (Array.isArray(range) && typeof range[0] === 'number') return lines.linePos(range[0]).line;
    }
    return undefined;
  };
  const faults = faultsOf(parsed.error).map(({ path, message }): Fault => {
    const line = path ? lineOf(path) : undefined;
    return { path, message: line === undefined ? message : `${message} (line ${line})` };
  });
  throw new InvalidInputError(name, faults);
}

/** A bomb of nested aliases must not fill the memory. */
function plainValue(name: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    const message = `its aliases cannot be followed (${cause.message}): write out what they stand for`;
    throw new InvalidInputError(name, [{ path: '', message }], { cause });
  }
}

function asKey(key: string): string | number {
  return /^\d+$/.test(key) ? Number(key) : key;
}
