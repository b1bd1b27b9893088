import { z } from 'zod';
import type { Services } from './services.js';
import { LiveFollower } from './live-follower.js';

const at = z.iso.datetime();

/** What live transactions are offered and how long they take, as the last blocks tell. */
export const liveLoadSchema = z
  .strictObject({
    /** When the looking began; earlier blocks are not in the figures. */
    since: at,
    /** Seconds that the figures are about, up to now. */
    windowS: z.number(),
    /** Transactions a second that clients created in the window and that are committed by now; null: nothing seen yet. */
    offeredTps: z.number().nullable(),
    /** Valid transactions committed a second. */
    throughputTps: z.number().nullable(),
    /** From creation by the client's clock to commit by this machine's. */
    latencyMeanMs: z.number().nullable(),
    latencyP95Ms: z.number().nullable(),
    failedPct: z.number().nullable(),
    /** Transactions that the figures rest on. */
    transactions: z.int(),
    /** Blocks of the last two minutes, oldest first. */
    blocks: z.array(
      z.strictObject({ at, number: z.int(), transactions: z.int(), latencyMeanMs: z.number().nullable() }),
    ),
    /** What else has to be known of the figures, in words. */
    notes: z.array(z.string()),
  })
  .meta({ id: 'LiveLoad' });
export type LiveLoad = z.infer<typeof liveLoadSchema>;

const followers = new WeakMap<Pick<Services, 'network'>, LiveFollower>();

/**
 * Figures of the last seconds; the first question begins the looking, which ends a minute after the last.
 * @throws NetworkDownError where no peer delivers blocks
 */
export async function liveLoad(services: Pick<Services, 'network'>): Promise<LiveLoad> {
  const follower = followers.get(services) ?? new LiveFollower(services);
  followers.set(services, follower);
  return follower.look();
}
