import { at } from './at.js';
import type { QueueColumns, QueueLayout } from './queue-layout.js';
import { COMMON_PARAMETERS, CONTEXT_PARAMETERS, SIZE_PARAMETERS } from './queue-parameters.js';

/** By what a point's transaction size and properties multiply its parameters, as logarithms. */
export interface Effects {
  readonly logBase: Float64Array;
  readonly logCost: Float64Array;
  readonly logShare: Float64Array;
}

/** @param theta - in the order of `parametersOf`. */
export function effectsOf(layout: QueueLayout, theta: ArrayLike<number>, columns: QueueColumns): Effects {
  const effects: Effects = {
    logBase: new Float64Array(columns.n),
    logCost: new Float64Array(columns.n),
    logShare: new Float64Array(columns.n),
  };
  const factor = (place: number): number => theta[place] ?? NaN;
  let place = COMMON_PARAMETERS;
  if (layout.txBytesReference !== null) {
    addScaled(effects.logCost, columns.logTxBytes, factor(place));
    addScaled(effects.logBase, columns.logTxBytes, factor(place + 1));
    place += SIZE_PARAMETERS;
  }
  for (const values of columns.context) {
    addScaled(effects.logBase, values, factor(place));
    addScaled(effects.logCost, values, factor(place + 1));
    addScaled(effects.logShare, values, factor(place + 2));
    place += CONTEXT_PARAMETERS;
  }
  return effects;
}

function addScaled(into: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < into.length; i += 1) into[i] = at(into, i) + factor * at(values, i);
}
