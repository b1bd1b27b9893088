import { z } from 'zod';

/** Numbers of a column, NaN where a cell is empty. Checked as a whole: cell by cell takes a second a file. */
const numbersSchema = z.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'number'),
  { error: 'must be a list of numbers' },
);
const textsSchema = z.custom<readonly string[]>(
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  { error: 'must be a list of texts' },
);

/** One column of a results file, one place a row: numbers where the format says so, else cells as written. */
export const resultsColumnSchema = z.union([
  z.strictObject({ name: z.string(), numbers: numbersSchema }).readonly(),
  z.strictObject({ name: z.string(), texts: textsSchema }).readonly(),
]);
export type ResultsColumn = z.infer<typeof resultsColumnSchema>;

/** A results file column by column, in the order of the file; every column holds as many rows as `lines`. */
export interface ResultsTable {
  /** Line of the file on which each row began. */
  readonly lines: readonly number[];
  readonly columns: readonly ResultsColumn[];
}

export const datasetNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, {
    error: 'must be 1 to 64 letters, digits, dots, dashes or underscores',
  })
  .refine((name) => !/\.csv$/i.test(name), { error: 'must not end in .csv, which names a file' });

/** An imported results file: where it came from and where its rows are. */
export const datasetSchema = z
  .strictObject({
    /** The name it was imported under. */
    id: datasetNameSchema,
    importedAt: z.iso.datetime(),
    /** Name of the file, without its folder. */
    file: z.string(),
    /** SHA-256 of the file's bytes, hexadecimal. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** Names in the order of the file. */
    columns: z.array(z.string()).readonly(),
    rowCount: z.int().min(1),
    /** Where the rows are kept, in order. */
    chunkIds: z.array(z.string()).readonly(),
  })
  .readonly();
export type Dataset = z.infer<typeof datasetSchema>;

/** Some rows of a dataset: all of them may not fit into one document. */
export const datasetChunkSchema = z
  .strictObject({
    id: z.string(),
    lines: numbersSchema,
    columns: z.array(resultsColumnSchema).readonly(),
  })
  .readonly();
export type DatasetChunk = z.infer<typeof datasetChunkSchema>;
