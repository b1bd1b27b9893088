import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NotFoundError } from '../domain/errors.js';
import type { Store } from '../domain/ports.js';
import type { Sweep } from '../domain/round.js';
import type { Services } from './services.js';
import { writtenGoal } from './written-goal.js';

export interface WrittenReport {
  readonly file: string;
  readonly sweepId: string;
  /** Rounds in it, measured and failed. */
  readonly rounds: number;
}

/**
 * Writes the report of a sweep as far as it came.
 * @param out - file to write; by default `<sweepId>.html` in the folder for reports
 * @throws NotFoundError, StoreUnreachableError, CorruptDocumentError
 */
export async function writeSweepReport(
  { store, paths }: Pick<Services, 'store' | 'paths'>,
  sweepId: string,
  out?: string,
): Promise<WrittenReport> {
  const { page, rounds } = await sweepReport(await store(), sweepId);
  const file = await writePage(page, out ?? path.join(paths.reports, `${sweepId}.html`));
  return { file, sweepId, rounds };
}

/**
 * The report of a sweep as far as it came, as one HTML page without outside parts.
 * @throws NotFoundError, StoreUnreachableError, CorruptDocumentError
 */
export async function sweepReport(
  store: Pick<Store, 'sweeps' | 'rounds' | 'observations'>,
  sweepId: string,
): Promise<{ readonly page: string; readonly rounds: number }> {
  const sweep = await store.sweeps.find(sweepId);
  if (!sweep)
    throw new NotFoundError(`there is no sweep ${sweepId}: "gridtune results list" shows those that exist`);
  const rounds = await store.rounds.list({ sweepId });
  const observations = await Promise.all(rounds.map(async ({ id }) => store.observations.find(id)));
  // Loaded when needed: the drawing library would slow everything else down.
  const { renderSweepReport } = await import('../research/sweep-report.js');
  const page = renderSweepReport({
    sweep,
    rounds,
    observations: observations.filter((observation) => observation !== undefined),
    generatedAt: new Date().toISOString(),
    commands: [commandOf(sweep), `gridtune report ${sweepId}`],
  });
  return { page, rounds: rounds.length };
}

export async function writePage(page: string, out: string): Promise<string> {
  const file = path.resolve(out);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, page);
  return file;
}

/** What measures such a sweep again. */
function commandOf({ planName, search }: Sweep): string {
  if (!search) return `gridtune sweep --plan <plan ${planName}>`;
  const { strategy, goal, load, budget, seed } = search;
  return [
    `gridtune sweep --search --strategy ${strategy} --send-rate ${load.sendRateTps}`,
    ...writtenGoal(goal),
    `--budget ${budget} --seed ${seed}`,
  ].join(' ');
}
