import { z } from 'zod';
import { csvRecords } from '../../dataset/csv-records.js';
import { InvalidInputError } from '../../domain/errors.js';

/** The figures of the thesis that a comparison has something to set beside. */
export const THESIS_FIGURES = ['5-11', '5-12', '6-3', '6-4', '6-5', '6-6', '6-7', '6-8'] as const;
export type ThesisFigure = (typeof THESIS_FIGURES)[number];

const optionalNumber = z
  .string()
  .transform((text) => (text === '' ? undefined : Number(text)))
  .refine((value) => value === undefined || Number.isFinite(value), { error: 'must be a number or empty' });

const quotedSchema = z
  .strictObject({
    figure: z.enum(THESIS_FIGURES),
    topic: z.string(),
    scenario: z.string(),
    scheme: z.string(),
    metric: z.string(),
    send_rate_tps: optionalNumber,
    block_messages: optionalNumber,
    value: optionalNumber,
    unit: z.string(),
    /** Whether the number stands in the source. */
    quoted: z.enum(['true', 'false']).transform((text) => text === 'true'),
    kind: z.enum(['value', 'change', 'share', 'knee']),
    /** How a number that is not quoted was computed. */
    formula: z.string(),
    note: z.string(),
  })
  .readonly();

/** One number that the thesis gives for a figure, one that follows from such, or a number that it does not give. */
export type QuotedResult = z.infer<typeof quotedSchema>;

/**
 * Reads `datasets/thesis-reported-results.csv`.
 * @throws InvalidInputError naming the line
 */
export function quotedResults(csv: string): QuotedResult[] {
  const { records, broken } = csvRecords(csv);
  const [header, ...rows] = records;
  if (!header || broken) throw invalid(broken?.line ?? 1, broken?.reason ?? 'must begin with a header');
  return rows.map(({ line, cells }) => {
    const parsed = quotedSchema.safeParse(
      Object.fromEntries(header.cells.map((name, index) => [name, cells[index] ?? ''])),
    );
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw invalid(line, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  });
}

function invalid(line: number, message: string): InvalidInputError {
  return new InvalidInputError('the quoted results', [{ path: `line ${line}`, message }]);
}
