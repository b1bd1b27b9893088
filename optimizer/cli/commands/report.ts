import path from 'node:path';
import { NotFoundError } from '../../domain/errors.js';
import type { Recommendation } from '../../domain/recommendation.js';
import type { Services } from '../../operations/services.js';
import { writePage, writeSweepReport, type WrittenReport } from '../../operations/sweep-report.js';
import { textArgument, type Register } from '../command.js';

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
