import { NotFoundError } from '../domain/errors.js';
import type { Strategy } from './strategy.js';

/** Every strategy by its name, opened when it is asked for: those that train load TensorFlow. */
const STRATEGIES: ReadonlyMap<string, () => Promise<Strategy>> = new Map([
  ['gridtune', async () => (await import('./gridtune-strategy.js')).gridtuneStrategy()],
  ['random', async () => (await import('./random.js')).randomStrategy()],
  ['grid', async () => (await import('./grid.js')).gridStrategy()],
  ['latin-hypercube', async () => (await import('./latin-hypercube.js')).latinHypercubeStrategy()],
  ['thesis-loop', async () => (await import('./thesis-loop.js')).thesisLoopStrategy()],
]);

export const STRATEGY_NAMES: readonly string[] = [...STRATEGIES.keys()];

/** @throws NotFoundError that lists the names there are. */
export async function openStrategy(name: string): Promise<Strategy> {
  const open = STRATEGIES.get(name);
  if (!open) throw new NotFoundError(`there is no strategy ${name}: choose of ${STRATEGY_NAMES.join(', ')}`);
  return open();
}
