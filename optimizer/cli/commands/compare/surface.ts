import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { readResultsFile } from '../../../dataset/results-file.js';
import { InvalidInputError } from '../../../domain/errors.js';
import { runSurfaceComparison } from '../../../operations/comparison/surface-run.js';
import type { Comparison } from '../../../research/surface-comparison/comparison.js';
import { regretCsv, type ComparisonDocument } from '../../../research/surface-comparison/document.js';
import { STRATEGY_NAMES } from '../../../search/strategies.js';
import { numberOption, type CommandContext } from '../../command.js';
import { goalFrom, type GoalOptions } from '../../goal-options.js';
import { describeComparison } from './surface-text.js';

/** What `compare --surface` was told; {@link addSurfaceOptions} has those that no other comparison has. */
export interface SurfaceOptions extends GoalOptions {
  readonly surface: string;
  readonly sendRate?: readonly number[];
  readonly budget: number;
  readonly seed: number;
  readonly seeds: number;
  readonly strategies?: readonly string[];
  readonly out?: string;
}

export function addSurfaceOptions(compare: Command): void {
  compare
    .option('--surface <file>', 'CSV results: each round of a search is one of its rows, drawn at random')
    .option(
      '--seeds <n>',
      'searches of every strategy, with the seeds from --seed on',
      numberOption('--seeds', (value) => Number.isSafeInteger(value) && value >= 1, 'a whole number from 1'),
      20,
    )
    .option('--strategies <names>', `some of ${STRATEGY_NAMES.join(',')}; default: all`, strategyList);
}

/** Replays searches on a recorded surface and tells how far from its best setting they end. */
export async function compareOnSurface(
  options: SurfaceOptions,
  { services, output }: CommandContext,
): Promise<void> {
  const sendRateTps = onlyRate(options.sendRate);
  const goal = goalFrom(options, [sendRateTps]);
  const { table, sha256 } = await readResultsFile(options.surface);
  const { budget, seed, seeds, strategies } = options;
  const { document, comparison } = await runSurfaceComparison(services, {
    ...{
      results: { name: options.surface, table },
      sha256,
      sendRateTps,
      goal,
      budget,
      seed,
      seeds,
      strategies,
    },
  });
  const files = options.out === undefined ? [] : await writeComparison(options.out, document, comparison);
  output.result(
    options.out === undefined ? document : { ...document, files },
    [describeComparison(document), ...(files.length > 0 ? ['', ...files] : [])].join('\n'),
  );
}

/** @returns the files written: the document, the regret of every search and round, and the page. */
async function writeComparison(
  out: string,
  document: ComparisonDocument,
  comparison: Comparison,
): Promise<string[]> {
  // Loaded when needed: the drawing library would slow every other command down.
  const { renderSurfaceComparison } = await import('../../../research/surface-comparison/page.js');
  const folder = path.resolve(out);
  await mkdir(folder, { recursive: true });
  const contents = {
    'comparison.json': `${JSON.stringify(document, null, 2)}\n`,
    'regret.csv': regretCsv(comparison),
    'report.html': renderSurfaceComparison(document, new Date().toISOString()),
  };
  const files: string[] = [];
  for (const [name, content] of Object.entries(contents)) {
    const file = path.join(folder, name);
    await writeFile(file, content);
    files.push(file);
  }
  return files;
}

function onlyRate(rates: readonly number[] = []): number {
  const [rate] = rates;
  if (rate !== undefined && rates.length === 1) return rate;
  throw new InvalidInputError('--send-rate', [
    { path: '', message: `a surface is compared on at one send rate, got ${rates.join(' ') || 'none'}` },
  ]);
}

function strategyList(text: string): string[] {
  // The JSON document calls them by camel case; either is understood.
  const kebabCase = (name: string): string =>
    name.trim().replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const names = text.split(',').map(kebabCase);
  const faults = names.flatMap((name, index) => {
    if (!STRATEGY_NAMES.includes(name)) {
      return [{ path: '', message: `must be some of ${STRATEGY_NAMES.join(',')}, got ${name || 'nothing'}` }];
    }
    return names.indexOf(name) < index ? [{ path: '', message: `must not name ${name} twice` }] : [];
  });
  if (faults.length > 0) throw new InvalidInputError('--strategies', faults);
  return names;
}
