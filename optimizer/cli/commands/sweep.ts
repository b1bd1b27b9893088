import path from 'node:path';
import { readPlan } from '../../config/plan-file.js';
import { findPlan } from '../../config/shipped-plans.js';
import { GridtuneError, InvalidInputError, NetworkDownError } from '../../domain/errors.js';
import type { Plan } from '../../domain/plan.js';
import type { OrdererSettings } from '../../domain/settings.js';
import { pointsOutside } from '../../domain/sweep-rails.js';
import type { CommandContext, Register } from '../command.js';
import type { Services } from '../../operations/services.js';
import { writeSweepReport } from './report.js';
import { describePreview } from './sweep-preview-text.js';
import { previewPlan, transactionSize, type TransactionSize } from './sweep-preview.js';
import {
  addSearchOptions,
  givenSearchOptions,
  search,
  searchRequest,
  type SearchOptions,
} from './sweep-search.js';

interface SweepOptions extends SearchOptions {
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
  registry(sweep, async (context) => {
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
  });
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
  const network = await services.network();
  const { settings } = await network.channel.read();
  const txBytes = await sizeOf(written, network.id, services);
  const { consensus } = await network.context();
  const { plan, preview } = previewPlan(written, settings, { txBytes, skipDead, consensus });
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
  const notes: string[] = [];
  const network = await services.network();
  const inForce = await settingsFor(network.channel, services, notes);
  const txBytes = await sizeOf(plan, network.id, services, notes);
  const { consensus } = await network.context();
  const { preview } = previewPlan(plan, inForce, { txBytes, skipDead, consensus });
  const points = preview.points.map(({ pointId, settings }) => ({ name: pointId, settings }));
  const outside = pointsOutside(await services.guardRails(), points, inForce);
  const told = { ...preview, warnings: [...notes, ...preview.warnings, ...outside] };
  output.result(told, describePreview(told));
}

/** What fills the gaps of a plan: the settings in force, or where the network is down those that it began with. */
async function settingsFor(
  channel: Awaited<ReturnType<Services['network']>>['channel'],
  services: Services,
  notes: string[],
): Promise<OrdererSettings> {
  try {
    return (await channel.read()).settings;
  } catch (error) {
    if (!(error instanceof NetworkDownError)) throw error;
    notes.push(
      'the network is down: what the plan leaves open is filled with what the network was made with',
    );
    return services.initialSettings();
  }
}

/**
 * @param notes - takes why measured sizes could not be read; without it that is an error, because a sweep
 * needs the store anyway.
 */
async function sizeOf(
  plan: Plan,
  networkId: string,
  services: Services,
  notes?: string[],
): Promise<TransactionSize> {
  if (plan.txBytes !== undefined) return transactionSize(plan, [], networkId);
  try {
    const rounds = await (await services.store()).rounds.list({ kind: 'measured' });
    return transactionSize(plan, rounds, networkId);
  } catch (error) {
    if (!notes || !(error instanceof GridtuneError)) throw error;
    notes.push(`measured sizes of transactions could not be read: ${error.message}`);
    return transactionSize(plan, [], networkId);
  }
}
