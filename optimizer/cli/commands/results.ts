import { writeFile } from 'node:fs/promises';
import { resultsCsv } from '../../dataset/results-csv.js';
import { NotEnoughDataError } from '../../domain/errors.js';
import type { Sweep } from '../../domain/round.js';
import type { Register } from '../command.js';
import { table } from '../output.js';

/** `results list | export`: what was measured. */
export const registerResults: Register = (program, registry) => {
  const results = program.command('results').description('stored benchmark results');

  registry(
    results.command('list').description('sweeps and how far they came'),
    async ({ services, output }) => {
      const store = await services.store();
      const sweeps = await store.sweeps.list();
      const rounds = await store.rounds.list();
      const entries = sweeps.map((sweep) => {
        const own = rounds.filter(({ sweepId }) => sweepId === sweep.id);
        const measured = own.filter(({ kind }) => kind === 'measured').length;
        return {
          sweepId: sweep.id,
          plan: sweep.planName,
          status: sweep.status,
          planned: sweep.rounds.length,
          measured,
          failed: own.length - measured,
          startedAt: sweep.startedAt,
        };
      });
      const rows = entries.map((entry) => [
        entry.sweepId,
        entry.plan,
        statusOf(entry.status),
        entry.measured,
        entry.planned,
        entry.failed,
      ]);
      output.result(
        { sweeps: entries },
        table(['sweep', 'plan', 'status', 'measured', 'planned', 'failed'], rows),
      );
    },
  );

  const exported = results
    .command('export')
    .description('write measured rounds as CSV, one row a round')
    .requiredOption('--out <file>', 'file to write')
    .option('--sweep <id>', 'only this sweep; without it every measured round');
  registry(exported, async ({ services, output }) => {
    const { out, sweep } = exported.opts<{ out: string; sweep?: string }>();
    const store = await services.store();
    const rounds = await store.rounds.list({
      kind: 'measured',
      ...(sweep === undefined ? {} : { sweepId: sweep }),
    });
    if (rounds.length === 0)
      throw new NotEnoughDataError('there is no measured round to export: run "gridtune sweep" first');
    await writeFile(out, resultsCsv(rounds));
    output.result({ file: out, rows: rounds.length }, `${rounds.length} rounds written to ${out}`);
  });
};

function statusOf(status: Sweep['status']): string {
  return status === 'running' ? 'running or cut short' : status;
}
