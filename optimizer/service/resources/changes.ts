import { z } from 'zod';
import { GuardRailError } from '../../domain/errors.js';
import { watchRequestSchema } from '../../domain/job-request.js';
import { expectedSchema } from '../../domain/recommendation.js';
import {
  completeSettings,
  ordererSettingsSchema,
  SETTING_NAMES,
  settingsChangeSchema,
  type OrdererSettings,
  type SettingsChange,
} from '../../domain/settings.js';
import { brokenBy, type DryRun } from '../../operations/change-dry-run.js';
import { followsChannel } from '../if-match.js';
import type { RouteContext } from '../route.js';

const id = z.string().min(1).max(200);

/** What a change may be asked for with. */
export const wantedFields = {
  /** Either a recommendation or settings. */
  recommendationId: id.optional(),
  settings: settingsChangeSchema.optional(),
};
export const watchField = { watch: watchRequestSchema.optional() };
/** Transactions a second at which to say what is expected. */
export const rateField = { sendRateTps: z.number().positive().max(1_000_000).optional() };
export const rollbackFields = {
  /** The application to take back; without it and `to`, the last one. */
  applicationId: id.optional(),
  /** The application whose settings, or the recommendation whose settings in force, to go back to. */
  to: id.optional(),
};

const requirementFields = {
  policy: z.string(),
  rule: z.string(),
  organisations: z.array(z.string()).readonly(),
  needed: z.int(),
};
export const requirementSchema = z.strictObject(requirementFields).meta({ id: 'SignatureRequirement' });

const expectedSideSchema = z
  .strictObject({
    predicted: expectedSchema.optional(),
    cut: z.strictObject({
      by: z.string(),
      meanWaitMs: z.number(),
      p95WaitMs: z.number(),
      blockTransactions: z.number(),
      blocksPerS: z.number(),
    }),
  })
  .meta({ id: 'ExpectedSide' });

/** What a dry run tells. */
export const changePreviewSchema = z
  .strictObject({
    dryRun: z.literal(true),
    before: ordererSettingsSchema,
    after: ordererSettingsSchema,
    changes: z.boolean(),
    /** Config sequence of the channel. */
    sequence: z.int(),
    consensus: z.enum(['raft', 'bft']),
    differences: z
      .array(
        z.strictObject({
          setting: z.enum(SETTING_NAMES),
          from: z.number(),
          to: z.number(),
          /** `to / from` */
          factor: z.number(),
        }),
      )
      .readonly(),
    meaning: z.array(z.string()).readonly(),
    guardRails: z.strictObject({ allowed: z.boolean(), broken: z.array(z.string()).readonly() }),
    signatures: z
      .strictObject({ ...requirementFields, here: z.array(z.string()).readonly(), stillNeeded: z.int() })
      .nullable(),
    expected: z
      .strictObject({
        by: z.string(),
        sendRateTps: z.number().nullable(),
        txBytes: z.number(),
        txBytesMeasured: z.boolean(),
        before: expectedSideSchema,
        after: expectedSideSchema,
        notes: z.array(z.string()).readonly(),
      })
      .nullable(),
  })
  .meta({ id: 'ChangePreview' });

/**
 * Refuses at once what would be refused when it is carried out.
 * @returns what has to be in force then: only where the request says with `If-Match` which state it follows.
 * @throws StaleWriteError, InvalidInputError, GuardRailError, NetworkDownError
 */
export async function requireAllowedNow(
  change: SettingsChange,
  kind: DryRun['kind'],
  context: RouteContext,
): Promise<OrdererSettings | undefined> {
  const { services } = context.parts;
  const state = await (await services.network()).channel.read();
  const follows = followsChannel(context, state);
  const after = completeSettings(change, state.settings);
  const broken = await brokenBy({ state, after, kind }, services);
  if (broken.length > 0) throw new GuardRailError(`guard rails forbid this change: ${broken.join('; ')}`);
  return follows ? state.settings : undefined;
}
