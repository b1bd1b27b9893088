import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError, NotFoundError } from '../domain/errors.js';
import type { Plan } from '../domain/plan.js';
import { readPlan } from './plan-file.js';

const EXTENSION = '.yaml';

/**
 * The file of a plan that is given by its path, or by the bare name of one that comes with the program.
 * A file of that very name in the current folder comes first.
 * @throws InvalidInputError for a bare name that is neither; it lists the plans that there are.
 */
export async function findPlan(given: string, plansDirectory: string): Promise<string> {
  const isBareName = /^[A-Za-z0-9_-]+$/.test(given);
  if (!isBareName || (await isThere(given))) return given;
  const shipped = path.join(plansDirectory, given + EXTENSION);
  if (await isThere(shipped)) return shipped;
  const names = await shippedPlans(plansDirectory);
  const message = `there is no such file and no shipped plan of that name; shipped are ${names.join(', ')}`;
  throw new InvalidInputError(`plan ${given}`, [{ path: '', message }]);
}

/** Names of the plans that come with the program. */
export async function shippedPlans(plansDirectory: string): Promise<string[]> {
  return (await readdir(plansDirectory))
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => path.basename(name, EXTENSION))
    .toSorted();
}

/**
 * A plan that comes with the program. No other file is ever looked at, whatever the name.
 * @throws NotFoundError
 */
export async function readShippedPlan(name: string, plansDirectory: string): Promise<Plan> {
  return readPlan(await shippedPlanFile(name, plansDirectory));
}

/** The file of a plan that comes with the program. @throws NotFoundError */
export async function shippedPlanFile(name: string, plansDirectory: string): Promise<string> {
  const names = await shippedPlans(plansDirectory);
  if (names.includes(name)) return path.join(plansDirectory, name + EXTENSION);
  throw new NotFoundError(`no plan ${name} comes with gridtune; there are ${names.join(', ')}`);
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
