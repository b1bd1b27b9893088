import { z } from 'zod';
import { sendRateTpsSchema } from '../domain/load.js';

/** A day of rates: settings are wanted for each. */
export const profileSchema = z
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

/** The rates that stand for all from `low` to `high`, both included. @param low - above 0, at most `high`. */
export function ratesBetween(low: number, high: number): number[] {
  if (low === high) return [low];
  const steps = Math.min(MOST_RATES - 1, Math.ceil(Math.log(high / low) / Math.log(STEP)));
  const between = Array.from({ length: steps - 1 }, (_, step) =>
    Number((low * (high / low) ** ((step + 1) / steps)).toPrecision(3)),
  );
  return [...new Set([low, ...between, high])];
}
