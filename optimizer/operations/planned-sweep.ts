import { GridtuneError, NetworkDownError } from '../domain/errors.js';
import type { Plan } from '../domain/plan.js';
import type { Network } from '../domain/ports.js';
import type { OrdererSettings } from '../domain/settings.js';
import { pointsOutside } from '../domain/sweep-rails.js';
import { knownRounds } from './known-rounds.js';
import type { Services } from './services.js';
import { previewPlan, transactionSize, type Preview, type TransactionSize } from './sweep-preview.js';

type PlanServices = Pick<Services, 'network' | 'store' | 'guardRails' | 'initialSettings'>;

/**
 * What a sweep of the plan will measure, filled in with the settings in force.
 * @returns the plan itself, or with `skipDead` without the points that repeat others
 * @throws NetworkDownError, StoreUnreachableError, InvalidInputError
 */
export async function plannedSweep(
  services: Pick<PlanServices, 'network' | 'store'>,
  written: Plan,
  skipDead: boolean,
): Promise<{ readonly plan: Plan; readonly preview: Preview }> {
  const network = await services.network();
  const { settings } = await network.channel.read();
  const txBytes = await sizeOf(written, network.id, services);
  const { consensus } = await network.context();
  return previewPlan(written, settings, { txBytes, skipDead, consensus });
}

/**
 * The same without anything being needed that a sweep needs: what could not be asked is told as a warning.
 * @throws NetworkDownError where there is no network at all; InvalidInputError
 */
export async function previewOf(services: PlanServices, plan: Plan, skipDead: boolean): Promise<Preview> {
  const notes: string[] = [];
  const network = await services.network();
  const inForce = await settingsFor(network.channel, services, notes);
  const txBytes = await sizeOf(plan, network.id, services, notes);
  const { consensus } = await network.context();
  const { preview } = previewPlan(plan, inForce, { txBytes, skipDead, consensus });
  const points = preview.points.map(({ pointId, settings }) => ({ name: pointId, settings }));
  const outside = pointsOutside(await services.guardRails(), points, inForce);
  return { ...preview, warnings: [...notes, ...preview.warnings, ...outside] };
}

/** What fills the gaps of a plan: the settings in force, or where the network is down those that it began with. */
async function settingsFor(
  channel: Network['channel'],
  services: Pick<PlanServices, 'initialSettings'>,
  notes: string[],
): Promise<OrdererSettings> {
  try {
    return (await channel.read()).settings;
  } catch (error) {
    if (!(error instanceof NetworkDownError)) throw error;
    notes.push(
      'the network is down: what the plan leaves open is filled with what the network was made with',
    );
    return services.initialSettings();
  }
}

/**
 * @param notes - takes why measured sizes could not be read; without it that is an error, because a sweep
 * needs the store anyway.
 */
async function sizeOf(
  plan: Plan,
  networkId: string,
  services: Pick<PlanServices, 'store'>,
  notes?: string[],
): Promise<TransactionSize> {
  if (plan.txBytes !== undefined) return transactionSize(plan, [], networkId);
  try {
    return transactionSize(plan, await knownRounds(await services.store()).list(), networkId);
  } catch (error) {
    if (!notes || !(error instanceof GridtuneError)) throw error;
    notes.push(`measured sizes of transactions could not be read: ${error.message}`);
    return transactionSize(plan, [], networkId);
  }
}
