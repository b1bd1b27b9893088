import {
  changedElements,
  keyOf,
  type ConfigElement,
  type ConfigElements,
  type UpdateElements,
} from './update-decoding-elements.js';

/**
 * Why the ordering service can never take an update any more: the versions that it was made against are not, or no
 * longer, those on the channel (common/configtx/update.go verifyReadSet, verifyDeltaSet).
 * @returns undefined while it fits.
 */
export function staleness(update: UpdateElements, onChannel: ConfigElements): string | undefined {
  for (const element of update.read.values()) {
    const current = onChannel.get(keyOf(element));
    if (!current) return `${element.path} is not on the channel: ${ASK_AGAIN}`;
    if (current.version !== element.version)
      return `${element.path} was at version ${element.version} when the update was made and is at ${current.version} now: ${ASK_AGAIN}`;
  }
  return changedElements(update)
    .map((element) => versionFault(element, onChannel.get(keyOf(element))))
    .find((fault) => fault !== undefined);
}

const ASK_AGAIN = 'make the proposal again';

function versionFault(
  { path, version }: ConfigElement,
  current: ConfigElement | undefined,
): string | undefined {
  const wanted = current ? current.version + 1 : 0;
  if (version === wanted) return undefined;
  const now = current ? `it is at version ${current.version} now` : 'it is not on the channel now';
  return `the update takes ${path} to version ${version}, and ${now}: another change came first, ${ASK_AGAIN}`;
}
