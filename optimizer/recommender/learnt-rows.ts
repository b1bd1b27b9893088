import { checkRows } from '../dataset/check.js';
import type { DataRow } from '../dataset/columns.js';
import { isHashOf } from '../dataset/hash.js';
import { numbersOf } from '../dataset/imported-columns.js';
import { rowsFromTable, sourceOfImportedRow, type ImportedResults } from '../dataset/imported-rows.js';
import { openImport, openSources } from '../dataset/results-source.js';
import { inCanonicalOrder, rowsFromRounds } from '../dataset/rows.js';
import { NotFoundError } from '../domain/errors.js';
import type { Workload } from '../domain/load.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { Store } from '../domain/ports.js';
import type { Context, MeasuredRound, Round } from '../domain/round.js';
import type { FailureCount } from './failure-estimate.js';

/** Rows that a recommendation rests on, and what is known of where they come from. */
export interface LearntRows {
  readonly rows: readonly DataRow[];
  readonly failures: readonly FailureCount[];
  /** The network of the newest round; undefined for imported rows. */
  readonly context?: Context | undefined;
  /** Warnings for people. */
  readonly notes: readonly string[];
}

/**
 * The rows of a workload that a registered model was made from. Imported rows count only where there is no round of
 * the workload.
 * @returns no rows where the model learnt nothing of the workload
 * @throws NotFoundError if imported rows are needed and gone, or others stand in their place
 */
export async function rowsOfModel(
  store: Pick<Store, 'rounds' | 'datasets'>,
  model: ModelRecord,
  workload: Workload,
): Promise<LearntRows> {
  const wanted = new Set(model.roundIds);
  const rounds = (await store.rounds.list({ kind: 'measured' })).filter(({ id }) => wanted.has(id));
  const stored = new Set(rounds.map(({ id }) => id));
  const importedIds = model.roundIds.filter((id) => !stored.has(id));
  const own = rounds.filter((round) => round.kind === 'measured').filter(isOf(workload));
  if (own.length > 0 || importedIds.length === 0) return fromRounds(own, mixedNotes(importedIds));
  const { rows, failures } = await importedRows(store, model, rounds, importedIds);
  const note =
    `there are no ${workload} rounds of the live network behind this: model ${model.id} learnt from ` +
    `${rows.length} imported rows (${sourceNames(importedIds)}); measure with "gridtune sweep" before you rely on it`;
  return { rows, failures, notes: [note] };
}

/**
 * All rows that a registered model was made from, whatever their workload, in canonical order.
 * @throws NotFoundError if imported rows are gone, or others stand in their place
 */
export async function everyRowOfModel(
  store: Pick<Store, 'rounds' | 'datasets'>,
  model: ModelRecord,
): Promise<DataRow[]> {
  const wanted = new Set(model.roundIds);
  const rounds = (await store.rounds.list({ kind: 'measured' })).filter(({ id }) => wanted.has(id));
  const stored = new Set(rounds.map(({ id }) => id));
  const importedIds = model.roundIds.filter((id) => !stored.has(id));
  const imported =
    importedIds.length === 0 ? [] : (await importedRows(store, model, rounds, importedIds)).rows;
  return inCanonicalOrder([...rowsFromRounds(rounds), ...imported]);
}

/**
 * The usable rows of datasets, CSV files and sweeps of a workload; imported rows count whatever theirs was.
 * @param names - of which at least one.
 * @throws NotFoundError, InvalidInputError for what cannot be read
 */
export async function rowsOfDatasets(
  store: Pick<Store, 'rounds' | 'datasets' | 'sweeps'>,
  names: readonly string[],
  workload: Workload,
): Promise<LearntRows & { readonly dropped: number }> {
  const { sweepIds, imports } = await openSources(store, names);
  const wanted = new Set(sweepIds);
  const measured =
    sweepIds.length === 0
      ? []
      : (await store.rounds.list({ kind: 'measured' }))
          .filter((round) => round.kind === 'measured')
          .filter(({ sweepId }) => wanted.has(sweepId))
          .filter(isOf(workload));
  const live = fromRounds(measured, []);
  const { rows, dropped } = checkRows([...live.rows, ...imports.flatMap(rowsFromTable)]);
  return {
    rows: inCanonicalOrder(rows),
    failures: [...live.failures, ...imports.flatMap(failuresOf)],
    context: imports.length === 0 ? live.context : undefined,
    notes: [],
    dropped: dropped.length,
  };
}

function isOf(workload: Workload) {
  return ({ load }: MeasuredRound): boolean => load.workload === workload;
}

function fromRounds(rounds: readonly MeasuredRound[], notes: readonly string[]): LearntRows {
  const [first, ...others] = rounds;
  const newest = first && others.reduce((a, b) => (b.startedAt > a.startedAt ? b : a), first);
  return {
    rows: rowsFromRounds(rounds),
    failures: rounds.map(({ settings, measurement }) => ({
      maxMessageCount: settings.maxMessageCount,
      batchTimeoutMs: settings.batchTimeoutMs,
      sendRateTps: measurement.achievedRateTps,
      succeeded: measurement.succeeded,
      failed: measurement.failed,
    })),
    context: newest?.context,
    notes,
  };
}

function mixedNotes(importedIds: readonly string[]): string[] {
  if (importedIds.length === 0) return [];
  return [
    `the model also learnt from ${importedIds.length} imported rows (${sourceNames(importedIds)}), which say nothing ` +
      'certain about this network: settings and evidence are of its own rounds alone',
  ];
}

/** Lines that have both counts; places as rows have them. */
function failuresOf(source: ImportedResults): FailureCount[] {
  const [succeeded, failed] = ['succeeded', 'failed'].map((name) => numbersOf(source.table, name));
  return rowsFromTable(source).flatMap((row, line) => {
    const counts = { succeeded: succeeded?.[line] ?? NaN, failed: failed?.[line] ?? NaN };
    if (Number.isNaN(counts.succeeded + counts.failed)) return [];
    const { maxMessageCount, batchTimeoutMs, sendRateTps } = row;
    return [{ maxMessageCount, batchTimeoutMs, sendRateTps, ...counts }];
  });
}

function sourceNames(ids: readonly string[]): string {
  return [...new Set(ids.map(sourceOfImportedRow))].join(', ');
}

/** The imported rows that a model learnt from, read again from their datasets and files. */
async function importedRows(
  store: Pick<Store, 'datasets'>,
  model: ModelRecord,
  rounds: readonly Round[],
  importedIds: readonly string[],
): Promise<Pick<LearntRows, 'rows' | 'failures'>> {
  const ids = new Set(importedIds);
  const rows: DataRow[] = [];
  const failures: FailureCount[] = [];
  for (const name of new Set(importedIds.map(sourceOfImportedRow))) {
    const source = await openImport(store, name);
    if (!source)
      throw new NotFoundError(
        `model ${model.id} learnt from dataset ${name}, which is not there any more: import it again, or train again`,
      );
    rows.push(...rowsFromTable(source).filter(({ roundId }) => ids.has(roundId)));
    failures.push(...failuresOf(source));
  }
  if (isHashOf([...rowsFromRounds(rounds), ...rows], model.datasetHash)) return { rows, failures };
  throw new NotFoundError(
    `the rows that model ${model.id} learnt from (${sourceNames(importedIds)}) have changed since: train again`,
  );
}
