import { verifyApplication } from '../apply/verify-application.js';
import type { Verification } from '../domain/application.js';
import { InvalidInputError, NotFoundError } from '../domain/errors.js';
import type { Load } from '../domain/load.js';
import type { Objective } from '../domain/objective.js';
import type { Recommendation } from '../domain/recommendation.js';
import type { Services } from './services.js';

export interface VerifyWish {
  /** Instead of that of the recommendation. */
  readonly sendRateTps?: number | undefined;
  /** Instead of that of the recommendation. */
  readonly objective?: Objective | undefined;
  readonly pairs: number;
  /** Of the measured window of each round. */
  readonly seconds: number;
  /** Of the verification; a new one unless it is given. */
  readonly id?: string | undefined;
}

/**
 * Measures the settings before and after an application in alternating rounds, under the load and for the objective
 * that it was recommended for.
 * @throws NotFoundError, and what {@link verifyApplication} throws
 */
export async function verifyById(
  applicationId: string,
  wish: VerifyWish,
  services: Pick<Services, 'store' | 'runner' | 'changes' | 'signal'>,
): Promise<Verification> {
  const store = await services.store();
  const application = await store.applications.find(applicationId);
  if (!application)
    throw new NotFoundError(`there is no application ${applicationId}: "gridtune apply" makes one`);
  const recommendation = await store.recommendations.find(application.because);
  const { load, objective } = conditionsOf(wish, recommendation);
  const { seconds, pairs, id } = wish;
  const window = { warmupS: 1, minS: seconds, maxS: seconds };
  const runner = await services.runner();
  return verifyApplication(
    { ...(await services.changes()), runner },
    { application, objective, load, window, pairs, id },
    services.signal,
  );
}

/** @throws InvalidInputError where nobody says what load to verify at */
export function conditionsOf(
  { sendRateTps: given, objective }: Pick<VerifyWish, 'sendRateTps' | 'objective'>,
  recommendation: Pick<Recommendation, 'load' | 'objective'> | undefined,
): { readonly load: Load; readonly objective: Objective } {
  const sendRateTps = given ?? recommendation?.load.sendRateTps;
  if (sendRateTps === undefined)
    throw new InvalidInputError('verify', [
      {
        path: 'sendRateTps',
        message: 'is needed (--send-rate on the command line): this application rests on no recommendation',
      },
    ]);
  return {
    load: { ...(recommendation?.load ?? { workload: 'publish' }), sendRateTps },
    objective: objective ?? recommendation?.objective ?? 'min-latency',
  };
}
