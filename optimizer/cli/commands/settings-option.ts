import { InvalidInputError } from '../../domain/errors.js';
import { faultsOf, settingsChangeSchema, type SettingsChange } from '../../domain/settings.js';

/** Settings to change, given as JSON. @throws InvalidInputError */
export function parseChange(text: string): SettingsChange {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError('--settings', [{ path: '', message: 'is not JSON' }], { cause });
  }
  const parsed = settingsChangeSchema.safeParse(value);
  if (!parsed.success) throw new InvalidInputError('--settings', faultsOf(parsed.error));
  if (Object.keys(parsed.data).length === 0)
    throw new InvalidInputError('--settings', [{ path: '', message: 'names no setting' }]);
  return parsed.data;
}
