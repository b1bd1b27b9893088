import { checkRows, describeDropped } from '../../dataset/check.js';
import type { DataRow } from '../../dataset/columns.js';
import { rowsFromTable } from '../../dataset/imported-rows.js';
import type { ResultsSources } from '../../dataset/results-source.js';
import { rowsFromRounds } from '../../dataset/rows.js';
import { NotEnoughDataError } from '../../domain/errors.js';
import { newId } from '../../domain/id.js';
import type { Progress, Store } from '../../domain/ports.js';
import type { Study } from '../../domain/study.js';
import { codeVersion } from '../registry/code-version.js';
import type { StudyGrid } from './grid.js';
import { runStudy } from './run-study.js';

export interface StudyServices {
  readonly store: Pick<Store, 'rounds' | 'sweeps' | 'studies'>;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

export interface StudyRequest extends ResultsSources {
  readonly seed: number;
  readonly repeats: number;
  readonly grid?: StudyGrid | undefined;
}

/**
 * Runs a study of what sweeps and imported results measured and stores it with all its runs. Without any
 * source it takes every measured round of the store's sweeps.
 * @throws NotEnoughDataError, CancelledError
 */
export async function recordStudy(
  { store, progress, signal }: StudyServices,
  { sweepIds, imports, seed, repeats, grid }: StudyRequest,
): Promise<Study> {
  const found = [...(await rowsOfSweeps(store, sweepIds, imports.length === 0))];
  for (const results of imports) found.push({ name: results.name, rows: rowsFromTable(results) });
  const { rows, dropped } = checkRows(found.flatMap((source) => source.rows));
  for (const warning of describeDropped(dropped)) progress.warn(warning);
  if (rows.length === 0) {
    throw new NotEnoughDataError(
      'there is no usable round to study: run "gridtune sweep" first, or name results with --dataset',
    );
  }
  progress.step(`studying ${rows.length} rows`);
  const result = await runStudy(rows, {
    ...{ seed, repeats, grid, signal },
    onProgress: (done, total, what) => progress.advance(done, total, what),
  });
  const createdAt = new Date().toISOString();
  const used = new Set(rows.map(({ roundId }) => roundId));
  const study: Study = {
    id: newId('st', createdAt),
    createdAt,
    sources: found.map(({ name, rows: own }) => ({
      name,
      rows: own.filter(({ roundId }) => used.has(roundId)).length,
    })),
    codeVersion: await codeVersion(),
    ...result,
  };
  await store.studies.insert(study);
  return study;
}

interface Source {
  readonly name: string;
  readonly rows: readonly DataRow[];
}

async function rowsOfSweeps(
  { rounds, sweeps }: Pick<Store, 'rounds' | 'sweeps'>,
  sweepIds: readonly string[],
  orAll: boolean,
): Promise<Source[]> {
  const ids = sweepIds.length === 0 && orAll ? (await sweeps.list()).map(({ id }) => id) : sweepIds;
  const sources: Source[] = [];
  for (const sweepId of ids) {
    const rows = rowsFromRounds(await rounds.list({ sweepId, kind: 'measured' }));
    if (rows.length > 0) sources.push({ name: sweepId, rows });
  }
  return sources;
}
