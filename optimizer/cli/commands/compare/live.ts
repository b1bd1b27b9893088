import { codeVersion } from '../../../ann/registry/code-version.js';
import type { LiveComparison } from '../../../domain/comparison.js';
import { InvalidInputError, NotFoundError } from '../../../domain/errors.js';
import { newId } from '../../../domain/id.js';
import type { CommandContext } from '../../command.js';
import type { Services } from '../../../operations/services.js';
import { writeLiveComparison } from './live-files.js';
import { liveRequest, refuseBesideResume, type LiveOptions, type LiveRequest } from './live-options.js';
import { runComparison } from './live-run.js';
import { describeLiveComparison } from './live-text.js';

/**
 * `compare --live`: contenders measured on the live network in alternating rounds, with a report.
 * @throws InvalidInputError, NotFoundError, and as `runComparison`
 */
export async function compareLive(options: LiveOptions, { services, output }: CommandContext): Promise<void> {
  const begun = await (options.resume === undefined
    ? begin(options, services)
    : reopen(options, options.resume, services));
  const finished = await runComparison(services, begun);
  const { document, files } = await writeLiveComparison(services, finished, options.out);
  output.result({ ...document, files }, `${describeLiveComparison(document)}\nreport: ${files.page}`);
}

async function begin(options: LiveOptions, services: Services): Promise<LiveComparison> {
  const network = await services.network();
  const { settings } = await network.channel.read();
  const request = await liveRequest(options, services.paths.plans, settings);
  const startedAt = new Date().toISOString();
  const comparison: LiveComparison = {
    ...request,
    ...{ id: newId('c', startedAt), networkId: network.id, channel: network.channelName },
    ...{ codeVersion: await codeVersion(), status: 'running', startedAt },
    ...{ searches: [], entries: [], earlierFailures: [] },
  };
  await (await services.store()).comparisons.insert(comparison);
  services.progress.step(`comparison ${comparison.id}: ${expectedRounds(request)}`);
  return comparison;
}

/** What is ahead, so that nobody waits for an unknown time. */
function expectedRounds({ contenders, sendRatesTps, budget, plan, repeats }: LiveRequest): string {
  const rates = sendRatesTps.length;
  const parts = [
    ...(contenders.includes('gridtune') ? [`at most ${budget * rates} rounds of gridtune's search`] : []),
    ...(contenders.includes('randomSearch') ? [`at most ${budget * rates} of random search`] : []),
    ...(contenders.includes('bestStaticOfGrid') ? [`${plan.grid.length * rates} of the grid`] : []),
    `at most ${contenders.length * repeats * rates} alternating ones`,
  ];
  return parts.join(', ');
}

async function reopen(options: LiveOptions, id: string, services: Services): Promise<LiveComparison> {
  refuseBesideResume(options);
  const found = await (await services.store()).comparisons.find(id);
  if (!found)
    throw new NotFoundError(`there is no comparison ${id}: begin one with "gridtune compare --live"`);
  const network = await services.network();
  if (found.networkId === network.id) return found;
  throw new InvalidInputError(`comparison ${id}`, [
    { path: '', message: 'was made on another network and cannot be resumed on this one' },
  ]);
}
