import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import { resultsCsv, tableCsv } from '../../../dataset/results-csv.js';
import { NotEnoughDataError, NotFoundError } from '../../../domain/errors.js';
import type { Store } from '../../../domain/ports.js';
import type { Register } from '../../command.js';

interface ExportOptions {
  readonly out: string;
  readonly sweep?: string;
  readonly dataset?: string;
}

/** `results export`: measured rounds, or an imported dataset as it came in. */
export const registerExport: Register = (results, registry) => {
  const exported = results
    .command('export')
    .description('write results as CSV, one row a round')
    .requiredOption('--out <file>', 'file to write')
    .option('--sweep <id>', 'only this sweep; without it every measured round')
    .addOption(new Option('--dataset <name>', 'an imported dataset in place of rounds').conflicts('sweep'));
  registry(exported, async ({ services, output }) => {
    const { out, sweep, dataset } = exported.opts<ExportOptions>();
    const store = await services.store();
    const { csv, rows } =
      dataset === undefined ? await roundsCsv(store, sweep) : await datasetCsv(store, dataset);
    await writeFile(out, csv);
    output.result({ file: out, rows }, `${rows} rows written to ${out}`);
  });
};

interface Exported {
  readonly csv: string;
  readonly rows: number;
}

async function roundsCsv(store: Store, sweepId: string | undefined): Promise<Exported> {
  const where = sweepId === undefined ? {} : { sweepId };
  const rounds = await store.rounds.list({ kind: 'measured', ...where });
  if (rounds.length === 0)
    throw new NotEnoughDataError('there is no measured round to export: run "gridtune sweep" first');
  return { csv: resultsCsv(rounds), rows: rounds.length };
}

async function datasetCsv(store: Store, name: string): Promise<Exported> {
  const dataset = await store.datasets.find(name);
  if (!dataset)
    throw new NotFoundError(`there is no dataset ${name}: "gridtune results list" shows those that exist`);
  return { csv: tableCsv(await store.datasets.table(dataset)), rows: dataset.rowCount };
}
