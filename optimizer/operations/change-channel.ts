import { applySettings, type ApplyRequest } from '../apply/apply-settings.js';
import type { ApplyServices } from '../apply/apply-services.js';
import type { Application } from '../domain/application.js';
import { TakenBackError } from '../domain/errors.js';
import type { Store } from '../domain/ports.js';
import type { Services } from './services.js';

/** What it takes to change the channel and to watch it afterwards. */
export async function changeServicesOf(
  services: Pick<Services, 'changes' | 'canary'>,
): Promise<ApplyServices> {
  return { ...(await services.canary()), ...(await services.changes()) };
}

/** A change that was made, and the one that took it back, if any. */
export interface ChangeOutcome {
  readonly application: Application;
  readonly rollback?: Application | undefined;
}

/** As {@link applySettings}, with what became of a change that did not stay. */
export async function changeChannel(
  services: ApplyServices,
  request: ApplyRequest,
  signal: AbortSignal,
): Promise<ChangeOutcome> {
  return outcomeOf(await applySettings(services, request, signal), services.store);
}

export async function outcomeOf(
  application: Application,
  { applications }: Pick<Store, 'applications'>,
): Promise<ChangeOutcome> {
  if (application.status !== 'failed') return { application };
  const [rollback] = await applications.list({ because: application.id, kind: 'rollback' });
  return { application, rollback };
}

/** What `apply --json` tells. */
export function changeDocument({ application, rollback }: ChangeOutcome) {
  const { id, blockNumber, elapsedMs, before, after, nodes, unreachable, canary } = application;
  return {
    applicationId: id,
    verified: isInForce(application),
    blockNumber,
    elapsedMs,
    before,
    after,
    changed: application.status !== 'unchanged',
    nodes,
    unreachable: unreachable ?? [],
    transactionId: application.sent?.transactionId,
    signedBy: application.signedBy ?? [],
    canary,
    ...(rollback ? { rollback: { applicationId: rollback.id, blockNumber: rollback.blockNumber } } : {}),
  };
}

/** @throws TakenBackError if it did not stay */
export function requireStayed(application: Application): void {
  if (isInForce(application)) return;
  throw new TakenBackError(`${application.id} did not stay: ${application.reason ?? 'it was taken back'}`);
}

function isInForce({ status }: Application): boolean {
  return status === 'verified' || status === 'unchanged';
}
