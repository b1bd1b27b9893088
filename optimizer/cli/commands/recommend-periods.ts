import { z } from 'zod';
import { readYamlFile } from '../../config/yaml-file.js';
import { InvalidInputError } from '../../domain/errors.js';
import { sendRateTpsSchema } from '../../domain/load.js';
import type { Period } from '../../recommender/outlook.js';

/** A day of rates, as `--profile` gives it. */
const profileSchema = z
  .array(
    z.strictObject({
      from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of day such as "06:00"' }),
      sendRateTps: sendRateTpsSchema,
    }),
    { error: 'must be a list of {from: "06:00", sendRateTps: 80}' },
  )
  .min(1, { error: 'must name at least one period' })
  .refine((periods) => periods.every(({ from }, i) => i === 0 || (periods[i - 1]?.from ?? '') < from), {
    error: 'must be in the order of the day, each time once',
  });

/** Rates of a range lie at most this far apart, by ratio, as long as {@link MOST_RATES} of them reach. */
const STEP = 1.25;
const MOST_RATES = 9;

/**
 * The rates that settings are wanted for.
 * @throws InvalidInputError unless there is either a rate or range, or a file with a profile
 */
export async function periodsFrom({
  sendRate,
  profile,
}: {
  readonly sendRate?: string;
  readonly profile?: string;
}): Promise<Period[]> {
  if ((sendRate === undefined) === (profile === undefined))
    throw new InvalidInputError('recommend', [
      { path: '', message: 'give either --send-rate, such as 60 or 60..160, or --profile' },
    ]);
  if (profile !== undefined) return readYamlFile('profile', profile, profileSchema);
  return ratesFrom(sendRate ?? '').map((sendRateTps) => ({ sendRateTps }));
}

function ratesFrom(text: string): number[] {
  const parts = text.split('..').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const rates = z.array(sendRateTpsSchema).min(1).max(2).safeParse(parts);
  const [low = NaN, high = low] = rates.data ?? [];
  if (!rates.success || low > high)
    throw new InvalidInputError('--send-rate', [
      {
        path: '',
        message: `must be a rate above 0 and at most 100000 such as 60, or a range such as 60..160, got ${text}`,
      },
    ]);
  if (low === high) return [low];
  const steps = Math.min(MOST_RATES - 1, Math.ceil(Math.log(high / low) / Math.log(STEP)));
  const between = Array.from({ length: steps - 1 }, (_, step) =>
    Number((low * (high / low) ** ((step + 1) / steps)).toPrecision(3)),
  );
  return [...new Set([low, ...between, high])];
}
