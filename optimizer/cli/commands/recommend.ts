import { Option } from 'commander';
import { allowedRanges } from '../../domain/guard-rails.js';
import { workloadSchema, type Workload } from '../../domain/load.js';
import {
  recommendFromStore,
  scheduleFromStore,
  type Adviser,
  type Wanted,
} from '../../recommender/recommend-from-store.js';
import type { CommandContext, Register } from '../command.js';
import { addGoalOptions, goalFrom, type GoalOptions } from '../goal-options.js';
import { adviserOfDatasets } from '../../operations/dataset-adviser.js';
import { settingsInForce, settingsInForceOrMeasured } from '../../operations/in-force.js';
import { registeredAdviser } from '../../operations/registered-adviser.js';
import { scheduleDocument } from '../../operations/schedule-document.js';
import type { Services } from '../../operations/services.js';
import { periodsFrom } from './recommend-periods.js';
import { describeRecommendation } from './recommend-text.js';
import { describeSchedule } from './recommend-schedule-text.js';
import { InvalidInputError } from '../../domain/errors.js';
import { remoteRecommendation } from '../remote/advice.js';

export { describeRecommendation } from './recommend-text.js';

interface RecommendOptions extends GoalOptions {
  readonly sendRate?: string;
  readonly profile?: string;
  readonly robust?: boolean;
  readonly schedule?: boolean;
  readonly workload: Workload;
  readonly model?: string;
  readonly dataset?: string[];
}

/** `recommend`: settings worth applying at a load, with the evidence. */
export const registerRecommend: Register = (program, registry) => {
  const recommend = addGoalOptions(
    program
      .command('recommend')
      .description('recommend settings for a load; changes nothing')
      .option('--send-rate <tps>', 'transactions a second that clients offer, or a range such as 60..160')
      .option('--profile <file>', 'a day of rates: YAML list of {from: "06:00", sendRateTps: 80}'),
  )
    .addOption(
      new Option('--workload <workload>', 'what clients do')
        .choices(workloadSchema.options)
        .default('publish'),
    )
    .option(
      '--robust',
      'of several rates: one setting for all of them, with the least worst regret (default)',
    )
    .addOption(
      new Option(
        '--schedule',
        'of several rates: settings for each, changed only where that gains',
      ).conflicts('robust'),
    )
    .addOption(new Option('--model <id>', 'model to ask; default: the champion').conflicts('dataset'))
    .option(
      '--dataset <name...>',
      'learn from these imported datasets, CSV files or sweeps alone, for this answer',
    );
  registry(
    recommend,
    async (context) => {
      const options = recommend.opts<RecommendOptions>();
      const { schedule, ...question } = await questionOf(options);
      const ranges = allowedRanges(await context.services.guardRails());
      await answer({ ...question, ranges }, options, schedule, context);
    },
    async (context) => {
      const options = recommend.opts<RecommendOptions>();
      if (options.dataset)
        throw new InvalidInputError('--dataset', [
          { path: '', message: 'goes without --server: import it there, train, and ask that model' },
        ]);
      await remoteRecommendation({ ...(await questionOf(options)), modelId: options.model }, context);
    },
  );
};

async function questionOf(options: RecommendOptions) {
  const { workload, schedule = false } = options;
  const periods = await periodsFrom(options);
  const goal = goalFrom(
    options,
    periods.map(({ sendRateTps }) => sendRateTps),
  );
  return { workload, schedule, periods, goal };
}

/** Who is to answer. */
type Asked = Pick<RecommendOptions, 'model' | 'dataset'>;

async function answer(
  wanted: Wanted,
  asked: Asked,
  schedule: boolean,
  { services, output }: CommandContext,
): Promise<void> {
  const store = await services.store();
  const [adviser, inForce] = await advised(services, asked, wanted.workload);
  if (schedule) {
    const stretches = await scheduleFromStore(store, wanted, inForce, adviser);
    output.result(scheduleDocument(stretches), describeSchedule(stretches));
    return;
  }
  const recommendation = await recommendFromStore(store, wanted, inForce, adviser);
  output.result(recommendation, describeRecommendation(recommendation));
}

async function advised(
  services: Services,
  { model, dataset }: Asked,
  workload: Workload,
): Promise<[Adviser, Awaited<ReturnType<typeof settingsInForce>>]> {
  if (dataset) {
    const adviser = await adviserOfDatasets(services, dataset, workload);
    return [adviser, await settingsInForceOrMeasured(services, adviser.learnt.rows)];
  }
  return [await registeredAdviser(services, model), await settingsInForce(services)];
}
