import { InvalidInputError, NotFoundError } from '../../domain/errors.js';
import type { Recommendation } from '../../domain/recommendation.js';
import { faultsOf, settingsChangeSchema, type SettingsChange } from '../../domain/settings.js';
import type { CommandContext } from '../command.js';

export interface WantedChange {
  readonly change: SettingsChange;
  /** The recommendation's id, or `manual`. */
  readonly because: string;
  readonly recommendation?: Recommendation;
}

/**
 * The change that a command was asked for: a recommendation's, or given as JSON.
 * @throws InvalidInputError, NotFoundError
 */
export async function wantedChange(
  command: string,
  request: { readonly recommendationId?: string | undefined; readonly settings?: string | undefined },
  { services }: Pick<CommandContext, 'services'>,
): Promise<WantedChange> {
  const { recommendationId: id, settings } = request;
  if (settings !== undefined && id === undefined) return { change: parseChange(settings), because: 'manual' };
  if (settings !== undefined || id === undefined) {
    throw new InvalidInputError(command, [
      { path: '', message: 'give either the id of a recommendation or --settings' },
    ]);
  }
  const recommendation = await (await services.store()).recommendations.find(id);
  if (!recommendation)
    throw new NotFoundError(`there is no recommendation ${id}: "gridtune recommend" makes one`);
  return { change: recommendation.settings, because: id, recommendation };
}

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
