import type { Goal } from '../../domain/goal.js';
import type { ModelInput } from '../../dataset/columns.js';
import type { Workload } from '../../domain/load.js';
import type { Period } from '../../recommender/outlook.js';
import type { RemoteContext } from '../command.js';
import { given, goalBody } from './request-body.js';
import { bodyOf, tellValue } from './tell.js';

/** `predict --server` */
export async function remotePrediction(
  { sendRateTps, txBytes, context: named, ...input }: ModelInput,
  modelId: string | undefined,
  { client, output }: RemoteContext,
): Promise<void> {
  const { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes } = input;
  const settings = given({ maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes });
  const body = given({ settings, sendRateTps, txBytes, context: named, modelId });
  tellValue(output, bodyOf(await client.api.POST('/predictions', { body })));
}

/** `recommend --server` */
export async function remoteRecommendation(
  {
    goal,
    periods,
    ...asked
  }: {
    readonly goal: Goal;
    readonly periods: readonly Period[];
    readonly workload: Workload;
    readonly schedule: boolean;
    readonly modelId: string | undefined;
  },
  { client, output }: RemoteContext,
): Promise<void> {
  const rates = periods.map(({ sendRateTps }) => sendRateTps);
  const named = periods.flatMap(({ from, sendRateTps }) =>
    from === undefined ? [] : [{ from, sendRateTps }],
  );
  const [lowest, highest] = [Math.min(...rates), Math.max(...rates)];
  const range = { fromTps: lowest, toTps: highest };
  const wanted =
    rates.length === 1 ? { sendRateTps: lowest } : named.length > 0 ? { periods: named } : { range };
  const body = given({ ...goalBody(goal), ...asked, ...wanted });
  tellValue(output, bodyOf(await client.api.POST('/recommendations', { body })));
}
