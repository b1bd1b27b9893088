import type { operations } from '../../client/schema.js';
import { InvalidInputError } from '../../domain/errors.js';
import { goalFrom } from '../goal-options.js';
import { STRATEGY_NAMES } from '../../search/strategies.js';
import type { RemoteContext } from '../command.js';
import type { SweepOptions } from '../commands/sweep.js';
import { readText } from './read-text.js';
import { given, goalBody } from './request-body.js';
import { runJob } from './run-job.js';
import { bodyOf, tellValue } from './tell.js';

/** `sweep --server`: a plan of this machine, or one that comes with the service. */
export async function remoteSweep(options: SweepOptions, context: RemoteContext): Promise<void> {
  const { client, output } = context;
  const { resume: id, dryRun = false, skipDead = false } = options;
  if (dryRun) {
    const body = { plan: await planBody(options.plan), skipDead };
    return tellValue(output, bodyOf(await client.api.POST('/plans/preview', { body })));
  }
  const result = await runJob(context, async (headers) => {
    if (id !== undefined)
      return client.api.POST('/sweeps/{id}/resumption', { params: { path: { id } }, headers });
    if (options.search) return client.api.POST('/searches', { body: searchBody(options), headers });
    return client.api.POST('/sweeps', { body: { plan: await planBody(options.plan), skipDead }, headers });
  });
  tellValue(output, result);
}

/** A name goes as it is: the service knows its own plans. */
async function planBody(plan = 'quick'): Promise<string | { readonly yaml: string }> {
  return /^[A-Za-z0-9_-]+$/.test(plan) ? plan : { yaml: await readText('--plan', plan) };
}

function searchBody(options: SweepOptions) {
  const { sendRate: sendRateTps, budget, seed, plan } = options;
  const strategy = isStrategy(options.strategy) ? options.strategy : undefined;
  if (sendRateTps === undefined)
    throw new InvalidInputError('sweep --search', [
      { path: '', message: 'needs --send-rate: the transactions a second that clients offer' },
    ]);
  const goal = goalBody(goalFrom(options, [sendRateTps]));
  return given({ goal, sendRateTps, strategy, budget, seed, plan });
}

type Strategy = NonNullable<
  NonNullable<operations['startSearch']['requestBody']>['content']['application/json']['strategy']
>;

function isStrategy(name: string): name is Strategy {
  return STRATEGY_NAMES.includes(name);
}
