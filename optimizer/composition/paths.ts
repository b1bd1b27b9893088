import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Paths } from '../operations/services.js';

/** Where this installation lies: beside the program, or where GRIDTUNE_HOME says. */
export function findPaths(): Paths {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
  const chosen = process.env['GRIDTUNE_HOME'];
  const base = chosen ? path.resolve(chosen) : root;
  return {
    root,
    home: chosen ? base : path.join(root, '.gridtune'),
    models: path.join(base, 'models'),
    reports: path.join(base, 'reports'),
    plans: path.join(root, 'benchmarks', 'plans'),
    config: process.env['GRIDTUNE_CONFIG'] ?? path.join(base, 'gridtune.yaml'),
  };
}
