import { Option, type Command } from 'commander';
import { readPlan } from '../../config/plan-file.js';
import { findPlan } from '../../config/shipped-plans.js';
import { InvalidInputError } from '../../domain/errors.js';
import type { SearchRequest, SearchSummary } from '../../domain/search.js';
import { describeClosest, figuresOf } from '../../domain/search-text.js';
import { describeSettings, sameSettings, type OrdererSettings } from '../../domain/settings.js';
import { writeSweepReport } from '../../operations/sweep-report.js';
import { STRATEGY_NAMES } from '../../search/strategies.js';
import { numberOption, type CommandContext } from '../command.js';
import { addGoalOptions, goalFrom, type GoalOptions } from '../goal-options.js';
import { figure } from '../output.js';

/** `sweep --search`: a strategy chooses what is measured. */

export interface SearchOptions extends GoalOptions {
  readonly search?: boolean;
  readonly sendRate?: number;
  readonly budget: number;
  readonly strategy: string;
  readonly seed: number;
  readonly plan?: string;
}

const DEFAULT_BUDGET = 25;

/** The names under which commander keeps the options that only a search has. */
const SEARCH_ONLY: readonly (readonly [key: string, option: string])[] = [
  ['sendRate', '--send-rate'],
  ['budget', '--budget'],
  ['strategy', '--strategy'],
  ['seed', '--seed'],
  ['objective', '--objective'],
  ['latency', '--latency'],
  ['limit', '--limit'],
  ['weights', '--weights'],
  ['confidence', '--confidence'],
  ['throughputTolerance', '--throughput-tolerance'],
];

export function addSearchOptions(command: Command): Command {
  const wholeFrom = (name: string, least: number) =>
    numberOption(
      name,
      (value) => Number.isInteger(value) && value >= least,
      `a whole number from ${least} on`,
    );
  return addGoalOptions(
    command
      .option('--search', 'let a strategy choose each round: the best settings in few rounds')
      .option(
        '--send-rate <tps>',
        'with --search: transactions a second that clients offer',
        numberOption('--send-rate', (rate) => rate > 0, 'above 0'),
      )
      .option('--budget <rounds>', 'with --search: rounds at most', wholeFrom('--budget', 1), DEFAULT_BUDGET)
      .addOption(
        new Option('--strategy <name>', 'with --search: how to choose')
          .choices(STRATEGY_NAMES)
          .default('gridtune'),
      )
      .option('--seed <number>', 'with --search: fixes what the strategy draws', wholeFrom('--seed', 0), 1),
  );
}

/** Options of a search that were written on the command line. */
export function givenSearchOptions(command: Command): string[] {
  return SEARCH_ONLY.filter(([key]) => command.getOptionValueSource(key) === 'cli').map(
    ([, option]) => option,
  );
}

/** The search that the options describe. @throws InvalidInputError */
export async function searchRequest(options: SearchOptions, plans: string): Promise<SearchRequest> {
  const { sendRate: sendRateTps, strategy, budget, seed } = options;
  if (sendRateTps === undefined)
    throw new InvalidInputError('sweep --search', [
      { path: '', message: 'needs --send-rate: the transactions a second that clients offer' },
    ]);
  const file = options.plan === undefined ? undefined : await findPlan(options.plan, plans);
  const workload = file === undefined ? 'publish' : (await readPlan(file)).workload;
  const goal = goalFrom(options, [sendRateTps]);
  return { strategy, goal, load: { workload, sendRateTps }, budget, seed, planFile: file };
}

/** Runs a search and tells what it found. */
export async function search(request: SearchRequest, { services, output }: CommandContext): Promise<void> {
  const summary = await services.search(request);
  const { file } = await writeSweepReport(services, summary.sweepId);
  services.progress.step(`report: ${file}`);
  const sweep = await (await services.store()).sweeps.find(summary.sweepId);
  output.result(summary, describeSearch(summary, sweep?.original));
}

/** @param inForce - what the channel has */
export function describeSearch(summary: SearchSummary, inForce: OrdererSettings | undefined): string {
  const { sweepId, strategy, planned, measured, failed, stopped } = summary;
  return [
    `search ${sweepId} (${strategy}): ${measured} rounds measured, ${failed} failed, of at most ${planned}; ended because ${stopped}`,
    ...foundLines(summary, inForce),
  ].join('\n');
}

function foundLines({ recommended, belief }: SearchSummary, inForce: OrdererSettings | undefined): string[] {
  if (!belief) return ['nothing was measured'];
  if (!recommended) return [describeClosest(belief), 'nothing to apply: relax a limit, or offer less load'];
  const { probabilityBest, expectedImprovementPct } = belief;
  const sure =
    probabilityBest === undefined
      ? []
      : [`the best of the candidates with probability ${figure(100 * probabilityBest)} %`];
  const gain =
    expectedImprovementPct === undefined
      ? []
      : [`one more round may gain ${figure(expectedImprovementPct)} %`];
  const stays = inForce !== undefined && sameSettings(inForce, recommended);
  return [
    `recommended: ${describeSettings(recommended)}`,
    `  ${figuresOf(belief)}`,
    ...[...sure, ...gain].map((line) => `  ${line}`),
    stays
      ? 'these are in force already: stay where you are'
      : `apply them: gridtune apply --settings '${JSON.stringify(recommended)}'`,
  ];
}
