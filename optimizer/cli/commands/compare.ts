import type { Command } from 'commander';
import { InvalidInputError } from '../../domain/errors.js';
import { DEFAULT_BUDGET } from '../../operations/comparison/live-request.js';
import { numberOption, type Register } from '../command.js';
import { addGoalOptions } from '../goal-options.js';
import { compareLive } from './compare/live.js';
import { addLiveOptions, type LiveOptions } from './compare/live-options.js';
import { addSurfaceOptions, compareOnSurface, type SurfaceOptions } from './compare/surface.js';
import { remoteLive, remoteSurface } from '../remote/comparisons.js';

/** `compare`: ways to find settings, side by side. Each kind of comparison is a file of `compare/`. */
export const registerCompare: Register = (program, registry) => {
  const compare = addGoalOptions(
    program
      .command('compare')
      .description(
        'compare ways to find settings: on a recorded surface without a network, or in rounds on the live one',
      ),
  )
    .option(
      '--send-rate <tps...>',
      'transactions a second that clients offer, such as 60 or 60,120',
      collectRates,
    )
    .option(
      '--budget <n>',
      `rounds that a search may measure; with --live ${DEFAULT_BUDGET} at each rate`,
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
  addLiveOptions(compare);
  registry(
    compare,
    async (context) => {
      const asked = askedOf(compare);
      if ('surface' in asked) await compareOnSurface(asked.surface, context);
      else await compareLive(asked.live, context);
    },
    async (context) => {
      const asked = askedOf(compare);
      if ('surface' in asked) await remoteSurface(asked.surface, context);
      else await remoteLive(asked.live, context);
    },
  );
};

type GivenSurface = SurfaceOptions & { readonly surface: string };

function askedOf(compare: Command): { readonly surface: GivenSurface } | { readonly live: LiveOptions } {
  const { surface, live = false } = compare.opts<{ readonly surface?: string; readonly live?: boolean }>();
  if ((surface === undefined) === !live) {
    const message = 'say what to compare on: either --surface FILE.csv, a recorded surface, or --live';
    throw new InvalidInputError('compare', [{ path: '', message }]);
  }
  if (surface !== undefined) return { surface: compare.opts<GivenSurface>() };
  const options = compare.opts<LiveOptions>();
  const given = compare.getOptionValueSource('budget') === 'cli';
  return { live: { ...options, budget: given ? options.budget : undefined } };
}

function collectRates(text: string, earlier: readonly number[] = []): number[] {
  const parse = numberOption('--send-rate', (rate) => rate > 0, 'above 0');
  return [...earlier, ...text.split(',').map(parse)];
}
