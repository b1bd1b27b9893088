import { z } from 'zod';
import { InvalidInputError } from './errors.js';

export const KIB = 1024;
export const MIB = 1024 * KIB;

/**
 * Hard limits of every setting, in code so that no configuration can switch them off.
 *
 * - `absoluteMaxBytes` under 1 MiB: Fabric accepts it, and then refuses the update that would repair it,
 *   because that update carries the whole channel configuration. The channel is lost.
 * - `batchTimeoutMs`: Fabric accepts 1 ns and 1,000 h; both stop a channel from being useful.
 * - `preferredMaxBytes` under 1 KiB cannot hold one signed transaction, so every block would hold just one.
 * - `absoluteMaxBytes` above 99 MiB does not fit into Fabric's 100 MiB gRPC messages.
 */
export const HARD_LIMITS = {
  maxMessageCount: { min: 1, max: 1_000_000 },
  preferredMaxBytes: { min: KIB, max: 99 * MIB },
  absoluteMaxBytes: { min: MIB, max: 99 * MIB },
  batchTimeoutMs: { min: 10, max: 60_000 },
} as const;

/**
 * The least `absoluteMaxBytes` under which a channel can still be repaired: the repair is a transaction that carries
 * its whole configuration, and that grows with every organisation and signature, so twice its bytes.
 */
export function leastAbsoluteMaxBytes(configTransactionBytes: number): number {
  return 2 * configTransactionBytes;
}

export type SettingName = keyof typeof HARD_LIMITS;
export const SETTING_NAMES = [
  'maxMessageCount',
  'preferredMaxBytes',
  'absoluteMaxBytes',
  'batchTimeoutMs',
] as const satisfies readonly SettingName[];

function wholeWithin(name: SettingName) {
  const { min, max } = HARD_LIMITS[name];
  const rule = (input: unknown): string =>
    `must be a whole number from ${min} to ${max}, got ${String(input)}`;
  return z
    .number({ error: (issue) => rule(issue.input) })
    .int({ error: (issue) => rule(issue.input) })
    .min(min, { error: (issue) => rule(issue.input) })
    .max(max, { error: (issue) => rule(issue.input) });
}

export const settingFields = {
  maxMessageCount: wholeWithin('maxMessageCount'),
  preferredMaxBytes: wholeWithin('preferredMaxBytes'),
  absoluteMaxBytes: wholeWithin('absoluteMaxBytes'),
  batchTimeoutMs: wholeWithin('batchTimeoutMs'),
};

/** The orderer's knobs: when a block is cut. Bytes, whole transactions and whole milliseconds. */
export const ordererSettingsSchema = z
  .strictObject(settingFields)
  .refine((settings) => settings.preferredMaxBytes <= settings.absoluteMaxBytes, {
    path: ['preferredMaxBytes'],
    // Fabric's own rule: channelconfig/orderer.go validateBatchSize.
    error: 'must not be greater than absoluteMaxBytes',
  })
  .readonly();
export type OrdererSettings = z.infer<typeof ordererSettingsSchema>;

/** Some of the knobs; what is left out stays as it is on the channel. */
export const settingsChangeSchema = z.strictObject(settingFields).partial().readonly();
export type SettingsChange = z.infer<typeof settingsChangeSchema>;

/**
 * Completes `change` with what is in force.
 * @throws {@link InvalidInputError} if the result breaks a hard limit or Fabric's own rules.
 */
export function completeSettings(change: SettingsChange, inForce: OrdererSettings): OrdererSettings {
  const parsed = ordererSettingsSchema.safeParse({ ...inForce, ...change });
  if (!parsed.success) throw new InvalidInputError('settings', faultsOf(parsed.error));
  return parsed.data;
}

/** Whether two settings would make an orderer behave the same. */
export function sameSettings(a: OrdererSettings, b: OrdererSettings): boolean {
  return SETTING_NAMES.every((name) => a[name] === b[name]);
}

/** One line for people: `100 messages, 250 ms, preferred 2 MiB, absolute 10 MiB`. */
export function describeSettings(settings: OrdererSettings): string {
  const { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes } = settings;
  const messages = maxMessageCount === 1 ? '1 message' : `${maxMessageCount} messages`;
  return `${messages}, ${batchTimeoutMs} ms, preferred ${describeBytes(preferredMaxBytes)}, absolute ${describeBytes(absoluteMaxBytes)}`;
}

function describeBytes(bytes: number): string {
  if (bytes % MIB === 0) return `${bytes / MIB} MiB`;
  return bytes % KIB === 0 ? `${bytes / KIB} KiB` : `${bytes} B`;
}

/** The faults of a failed parse, each with its dotted path. */
export function faultsOf({ issues }: Pick<z.ZodError, 'issues'>): { path: string; message: string }[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    const meant = issue.code === 'invalid_union' ? meantBranch(issue.errors) : undefined;
    if (meant)
      return faultsOf({ issues: meant }).map((fault) => ({
        path: [path, fault.path].filter(Boolean).join('.'),
        message: fault.message,
      }));
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({
      path: [path, key].filter(Boolean).join('.'),
      message: 'is not a known key',
    }));
  });
}

/** Of the branches of a union the one that whoever wrote the value meant: its type fits, and something inside is wrong. */
function meantBranch(branches: z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  return branches.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code !== 'invalid_type'),
  );
}
