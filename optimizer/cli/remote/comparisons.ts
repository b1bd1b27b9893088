import { InvalidInputError } from '../../domain/errors.js';
import type { RemoteContext } from '../command.js';
import type { LiveOptions } from '../commands/compare/live-options.js';
import type { SurfaceOptions } from '../commands/compare/surface.js';
import { goalFrom } from '../goal-options.js';
import { given, goalBody } from './request-body.js';
import { runJob } from './run-job.js';
import { tellValue } from './tell.js';

/** `compare --surface NAME --server`: on a dataset that the service has. */
export async function remoteSurface(options: SurfaceOptions, context: RemoteContext): Promise<void> {
  const [sendRateTps, ...others] = options.sendRate ?? [];
  if (sendRateTps === undefined || others.length > 0)
    throw new InvalidInputError('compare --surface', [{ path: '', message: 'needs one --send-rate' }]);
  const { surface: dataset, budget, seeds, seed } = options;
  const goal = goalBody(goalFrom(options, [sendRateTps]));
  const body = { kind: 'surface' as const, dataset, sendRateTps, goal, budget, seeds, seed };
  tellValue(
    context.output,
    await runJob(context, (headers) => context.client.api.POST('/comparisons', { body, headers })),
  );
}

/** `compare --live --server`: on the service's network, with a plan that comes along. */
export async function remoteLive(options: LiveOptions, context: RemoteContext): Promise<void> {
  const { plan, sendRate: sendRatesTps, repeats, budget, seed } = options;
  if (options.resume !== undefined)
    throw new InvalidInputError('--resume', [
      { path: '', message: 'goes without --server: "gridtune jobs retry" there begins a job again' },
    ]);
  const goal = goalBody(goalFrom(options, sendRatesTps ?? []));
  const body = given({
    kind: 'live' as const,
    plan,
    sendRatesTps: sendRatesTps && [...sendRatesTps],
    goal,
    repeats,
    budget,
    seed,
  });
  tellValue(
    context.output,
    await runJob(context, (headers) => context.client.api.POST('/comparisons', { body, headers })),
  );
}
