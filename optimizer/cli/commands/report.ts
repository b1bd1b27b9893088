import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NotFoundError } from '../../domain/errors.js';
import type { Recommendation } from '../../domain/recommendation.js';
import type { Sweep } from '../../domain/round.js';
import { textArgument, type Register } from '../command.js';
import { writtenGoal } from '../goal-options.js';
import type { Services } from '../../operations/services.js';

/** `report`: one sweep or one recommendation as a page to look at. */
export const registerReport: Register = (program, registry) => {
  const report = program
    .command('report')
    .description('write one sweep or one recommendation as an HTML page with charts')
    .argument('<id>', 'id of a sweep or of a recommendation')
    .option('--out <file>', 'file to write; default: reports/<id>.html');
  registry(report, async ({ services, output }, [argument]) => {
    const { out } = report.opts<{ out?: string }>();
    const written = await writeReport(services, textArgument(argument) ?? '', out);
    const what = 'rounds' in written ? `report of ${written.rounds} rounds` : 'page of the recommendation';
    output.result(written, `${what}: ${written.file}`);
  });
};

type ReportServices = Pick<Services, 'store' | 'paths'>;

export interface WrittenReport {
  readonly file: string;
  readonly sweepId: string;
  /** Rounds in it, measured and failed. */
  readonly rounds: number;
}

export interface WrittenRecommendation {
  readonly file: string;
  readonly recommendationId: string;
}

/**
 * Writes the page of what has this id.
 * @param out - file to write; by default `<id>.html` in the folder for reports
 * @throws NotFoundError, StoreUnreachableError, CorruptDocumentError
 */
export async function writeReport(
  services: ReportServices,
  id: string,
  out?: string,
): Promise<WrittenReport | WrittenRecommendation> {
  const store = await services.store();
  if (await store.sweeps.find(id)) return writeSweepReport(services, id, out);
  const recommendation = await store.recommendations.find(id);
  if (recommendation) return writeRecommendation(services, recommendation, out);
  throw new NotFoundError(
    `there is no sweep and no recommendation ${id}: "gridtune results list" shows the sweeps, ` +
      '"gridtune recommend" prints the id of what it recommends',
  );
}

async function writeRecommendation(
  { paths }: Pick<Services, 'paths'>,
  recommendation: Recommendation,
  out?: string,
): Promise<WrittenRecommendation> {
  const { id, decision } = recommendation;
  const { renderRecommendationPage } =
    await import('../../research/recommendation-page/recommendation-page.js');
  const page = renderRecommendationPage({
    recommendation,
    generatedAt: new Date().toISOString(),
    commands: [
      ...(decision === 'change' ? [`gridtune apply ${id} --dry-run`, `gridtune apply ${id}`] : []),
      `gridtune report ${id}`,
    ],
  });
  return { file: await writePage(page, out ?? path.join(paths.reports, `${id}.html`)), recommendationId: id };
}

async function writePage(page: string, out: string): Promise<string> {
  const file = path.resolve(out);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, page);
  return file;
}

/**
 * Writes the report of a sweep as far as it came.
 * @param out - file to write; by default `<sweepId>.html` in the folder for reports
 * @throws NotFoundError, StoreUnreachableError, CorruptDocumentError
 */
export async function writeSweepReport(
  { store: openStore, paths }: ReportServices,
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
    commands: [commandOf(sweep), `gridtune report ${sweepId}`],
  });
  const file = await writePage(page, out ?? path.join(paths.reports, `${sweepId}.html`));
  return { file, sweepId, rounds: rounds.length };
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
