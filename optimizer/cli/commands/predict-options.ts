import type { ModelInput } from '../../dataset/columns.js';
import { InvalidInputError } from '../../domain/errors.js';
import { KIB, MIB } from '../../domain/settings.js';
import { refuseImpossibleInput } from '../../operations/prediction.js';

/** The options of `predict` as they are read. */
export interface PredictOptions {
  readonly maxMessageCount: number;
  readonly batchTimeout: number;
  readonly sendRate: number;
  readonly preferredMaxBytes?: number;
  readonly absoluteMaxBytes?: number;
  readonly txBytes?: number;
  readonly ctx?: Readonly<Record<string, number>>;
  readonly model?: string;
}

/**
 * What the options ask about.
 * @throws InvalidInputError if a setting could not be applied or the rate not be asked for
 */
export function inputOf(options: PredictOptions): ModelInput {
  const { batchTimeout: batchTimeoutMs, sendRate: sendRateTps, ctx: context, ...rest } = options;
  const { maxMessageCount, preferredMaxBytes, absoluteMaxBytes, txBytes } = rest;
  const settings = { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes };
  const input = { ...settings, sendRateTps, txBytes, context };
  refuseImpossibleInput(input);
  return input;
}

/** An option such as `250ms` or `2s`, in ms. @throws InvalidInputError naming the option */
export function durationOption(name: string) {
  return unitOption(name, { ms: 1, s: 1000 }, 'a duration such as 250ms or 2s');
}

/** An option such as `2MiB`, `512KiB` or `4096B`, in bytes. @throws InvalidInputError naming the option */
export function bytesOption(name: string) {
  return unitOption(name, { B: 1, KiB: KIB, MiB: MIB }, 'a size such as 2MiB, 512KiB or 4096B');
}

function unitOption(name: string, units: Readonly<Record<string, number>>, wanted: string) {
  return (text: string): number => {
    const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(text.trim()) ?? [];
    const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
    // Twelve digits: 2.3 s are 2300 ms, and not a hair less.
    if (factor !== undefined) return Number((Number(digits) * factor).toPrecision(12));
    throw new InvalidInputError(name, [{ path: '', message: `must be ${wanted}, got ${text}` }]);
  };
}

/** Adds one `name=value` of `--ctx` to those before it. @throws InvalidInputError */
export function contextOption(
  text: string,
  before: Readonly<Record<string, number>> | undefined,
): Record<string, number> {
  const refuse = (message: string): InvalidInputError =>
    new InvalidInputError('--ctx', [{ path: '', message: `${message}, got ${text}` }]);
  const [, name = '', value = ''] = /^([^=\s]+)=(\S+)$/.exec(text.trim()) ?? [];
  const number = Number(value);
  if (name === '' || !Number.isFinite(number)) throw refuse('must be name=number, such as orderers=3');
  if (before && Object.hasOwn(before, name)) throw refuse(`gives ${name} twice`);
  return { ...before, [name]: number };
}
