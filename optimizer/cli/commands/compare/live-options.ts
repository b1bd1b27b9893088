import type { Command } from 'commander';
import { CONTENDERS, contenderSchema, FEWEST_REPEATS, type Contender } from '../../../domain/comparison.js';
import { InvalidInputError } from '../../../domain/errors.js';
import { DEFAULT_PLAN } from '../../../operations/comparison/live-request.js';
import { numberOption } from '../../command.js';
import type { GoalOptions } from '../../goal-options.js';

/** What the options of {@link addLiveOptions} hold after parsing, beside those that every comparison has. */
export interface LiveOptions extends GoalOptions {
  readonly live?: boolean;
  readonly plan?: string;
  readonly sendRate?: readonly number[];
  readonly repeats?: number;
  readonly contenders?: readonly Contender[];
  readonly resume?: string;
  /** Undefined where it was not given. */
  readonly budget?: number | undefined;
  readonly seed: number;
  readonly out?: string;
}

/** The options of `compare` that are about the live network. */
export function addLiveOptions(compare: Command): Command {
  return compare
    .option('--live', 'compare on the live network, in alternating rounds')
    .option(
      '--plan <file>',
      `live: YAML plan whose settings are chosen among, or the name of one that comes with gridtune; without it "${DEFAULT_PLAN}"`,
    )
    .option(
      '--repeats <n>',
      `live: rounds of every contender at each send rate; without it ${FEWEST_REPEATS}`,
      numberOption('--repeats', Number.isSafeInteger, 'a whole number'),
    )
    .option(
      '--contenders <names>',
      `live: who takes part, with commas in between; without it ${CONTENDERS.join(',')}`,
      parseContenders,
    )
    .option('--resume <id>', 'live: go on with a comparison that was cut short');
}

/** What a resumed comparison is made of stands in its record. */
export function refuseBesideResume(options: LiveOptions): void {
  const { plan, sendRate, repeats, contenders, budget } = options;
  const others = {
    '--plan': plan,
    '--send-rate': sendRate,
    '--repeats': repeats,
    '--contenders': contenders,
    '--budget': budget,
  };
  const faults = Object.entries(others).flatMap(([option, value]) =>
    value === undefined ? [] : [{ path: '', message: `give either ${option} or --resume` }],
  );
  if (faults.length > 0) throw new InvalidInputError('compare', faults);
}

function parseContenders(text: string): Contender[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !contenderSchema.safeParse(name).success);
  if (unknown.length > 0) {
    const message = `unknown contender ${unknown.join(', ')}; there are ${CONTENDERS.join(', ')}`;
    throw new InvalidInputError('--contenders', [{ path: '', message }]);
  }
  return CONTENDERS.filter((contender) => names.includes(contender));
}
