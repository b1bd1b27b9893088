import type { Dataset } from '../../../domain/dataset.js';
import type { Store } from '../../../domain/ports.js';
import type { Sweep } from '../../../domain/round.js';
import type { Register } from '../../command.js';
import { table } from '../../output.js';
import { remoteResultsList } from '../../remote/results.js';

/** `results list`: sweeps and how far they came, and imported datasets. */
export const registerList: Register = (results, registry) => {
  registry(
    results.command('list').description('sweeps and how far they came; imported datasets'),
    async ({ services, output }) => {
      const store = await services.store();
      const sweeps = await sweepEntries(store);
      const datasets = (await store.datasets.list()).map(datasetEntry);
      output.result({ sweeps, datasets }, [sweepTable(sweeps), '', datasetTable(datasets)].join('\n'));
    },
    remoteResultsList,
  );
};

interface SweepEntry {
  readonly sweepId: string;
  readonly plan: string;
  readonly status: Sweep['status'];
  readonly planned: number;
  readonly measured: number;
  readonly failed: number;
  readonly startedAt: string;
}

async function sweepEntries(store: Store): Promise<SweepEntry[]> {
  const rounds = await store.rounds.list();
  return (await store.sweeps.list()).map((sweep) => {
    const own = rounds.filter(({ sweepId }) => sweepId === sweep.id);
    const measured = own.filter(({ kind }) => kind === 'measured').length;
    return {
      sweepId: sweep.id,
      plan: sweep.planName,
      status: sweep.status,
      planned: sweep.search?.budget ?? sweep.rounds.length,
      measured,
      failed: own.length - measured,
      startedAt: sweep.startedAt,
    };
  });
}

function sweepTable(sweeps: readonly SweepEntry[]): string {
  const rows = sweeps.map(({ sweepId, plan, status, measured, planned, failed }) => [
    sweepId,
    plan,
    status === 'running' ? 'running or cut short' : status,
    measured,
    planned,
    failed,
  ]);
  return table(['sweep', 'plan', 'status', 'measured', 'planned', 'failed'], rows);
}

function datasetEntry({ id, rowCount, columns, file, sha256, importedAt }: Dataset) {
  return { name: id, rows: rowCount, columns, file, sha256, importedAt };
}

function datasetTable(datasets: readonly ReturnType<typeof datasetEntry>[]): string {
  const rows = datasets.map(({ name, rows: count, columns, file, importedAt }) => [
    name,
    count,
    columns.length,
    file,
    importedAt,
  ]);
  return table(['dataset', 'rows', 'columns', 'file', 'imported'], rows);
}
