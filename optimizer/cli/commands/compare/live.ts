import { findPlan } from '../../../config/shipped-plans.js';
import { readPlan } from '../../../config/plan-file.js';
import { beginComparison, reopenComparison } from '../../../operations/comparison/live-begin.js';
import { writeLiveComparison } from '../../../operations/comparison/live-files.js';
import { DEFAULT_PLAN } from '../../../operations/comparison/live-request.js';
import { runComparison } from '../../../operations/comparison/live-run.js';
import type { CommandContext } from '../../command.js';
import { goalFrom } from '../../goal-options.js';
import { refuseBesideResume, type LiveOptions } from './live-options.js';
import { describeLiveComparison } from './live-text.js';

/**
 * `compare --live`: contenders measured on the live network in alternating rounds, with a report.
 * @throws InvalidInputError, NotFoundError, and as `runComparison`
 */
export async function compareLive(options: LiveOptions, context: CommandContext): Promise<void> {
  const { services, output } = context;
  const begun = await (options.resume === undefined
    ? begin(options, context)
    : reopen(options, options.resume, context));
  const finished = await runComparison(services, begun);
  const { document, files } = await writeLiveComparison(services, finished, options.out);
  output.result({ ...document, files }, `${describeLiveComparison(document)}\nreport: ${files.page}`);
}

async function begin(options: LiveOptions, { services }: CommandContext) {
  const {
    plan: planGiven = DEFAULT_PLAN,
    sendRate: sendRatesTps,
    repeats,
    budget,
    seed,
    contenders,
  } = options;
  const plan = await readPlan(await findPlan(planGiven, services.paths.plans));
  const goal = (rates: readonly number[]) => goalFrom(options, rates);
  const asked = { plan, planGiven, sendRatesTps, goal, repeats, budget, seed, contenders };
  return beginComparison(services, asked, { named: (part) => `--${part}` });
}

async function reopen(options: LiveOptions, id: string, { services }: CommandContext) {
  refuseBesideResume(options);
  return reopenComparison(services, id);
}
