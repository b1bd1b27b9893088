import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LiveComparison } from '../../domain/comparison.js';
import type { Store } from '../../domain/ports.js';
import type { Round } from '../../domain/round.js';
import type { LiveComparisonDocument, LiveFindings } from '../../research/live-comparison/document.js';
import { writtenGoal } from '../written-goal.js';
import type { Services } from '../services.js';

export interface WrittenComparison {
  readonly document: LiveComparisonDocument;
  readonly files: {
    readonly page: string;
    readonly rounds: string;
    readonly comparisons: string;
    readonly json: string;
  };
}

/**
 * Writes page, CSV and JSON of a comparison as far as it came.
 * @param out - folder; by default one of the comparison's id in the folder for reports
 * @throws StoreUnreachableError, CorruptDocumentError
 */
export async function writeLiveComparison(
  services: Pick<Services, 'store' | 'paths'>,
  comparison: LiveComparison,
  out?: string,
): Promise<WrittenComparison> {
  // Loaded when needed: the drawing library would slow every other command down.
  const [{ renderLiveComparison }, { comparisonsCsv, roundsCsv }, findings] = await Promise.all([
    import('../../research/live-comparison/live-report.js'),
    import('../../research/live-comparison/comparison-csv.js'),
    liveFindings(services, comparison),
  ]);
  const { comparisonDocument } = await import('../../research/live-comparison/document.js');
  const document = comparisonDocument(findings);
  const folder = path.resolve(out ?? path.join(services.paths.reports, comparison.id));
  const at = (name: string): string => path.join(folder, name);
  const files = {
    ...{ page: at('report.html'), rounds: at('rounds.csv') },
    ...{ comparisons: at('comparisons.csv'), json: at('comparison.json') },
  };
  await mkdir(folder, { recursive: true });
  await writeFile(files.page, renderLiveComparison(findings));
  await writeFile(files.rounds, roundsCsv(findings.input.rounds, findings.view));
  await writeFile(files.comparisons, comparisonsCsv(findings.comparisons));
  await writeFile(files.json, `${JSON.stringify(document, null, 2)}\n`);
  return { document, files };
}

/** What a comparison found as far as it came, as machines read it. @throws StoreUnreachableError, CorruptDocumentError */
export async function liveDocument(
  services: Pick<Services, 'store' | 'paths'>,
  comparison: LiveComparison,
): Promise<LiveComparisonDocument> {
  const { comparisonDocument } = await import('../../research/live-comparison/document.js');
  return comparisonDocument(await liveFindings(services, comparison));
}

async function liveFindings(
  { store: openStore, paths }: Pick<Services, 'store' | 'paths'>,
  comparison: LiveComparison,
): Promise<LiveFindings> {
  const store = await openStore();
  const [{ findingsOf }, quoted] = await Promise.all([
    import('../../research/live-comparison/document.js'),
    quotedFrom(paths.root),
  ]);
  return findingsOf({
    comparison,
    rounds: await roundsOf(store, comparison.contestSweepId),
    gridRounds: await roundsOf(store, comparison.gridSweepId),
    stored: await thesisRounds(store, comparison.networkId),
    quoted,
    generatedAt: new Date().toISOString(),
    command: againCommand(comparison),
  });
}

/** The one command that runs a comparison again; the seed makes it the same, the plan file has to be. */
export function againCommand(comparison: LiveComparison): string {
  const { plan, sendRatesTps, goal, repeats, budget, seed, contenders } = comparison;
  return [
    `gridtune compare --live --plan ${plan.file} --send-rate ${sendRatesTps.join(',')} --repeats ${repeats}`,
    ...writtenGoal(goal),
    `--budget ${budget} --seed ${seed} --contenders ${contenders.join(',')}`,
  ].join(' ');
}

async function quotedFrom(root: string) {
  const { quotedResults } = await import('../../research/live-comparison/quoted-results.js');
  return quotedResults(await readFile(path.join(root, 'datasets', 'thesis-reported-results.csv'), 'utf8'));
}

async function roundsOf(store: Store, sweepId: string | undefined): Promise<Round[]> {
  return sweepId === undefined ? [] : store.rounds.list({ sweepId });
}

/** Of the newest finished sweep of the plan that repeats the thesis's chapter 5 on this network. */
async function thesisRounds(store: Store, networkId: string): Promise<Round[]> {
  const sweeps = await store.sweeps.list({ planName: 'thesis-chapter-5', networkId, status: 'finished' });
  const newest = sweeps.toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))[0];
  return roundsOf(store, newest?.id);
}
