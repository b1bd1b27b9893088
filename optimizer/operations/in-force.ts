import { NetworkDownError, NotFoundError } from '../domain/errors.js';
import { BASELINE_SETTINGS } from '../domain/comparison.js';
import { describeSettings, type OrdererSettings } from '../domain/settings.js';
import type { DataRow } from '../dataset/columns.js';
import { candidateSettings } from '../recommender/candidates.js';
import type { InForce } from '../recommender/recommend-from-store.js';
import { settingsDistance } from '../recommender/settings-distance.js';
import type { Services } from './services.js';

/**
 * From the live channel; where the network is not running, what the newest sweep found.
 * @throws NotFoundError if neither is there
 */
export async function settingsInForce(services: Services): Promise<InForce> {
  const found = await findInForce(services);
  if ('settings' in found) return told(found, services);
  throw nowhere(found.cause);
}

/** The same, with what makes it doubtful as notes instead of a word to whoever looks at the screen. */
export async function settingsInForceWithNotes(
  services: Pick<Services, 'network' | 'store'>,
): Promise<InForce> {
  const found = await findInForce(services);
  if ('settings' in found) return found;
  throw nowhere(found.cause);
}

function nowhere(cause: NetworkDownError): NotFoundError {
  return new NotFoundError(
    'neither a running network nor a sweep says what is in force: run "gridtune network up"',
    { cause },
  );
}

/**
 * The same, and where nothing says what is in force, the measured settings nearest to Fabric's sample default.
 * @param rows - measured, at least one.
 */
export async function settingsInForceOrMeasured(
  services: Services,
  rows: readonly DataRow[],
): Promise<InForce> {
  const found = await findInForce(services);
  if ('settings' in found) return told(found, services);
  const { fabricDefault } = BASELINE_SETTINGS;
  const settings = nearestMeasured(rows, fabricDefault);
  const note =
    'neither a running network nor a sweep says what is in force: compared with the measured settings nearest to ' +
    `Fabric's sample default, ${describeSettings(settings)}`;
  return { settings, notes: [note] };
}

function told({ notes = [], ...inForce }: InForce, { progress }: Pick<Services, 'progress'>): InForce {
  for (const note of notes) progress.warn(note);
  return inForce;
}

/** What rows do not say is as in Fabric's sample default. */
function nearestMeasured(rows: readonly DataRow[], wanted: OrdererSettings): OrdererSettings {
  const points = new Map(
    rows.map((row) => [`${row.maxMessageCount}/${row.batchTimeoutMs}/${row.preferredMaxBytes}`, row]),
  );
  // Of one row there are the wanted settings, its own, and none between.
  const measured = [...points.values()].flatMap((row) => candidateSettings([row], wanted).slice(1));
  return (
    measured.reduce<OrdererSettings | undefined>(
      (a, b) => (a && settingsDistance(a, wanted) <= settingsDistance(b, wanted) ? a : b),
      undefined,
    ) ?? wanted
  );
}

async function findInForce(
  services: Pick<Services, 'network' | 'store'>,
): Promise<InForce | { readonly cause: NetworkDownError }> {
  try {
    const network = await services.network();
    const { settings } = await network.channel.read();
    return { settings, context: await network.context() };
  } catch (error) {
    if (!(error instanceof NetworkDownError)) throw error;
    const sweep = (await (await services.store()).sweeps.list())
      .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))
      .at(-1);
    if (!sweep) return { cause: error };
    const note = `the network does not answer: comparing with what sweep ${sweep.id} found in force`;
    return { settings: sweep.original, notes: [note] };
  }
}
