import path from 'node:path';
import { InvalidInputError } from '../../domain/errors.js';
import type { Register } from '../command.js';

/** `sweep`: benchmark points on the live network and store the results. */
export const registerSweep: Register = (program, registry) => {
  const sweep = program
    .command('sweep')
    .description('run benchmark points on the live network and store the results')
    .option('--plan <file>', 'YAML plan; without it the quick plan that comes with gridtune')
    .option('--resume <id>', 'go on with a sweep that was cut short');
  registry(sweep, async ({ services, output }) => {
    const { plan, resume } = sweep.opts<{ plan?: string; resume?: string }>();
    if (plan !== undefined && resume !== undefined) {
      throw new InvalidInputError('sweep', [{ path: '', message: 'give either --plan or --resume' }]);
    }
    const request =
      resume === undefined ? { planFile: plan ?? path.join(services.paths.plans, 'quick.yaml') } : { resume };
    const summary = await services.sweep(request);
    const { sweepId, planned, measured, failed } = summary;
    output.result(summary, `sweep ${sweepId}: ${measured} of ${planned} rounds measured, ${failed} failed`);
  });
};
