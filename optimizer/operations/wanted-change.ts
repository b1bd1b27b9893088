import { InvalidInputError, NotFoundError } from '../domain/errors.js';
import type { Recommendation } from '../domain/recommendation.js';
import type { SettingsChange } from '../domain/settings.js';
import type { Services } from './services.js';

export interface WantedChange {
  readonly change: SettingsChange;
  /** The recommendation's id, or `manual`. */
  readonly because: string;
  readonly recommendation?: Recommendation;
}

export interface ChangeRequest {
  readonly recommendationId?: string | undefined;
  readonly settings?: SettingsChange | undefined;
}

/**
 * The change that was asked for: a recommendation's, or settings.
 * @param what - asks for it, for messages.
 * @throws InvalidInputError, NotFoundError
 */
export async function wantedChange(
  what: string,
  { recommendationId: id, settings }: ChangeRequest,
  services: Pick<Services, 'store'>,
): Promise<WantedChange> {
  if (settings !== undefined && id === undefined) {
    if (Object.keys(settings).length > 0) return { change: settings, because: 'manual' };
    throw new InvalidInputError(what, [{ path: 'settings', message: 'names no setting' }]);
  }
  if (settings !== undefined || id === undefined) {
    throw new InvalidInputError(what, [
      { path: '', message: 'give either the id of a recommendation or settings' },
    ]);
  }
  const recommendation = await (await services.store()).recommendations.find(id);
  if (!recommendation)
    throw new NotFoundError(`there is no recommendation ${id}: "gridtune recommend" makes one`);
  return { change: recommendation.settings, because: id, recommendation };
}
