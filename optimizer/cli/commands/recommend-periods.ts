import { z } from 'zod';
import { readYamlFile } from '../../config/yaml-file.js';
import { InvalidInputError } from '../../domain/errors.js';
import { sendRateTpsSchema } from '../../domain/load.js';
import { profileSchema, ratesBetween } from '../../operations/rates.js';
import type { Period } from '../../recommender/outlook.js';

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
  return ratesBetween(low, high);
}
