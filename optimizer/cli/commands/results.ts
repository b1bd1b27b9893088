import type { Register } from '../command.js';
import { registerExport } from './results/export.js';
import { registerImport } from './results/import.js';
import { registerList } from './results/list.js';

/** `results list | export | import`: what was measured, here and elsewhere. */
export const registerResults: Register = (program, registry) => {
  const results = program.command('results').description('benchmark results: stored, exported and imported');
  registerList(results, registry);
  registerExport(results, registry);
  registerImport(results, registry);
};
