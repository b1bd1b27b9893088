import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Option } from 'commander';
import { resultsCsv, tableCsv } from '../../../dataset/results-csv.js';
import { NotEnoughDataError, NotFoundError } from '../../../domain/errors.js';
import type { Store } from '../../../domain/ports.js';
import type { MeasuredRound } from '../../../domain/round.js';
import type { Register } from '../../command.js';
import { manifestOf } from './manifest.js';
import { remoteExport } from '../../remote/results.js';

interface ExportOptions {
  readonly out: string;
  readonly sweep?: string;
  readonly dataset?: string;
  readonly manifest?: boolean;
}

/** `results export`: measured rounds, or an imported dataset as it came in. */
export const registerExport: Register = (results, registry) => {
  const exported = results
    .command('export')
    .description('write results as CSV, one row a round')
    .requiredOption('--out <file>', 'file to write')
    .option('--sweep <id>', 'only this sweep; without it every measured round')
    .addOption(new Option('--dataset <name>', 'an imported dataset in place of rounds').conflicts('sweep'))
    .addOption(
      new Option(
        '--manifest',
        'also write FILE.manifest.json: hash, sweeps, networks, hosts and versions',
      ).conflicts('dataset'),
    );
  registry(
    exported,
    async ({ services, output }) => {
      const { out, sweep, dataset, manifest } = exported.opts<ExportOptions>();
      const store = await services.store();
      if (dataset !== undefined) {
        const { csv, rows } = await datasetCsv(store, dataset);
        await writeFile(out, csv);
        return output.result({ file: out, rows }, `${rows} rows written to ${out}`);
      }
      const rounds = await measuredRounds(store, sweep);
      const csv = resultsCsv(rounds);
      await writeFile(out, csv);
      const written = { file: out, rows: rounds.length };
      if (!manifest) return output.result(written, `${rounds.length} rows written to ${out}`);
      const manifestFile = `${out.replace(/\.csv$/i, '')}.manifest.json`;
      const file = { name: path.basename(out), csv, exportedAt: new Date().toISOString() };
      const document = manifestOf(file, rounds, await store.sweeps.list());
      await writeFile(manifestFile, `${JSON.stringify(document, null, 2)}\n`);
      return output.result(
        { ...written, manifest: manifestFile },
        `${rounds.length} rows written to ${out}, with ${manifestFile}`,
      );
    },
    (context) => remoteExport(exported.opts<ExportOptions>(), context),
  );
};

interface Exported {
  readonly csv: string;
  readonly rows: number;
}

async function measuredRounds(store: Store, sweepId: string | undefined): Promise<MeasuredRound[]> {
  const where = sweepId === undefined ? {} : { sweepId };
  const rounds = await store.rounds.list({ kind: 'measured', ...where });
  const measured = rounds.filter((round) => round.kind === 'measured');
  if (measured.length === 0)
    throw new NotEnoughDataError('there is no measured round to export: run "gridtune sweep" first');
  return measured;
}

async function datasetCsv(store: Store, name: string): Promise<Exported> {
  const dataset = await store.datasets.find(name);
  if (!dataset)
    throw new NotFoundError(`there is no dataset ${name}: "gridtune results list" shows those that exist`);
  return { csv: tableCsv(await store.datasets.table(dataset)), rows: dataset.rowCount };
}
