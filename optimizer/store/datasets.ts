import { randomUUID } from 'node:crypto';
import type { Dataset, DatasetChunk, ResultsColumn, ResultsTable } from '../domain/dataset.js';
import { datasetChunkSchema, datasetSchema } from '../domain/dataset.js';
import { AlreadyExistsError, CorruptDocumentError } from '../domain/errors.js';
import type { Datasets, Repository } from '../domain/ports.js';
import { documentCodec } from './document-codec.js';

export const datasetCodec = documentCodec('datasets', datasetSchema);
export const datasetChunkCodec = documentCodec('datasetRows', datasetChunkSchema, {
  packed: ['lines', 'numbers', 'texts'],
});

/** The most rows in one document: many documents are slow to write, and one holds 16 MB. */
const MAX_CHUNK_ROWS = 1000;
/** With four bytes a character still half of what a document may hold. */
const MAX_CHUNK_CHARACTERS = 2 * 1024 * 1024;

export interface DatasetParts {
  readonly datasets: Repository<Dataset>;
  readonly chunks: Repository<DatasetChunk>;
  readonly removeChunk: (id: string) => Promise<void>;
}

/**
 * Datasets in two collections. Rows are written first, under ids that nothing has used, and the dataset that
 * names them last, in one write: a half-written import is never seen, and a replaced dataset changes at once.
 * An import that is killed leaves rows behind that no dataset names; they take space and nothing else.
 */
export function datasetStore({ datasets, chunks, removeChunk }: DatasetParts): Datasets {
  return {
    find: (name) => datasets.find(name),
    list: () => datasets.list(),
    async save(source, table, { replace }) {
      const previous = await datasets.find(source.id);
      if (previous && !replace) throw taken(source.id);
      const parts = chunksOf(table, `${source.id}/${randomUUID()}`);
      const dataset: Dataset = {
        ...source,
        columns: table.columns.map(({ name }) => name),
        rowCount: table.lines.length,
        chunkIds: parts.map(({ id }) => id),
      };
      for (const part of parts) await chunks.insert(part);
      if (replace) await datasets.put(dataset);
      else await insertOnce(dataset);
      if (previous) await removeChunks(previous.chunkIds);
      return dataset;
    },
    async table(dataset) {
      const parts: DatasetChunk[] = [];
      for (const id of dataset.chunkIds) {
        const part = await chunks.find(id);
        if (part) parts.push(part);
      }
      return tableOf(dataset, parts);
    },
  };

  async function removeChunks(ids: readonly string[]): Promise<void> {
    for (const id of ids) await removeChunk(id);
  }

  async function insertOnce(dataset: Dataset): Promise<void> {
    try {
      await datasets.insert(dataset);
    } catch (error) {
      if (!(error instanceof AlreadyExistsError)) throw error; // It may have been written: keep the rows.
      await removeChunks(dataset.chunkIds);
      throw taken(dataset.id, error);
    }
  }
}

function taken(name: string, cause?: AlreadyExistsError): AlreadyExistsError {
  return new AlreadyExistsError(
    `there is a dataset ${name} already: import under another name, or replace it with --replace`,
    { cause },
  );
}

function chunksOf(table: ResultsTable, prefix: string): DatasetChunk[] {
  const rows = chunkRows(table);
  return Array.from({ length: Math.ceil(table.lines.length / rows) }, (_, index) => {
    const [from, to] = [index * rows, (index + 1) * rows];
    return {
      id: `${prefix}/${index}`,
      lines: table.lines.slice(from, to),
      columns: table.columns.map((column) => mapValues(column, (values) => values.slice(from, to))),
    };
  });
}

/** Long texts make chunks of fewer rows, so that no chunk is too large to be stored. */
function chunkRows({ lines, columns }: ResultsTable): number {
  const texts = columns.flatMap((column) => ('texts' in column ? [column.texts] : []));
  const longest = lines.reduce((most, _, row) => {
    const characters = texts.reduce((sum, cells) => sum + (cells[row]?.length ?? 0), 0);
    return Math.max(most, characters);
  }, 1);
  return Math.max(1, Math.min(MAX_CHUNK_ROWS, Math.floor(MAX_CHUNK_CHARACTERS / longest)));
}

function tableOf(dataset: Dataset, parts: readonly DatasetChunk[]): ResultsTable {
  const lines = parts.flatMap((part) => part.lines);
  const columns = dataset.columns.map((name, index) =>
    joined(
      name,
      parts.map((part) => part.columns[index]),
    ),
  );
  const whole = columns.filter((column) => column !== undefined);
  const complete = [lines, ...whole.map(valuesOf)].every((values) => values.length === dataset.rowCount);
  if (complete && whole.length === dataset.columns.length) return { lines, columns: whole };
  throw new CorruptDocumentError(
    `datasets ${dataset.id} lacks some of its ${dataset.rowCount} rows: if it was being replaced, try again; ` +
      'else import its file again with --replace',
  );
}

/** @returns undefined unless every chunk has the column, of one kind. */
function joined(name: string, pieces: readonly (ResultsColumn | undefined)[]): ResultsColumn | undefined {
  const own = pieces.filter((piece) => piece?.name === name);
  const numbers = own.flatMap((piece) => (piece && 'numbers' in piece ? [piece.numbers] : []));
  if (numbers.length === pieces.length) return { name, numbers: numbers.flat() };
  const texts = own.flatMap((piece) => (piece && 'texts' in piece ? [piece.texts] : []));
  return texts.length === pieces.length ? { name, texts: texts.flat() } : undefined;
}

function valuesOf(column: ResultsColumn): readonly (number | string)[] {
  return 'numbers' in column ? column.numbers : column.texts;
}

function mapValues(
  column: ResultsColumn,
  change: <T extends number | string>(values: readonly T[]) => readonly T[],
): ResultsColumn {
  return 'numbers' in column
    ? { name: column.name, numbers: change(column.numbers) }
    : { name: column.name, texts: change(column.texts) };
}
