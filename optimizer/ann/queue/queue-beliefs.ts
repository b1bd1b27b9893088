import { InvalidInputError } from '../../domain/errors.js';
import type { QueueLayout } from './queue-layout.js';
import { parametersOf, type Parameter } from './queue-parameters.js';

/** What the same network may have changed by since, of a logarithm or a relative effect. */
const DRIFT = 0.05;

/**
 * What an older fit of this network or one like it makes one expect, for `QueueFitOptions.beliefs`. Its
 * parameters are the means; the spreads are a third of those believed of any network, plus 0.05, and never
 * more than the default. A third: one like it differs less than any other, but nobody measured by how much,
 * and a dozen rows must still be able to outweigh a belief that is wrong.
 *
 * @param theta - of the older fit, in the order of `parametersOf(layout)`.
 * @param to - the layout of the new fit: sizes and properties are told relative to its figures. A property
 * that it alone has keeps its default; one that it lacks stays at the older mean. What a null reference stands
 * for is not known, so that between a null and a figure costs and cap are taken over as they are.
 * @throws {@link InvalidInputError} if theta does not belong to the layout.
 */
export function beliefsFrom(
  layout: QueueLayout,
  theta: ArrayLike<number>,
  to: QueueLayout = layout,
): Parameter[] {
  const older = parametersOf(layout);
  if (theta.length !== older.length) {
    throw new InvalidInputError('beliefs from an older model', [
      {
        path: 'theta',
        message: `has ${theta.length} parameters, its layout ${older.length}; take both from one fit`,
      },
    ]);
  }
  const means = new Map(older.map(({ name, mean }, place) => [name, theta[place] ?? mean]));
  const add = (name: string, by: number): void => {
    means.set(name, (means.get(name) ?? NaN) + by);
  };
  const of = (name: string): number => means.get(name) ?? NaN;
  const addCost = (by: number): void => {
    add('transactionMs', by);
    add('sideMs', by);
  };

  const size = logFactor(layout.txBytesReference, to.txBytesReference);
  if (size !== 0) {
    add('baseMs', of('txBytesOnBase') * size);
    addCost(of('txBytesOnCost') * size);
  }
  add('capTransactions', logFactor(layout.preferredBytesReference, to.preferredBytesReference) - size);
  for (const { name, mean, spread } of layout.context) {
    const now = to.context.find((other) => other.name === name);
    if (!now) continue;
    const moved = (now.mean - mean) / spread;
    add('baseMs', of(`${name}OnBase`) * moved);
    addCost(of(`${name}OnCost`) * moved);
    add('share', of(`${name}OnShare`) * moved);
    for (const effect of ['OnBase', 'OnCost', 'OnShare']) {
      means.set(`${name}${effect}`, of(`${name}${effect}`) * (now.spread / spread));
    }
  }
  return parametersOf(to).map((parameter) => {
    const mean = means.get(parameter.name);
    if (mean === undefined) return parameter;
    return { ...parameter, mean, spread: Math.min(parameter.spread, parameter.spread / 3 + DRIFT) };
  });
}

function logFactor(from: number | null, to: number | null): number {
  return from !== null && to !== null ? Math.log(to / from) : 0;
}
