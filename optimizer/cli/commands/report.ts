import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NotFoundError } from '../../domain/errors.js';
import { textArgument, type Register } from '../command.js';
import type { Services } from '../services.js';

/** `report`: one sweep as a page to look at. */
export const registerReport: Register = (program, registry) => {
  const report = program
    .command('report')
    .description('write one sweep as an HTML page with charts')
    .argument('<sweep>', 'id of a sweep')
    .option('--out <file>', 'file to write; default: reports/<sweep>.html');
  registry(report, async ({ services, output }, [argument]) => {
    const { out } = report.opts<{ out?: string }>();
    const written = await writeSweepReport(services, textArgument(argument) ?? '', out);
    output.result(written, `report of ${written.rounds} rounds: ${written.file}`);
  });
};

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
  { store: openStore, paths }: Pick<Services, 'store' | 'paths'>,
  sweepId: string,
  out?: string,
): Promise<WrittenReport> {
  const store = await openStore();
  const sweep = await store.sweeps.find(sweepId);
  if (!sweep)
    throw new NotFoundError(`there is no sweep ${sweepId}: "gridtune results list" shows those that exist`);
  const rounds = await store.rounds.list({ sweepId });
  const observations = await Promise.all(rounds.map(async ({ id }) => store.observations.find(id)));
  // Loaded when needed: the drawing library would slow every other command down.
  const { renderSweepReport } = await import('../../research/sweep-report.js');
  const page = renderSweepReport({
    sweep,
    rounds,
    observations: observations.filter((observation) => observation !== undefined),
    generatedAt: new Date().toISOString(),
    commands: [`gridtune sweep --plan <plan ${sweep.planName}>`, `gridtune report ${sweepId}`],
  });
  const file = path.resolve(out ?? path.join(paths.reports, `${sweepId}.html`));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, page);
  return { file, sweepId, rounds: rounds.length };
}
