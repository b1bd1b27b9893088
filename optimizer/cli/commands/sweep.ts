import path from 'node:path';
import { readPlan } from '../../config/plan-file.js';
import { findPlan } from '../../config/shipped-plans.js';
import { InvalidInputError } from '../../domain/errors.js';
import type { Plan } from '../../domain/plan.js';
import { plannedSweep, previewOf } from '../../operations/planned-sweep.js';
import type { Services } from '../../operations/services.js';
import { writeSweepReport } from '../../operations/sweep-report.js';
import type { CommandContext, Register } from '../command.js';
import { describePreview } from './sweep-preview-text.js';
import {
  addSearchOptions,
  givenSearchOptions,
  search,
  searchRequest,
  type SearchOptions,
} from './sweep-search.js';
import { remoteSweep } from '../remote/sweeps.js';

export interface SweepOptions extends SearchOptions {
  readonly resume?: string;
  readonly dryRun?: boolean;
  readonly skipDead?: boolean;
}

/** `sweep`: benchmark points on the live network and store the results. */
export const registerSweep: Register = (program, registry) => {
  const sweep = program
    .command('sweep')
    .description('run benchmark points on the live network and store the results')
    .option('--plan <file>', 'YAML plan, or the name of one that comes with gridtune; without it "quick"')
    .option('--resume <id>', 'go on with a sweep that was cut short')
    .option('--dry-run', 'show the points of the plan and how long they will take; change nothing')
    .option('--skip-dead', 'of points that differ only in settings without effect measure one');
  addSearchOptions(sweep);
  registry(
    sweep,
    async (context) => {
      const options = sweep.opts<SweepOptions>();
      refuseMixed(options, givenSearchOptions(sweep));
      const { services } = context;
      if (options.resume !== undefined) return resume(options.resume, context);
      if (options.search) return search(await searchRequest(options, services.paths.plans), context);
      const quick = path.join(services.paths.plans, 'quick.yaml');
      const file = options.plan === undefined ? quick : await findPlan(options.plan, services.paths.plans);
      const plan = await readPlan(file);
      const skipDead = options.skipDead ?? false;
      await (options.dryRun ? showPlan(plan, skipDead, context) : measurePlan(plan, skipDead, context));
    },
    async (context) => {
      const options = sweep.opts<SweepOptions>();
      refuseMixed(options, givenSearchOptions(sweep));
      await remoteSweep(options, context);
    },
  );
};

/** Options that do not go together. */
function refuseMixed(
  { resume: id, plan, dryRun, skipDead, ...rest }: SweepOptions,
  ofSearch: string[],
): void {
  const given = Object.entries({ '--plan': plan, '--dry-run': dryRun, '--skip-dead': skipDead })
    .filter(([, value]) => value !== undefined)
    .map(([option]) => option);
  const amiss = (messages: string[]): void => {
    if (messages.length === 0) return;
    throw new InvalidInputError(
      'sweep',
      messages.map((message) => ({ path: '', message })),
    );
  };
  if (id !== undefined) {
    const others = [...given, ...(rest.search ? ['--search'] : []), ...ofSearch];
    amiss(others.map((option) => `give either ${option} or --resume`));
  } else if (rest.search) {
    amiss(given.filter((option) => option !== '--plan').map((option) => `give either ${option} or --search`));
  } else {
    amiss(ofSearch.map((option) => `${option} needs --search`));
  }
}

/** A search goes on by asking its strategy, another sweep with what its plan has left. */
async function resume(id: string, context: CommandContext): Promise<void> {
  const sweep = await (await context.services.store()).sweeps.find(id);
  await (sweep?.search ? search({ resume: id }, context) : measure({ resume: id }, undefined, context));
}

async function measurePlan(written: Plan, skipDead: boolean, context: CommandContext): Promise<void> {
  const { services } = context;
  const { plan, preview } = await plannedSweep(services, written, skipDead);
  for (const warning of preview.warnings) services.progress.warn(warning);
  await measure({ plan }, preview.skipped, context);
}

async function measure(
  request: Parameters<Services['sweep']>[0],
  skipped: number | undefined,
  { services, output }: CommandContext,
): Promise<void> {
  const summary = await services.sweep(request);
  const { sweepId, planned, measured, failed } = summary;
  // For people; what machines read stays as it is.
  const { file } = await writeSweepReport(services, sweepId);
  services.progress.step(`report: ${file}`);
  const left = skipped === undefined ? '' : `, ${skipped} left out`;
  output.result(
    skipped === undefined ? summary : { ...summary, skipped },
    `sweep ${sweepId}: ${measured} of ${planned} rounds measured, ${failed} failed${left}`,
  );
}

async function showPlan(plan: Plan, skipDead: boolean, { services, output }: CommandContext): Promise<void> {
  const preview = await previewOf(services, plan, skipDead);
  output.result(preview, describePreview(preview));
}
