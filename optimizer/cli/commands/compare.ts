import { InvalidInputError } from '../../domain/errors.js';
import { numberOption, type Register } from '../command.js';
import { addGoalOptions } from '../goal-options.js';
import { addSurfaceOptions, compareOnSurface, type SurfaceOptions } from './compare/surface.js';

/** `compare`: ways to find settings, side by side. Each kind of comparison is a file of `compare/`. */
export const registerCompare: Register = (program, registry) => {
  const compare = addGoalOptions(
    program
      .command('compare')
      .description('compare ways to find settings: on a recorded surface, without a network'),
  )
    .option(
      '--send-rate <tps...>',
      'transactions a second that clients offer, such as 60 or 60,120',
      collectRates,
    )
    .option(
      '--budget <n>',
      'rounds that a search may measure',
      numberOption('--budget', (value) => Number.isSafeInteger(value) && value >= 1, 'a whole number from 1'),
      25,
    )
    .option(
      '--seed <n>',
      'draws whatever is random',
      numberOption('--seed', Number.isSafeInteger, 'a whole number'),
      1,
    )
    .option('--out <folder>', 'also write the comparison as JSON, CSV and a page into this folder');
  addSurfaceOptions(compare);
  registry(compare, async (context) => {
    const { surface } = compare.opts<{ readonly surface?: string }>();
    if (surface === undefined) {
      throw new InvalidInputError('compare', [
        { path: '', message: 'say what to compare on: --surface FILE.csv, a recorded surface' },
      ]);
    }
    await compareOnSurface(compare.opts<SurfaceOptions & { readonly surface: string }>(), context);
  });
};

function collectRates(text: string, earlier: readonly number[] = []): number[] {
  const parse = numberOption('--send-rate', (rate) => rate > 0, 'above 0');
  return [...earlier, ...text.split(',').map(parse)];
}
