import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError, NotFoundError } from '../domain/errors.js';
import { parseResults, readResultsFile } from './results-file.js';

const REQUIRED = 'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms';
const GOOD = '100,250,60,59.5,97.25';

/** What is wrong with a file: one text a fault, `path: message`. */
function faultsOf(text: string): string[] {
  try {
    parseResults(text, 'r.csv');
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const faults = error.faults.map((fault) =>
      fault.path ? `${fault.path}: ${fault.message}` : fault.message,
    );
    expect(error.message).toBe(`r.csv: ${faults.join('; ')}`);
    return faults;
  }
  return [];
}

/** A file with the required columns and one more, good lines around one cell. */
function withCell(column: string, cell: string): string {
  return `${REQUIRED},${column}\n${GOOD},\n${GOOD},${cell}\n${GOOD},\n`;
}

/** A file in which one required cell of line 4 is another one. */
function withRequired(column: string, cell: string): string {
  const place = REQUIRED.split(',').indexOf(column);
  const cells = GOOD.split(',').map((good, index) => (index === place ? cell : good));
  return `${REQUIRED}\n${GOOD}\n${GOOD}\n${cells.join(',')}\n`;
}

describe('parseResults', () => {
  it('reads columns in the order of the file, numbers as numbers and the rest as text', () => {
    const header =
      'note,latency_avg_ms,max_message_count,ctx_orderers,throughput_tps,send_rate_tps,batch_timeout_ms,at';
    const text = `${header}\n 007 ,97.25,100,3,59.5,60,250,2026-01-31T12:00:00Z\n,1e2,1,-0.5,0,.5,10,\n`;
    expect(parseResults(text, 'r.csv')).toStrictEqual({
      lines: [2, 3],
      columns: [
        { name: 'note', texts: [' 007 ', ''] },
        { name: 'latency_avg_ms', numbers: [97.25, 100] },
        { name: 'max_message_count', numbers: [100, 1] },
        { name: 'ctx_orderers', numbers: [3, -0.5] },
        { name: 'throughput_tps', numbers: [59.5, 0] },
        { name: 'send_rate_tps', numbers: [60, 0.5] },
        { name: 'batch_timeout_ms', numbers: [250, 10] },
        { name: 'at', texts: ['2026-01-31T12:00:00Z', ''] },
      ],
    });
  });

  it.for([
    ['line feeds', '\n', ''],
    ['carriage returns and line feeds', '\r\n', ''],
    ['carriage returns', '\r', ''],
    ['a byte order mark', '\n', '\ufeff'],
  ] as const)('reads a file with %s', ([, end, mark]) => {
    const { lines, columns } = parseResults(mark + [REQUIRED, GOOD, GOOD, ''].join(end), 'r.csv');
    expect(lines).toEqual([2, 3]);
    expect(columns[0]).toEqual({ name: 'max_message_count', numbers: [100, 100] });
    expect(columns.at(-1)).toEqual({ name: 'latency_avg_ms', numbers: [97.25, 97.25] });
  });

  it('reads a byte order mark before a quote', () => {
    const text = `\ufeff"${REQUIRED.replaceAll(',', '","')}"\n${GOOD}\n`;
    expect(parseResults(text, 'r.csv').columns[0]).toEqual({ name: 'max_message_count', numbers: [100] });
  });

  it('reads a last line without an end, lines that end in different ways, and passes over empty ones', () => {
    const text = `\n${REQUIRED}\r\n\n${GOOD}\r\n${GOOD}\n\r\n${GOOD}`;
    expect(parseResults(text, 'r.csv').lines).toEqual([4, 5, 7]);
  });

  it('reads commas, quotes and line breaks in quotes as they are', () => {
    const text = `${REQUIRED},"a ""b"", c"\n${GOOD},"x, ""y""\r\nz"\n${GOOD},"100"\n`;
    const { lines, columns } = parseResults(text, 'r.csv');
    expect(columns.at(-1)).toEqual({ name: 'a "b", c', texts: ['x, "y"\r\nz', '100'] });
    expect(lines).toEqual([2, 4]);
  });

  it('takes empty optional cells as absent', () => {
    const { columns } = parseResults(withCell('tx_bytes', '3100'), 'r.csv');
    expect(columns.at(-1)).toEqual({ name: 'tx_bytes', numbers: [NaN, 3100, NaN] });
  });

  it('takes the names of known columns with spaces around, as many programs write them', () => {
    const { columns } = parseResults(
      `${REQUIRED.replaceAll(',', ', ')}\n${GOOD.replaceAll(',', ', ')}\n`,
      'r',
    );
    expect(columns.map((column) => ('numbers' in column ? column.numbers : []))).toEqual(
      [100, 250, 60, 59.5, 97.25].map((value) => [value]),
    );
  });
});

describe('a bad cell is refused with its line, column and rule', () => {
  it.for([
    ['max_message_count', '0', 'must be a whole number of at least 1, got 0'],
    ['max_message_count', '1.5', 'must be a whole number of at least 1, got 1.5'],
    ['max_message_count', '', 'must be a whole number of at least 1, got an empty cell'],
    ['batch_timeout_ms', '0', 'must be a number above 0, got 0'],
    ['batch_timeout_ms', '250ms', 'must be a number above 0, got 250ms'],
    ['send_rate_tps', '-60', 'must be a number above 0, got -60'],
    ['throughput_tps', 'abc', 'must be a number of at least 0, got abc'],
    ['throughput_tps', '-1', 'must be a number of at least 0, got -1'],
    ['latency_avg_ms', 'NaN', 'must be a number of at least 0, got NaN'],
    ['latency_avg_ms', 'Infinity', 'must be a number of at least 0, got Infinity'],
    ['latency_avg_ms', '1e999', 'must be a number of at least 0, got 1e999'],
    ['latency_avg_ms', '0x10', 'must be a number of at least 0, got 0x10'],
    ['latency_avg_ms', ' ', 'must be a number of at least 0, got " "'],
  ] as const)('%s: %s', ([column, cell, message]) => {
    expect(faultsOf(withRequired(column, cell))).toEqual([`line 4, column ${column}: ${message}`]);
  });

  it.for([
    ['preferred_max_bytes', '0', 'must be a whole number of at least 1, got 0'],
    ['absolute_max_bytes', '1.5', 'must be a whole number of at least 1, got 1.5'],
    ['tx_bytes', '-1', 'must be a number of at least 0, got -1'],
    ['achieved_rate_tps', 'fast', 'must be a number of at least 0, got fast'],
    ['latency_p50_ms', '-0.1', 'must be a number of at least 0, got -0.1'],
    ['latency_p95_ms', '?', 'must be a number of at least 0, got ?'],
    ['latency_p99_ms', '1 000', 'must be a number of at least 0, got 1 000'],
    ['succeeded', '1.5', 'must be a whole number of at least 0, got 1.5'],
    ['failed', '-1', 'must be a whole number of at least 0, got -1'],
    ['duration_s', '0', 'must be a number above 0, got 0'],
    ['replicate', 'first', 'must be a whole number of at least 0, got first'],
    ['ctx_orgs', 'two', 'must be a number, got two'],
    ['at', 'yesterday', 'must be a time such as 2026-01-31T12:00:00Z, got yesterday'],
    ['at', '2026-13-31', 'must be a time such as 2026-01-31T12:00:00Z, got 2026-13-31'],
  ] as const)('%s: %s', ([column, cell, message]) => {
    expect(faultsOf(withCell(column, cell))).toEqual([`line 3, column ${column}: ${message}`]);
    expect(faultsOf(withCell(column, ''))).toEqual([]);
  });

  it('on the line where the cell stands, whatever line breaks are in quotes before it', () => {
    const header = `note,${REQUIRED}`;
    const text = `${header}\r\n"two\r\nlines",${GOOD}\r\n"three\n\nlines",0,250,60,59,x\r\n,0,250,60,59,9\r\n`;
    expect(faultsOf(text)).toEqual([
      'line 6, column max_message_count: must be a whole number of at least 1, got 0',
      'line 6, column latency_avg_ms: must be a number of at least 0, got x',
      'line 7, column max_message_count: must be a whole number of at least 1, got 0',
    ]);
  });

  it('on one line of the message, however long it is', () => {
    expect(faultsOf(withCell('ctx_a', `"a\nb"`))).toEqual([
      'line 3, column ctx_a: must be a number, got "a\\nb"',
    ]);
    expect(faultsOf(withCell('ctx_a', 'x'.repeat(1000)))).toEqual([
      `line 3, column ctx_a: must be a number, got ${'x'.repeat(60)}...`,
    ]);
  });
});

describe('impossible relations are refused', () => {
  const columns = 'latency_p50_ms,latency_p95_ms,latency_p99_ms,preferred_max_bytes,absolute_max_bytes';
  it.for([
    ['300,200,400,,', ['latency_p50_ms: must not be above latency_p95_ms, got 300 and 200']],
    ['100,200,150,,', ['latency_p95_ms: must not be above latency_p99_ms, got 200 and 150']],
    ['300,,200,,', ['latency_p50_ms: must not be above latency_p99_ms, got 300 and 200']],
    [
      ',,,3000000,2000000',
      ['preferred_max_bytes: must not be above absolute_max_bytes, got 3000000 and 2000000'],
    ],
    ['100,100,100,5,5', []],
    [',200,,5,', []],
  ] as const)('%s', ([cells, faults]) => {
    expect(faultsOf(`${REQUIRED},${columns}\n${GOOD},,,,,\n${GOOD},${cells}\n`)).toEqual(
      faults.map((fault) => `line 3, column ${fault}`),
    );
  });

  it('but not of cells that are wrong by themselves', () => {
    expect(faultsOf(`${REQUIRED},latency_p50_ms,latency_p95_ms\n${GOOD},300,-1\n`)).toEqual([
      'line 2, column latency_p95_ms: must be a number of at least 0, got -1',
    ]);
  });
});

describe('a file is refused as a whole', () => {
  it('without a required column, naming each', () => {
    expect(faultsOf('max_message_count,send_rate_tps,latency_avg_ms\n1,2,3\n')).toEqual([
      'line 1: the required column batch_timeout_ms is missing',
      'line 1: the required column throughput_tps is missing',
    ]);
  });

  it('with a column twice, empty names too', () => {
    expect(faultsOf(`${REQUIRED},note, note,,\n${GOOD},a,b,,\n`)).toEqual([
      'line 1, column note: must not be there twice',
      'line 1, column "": must not be there twice',
    ]);
  });

  it.for([
    ['', `line 1: must be a header with the columns ${REQUIRED.replaceAll(',', ', ')}`],
    [`\n${REQUIRED}\n\n`, 'line 2: must be followed by at least one row'],
    [`${REQUIRED}\n1,2,3\n`, 'line 2: must have a cell for each of the 5 columns of the header, got 3'],
    [
      `${REQUIRED}\n${GOOD}\n${GOOD},\n`,
      'line 3: must have a cell for each of the 5 columns of the header, got 6',
    ],
    [`${REQUIRED},note\n${GOOD},"open\n${GOOD},\n`, 'line 2: a quote opens in this row and is never closed'],
    [
      `${REQUIRED},note\n${GOOD},\n${GOOD},5" disk\n`,
      'line 3: a cell that holds a quote must stand in quotes as a whole, with the quote inside doubled',
    ],
    [
      `${REQUIRED},note\n${GOOD},"5" disk\n`,
      'line 2: a cell that holds a quote must stand in quotes as a whole, with the quote inside doubled',
    ],
  ] as const)('%j', ([text, fault]) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it('with every fault, the first 20 one by one and the number of the others', () => {
    const bad = '0,250,60,abc,97';
    const text = [REQUIRED, ...Array.from({ length: 12 }, () => bad), '1,2,"'].join('\n');
    const faults = faultsOf(text);
    // 12 rows of 2 faults and the open quote make 25.
    expect(faults).toHaveLength(21);
    expect(faults.slice(18)).toEqual([
      'line 11, column max_message_count: must be a whole number of at least 1, got 0',
      'line 11, column throughput_tps: must be a number of at least 0, got abc',
      'and 5 more',
    ]);
  });
});

describe('readResultsFile', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gridtune-results-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reads a file and tells which one it was', async () => {
    const file = path.join(folder, 'r.csv');
    const text = `\ufeff${REQUIRED},ort\r\n${GOOD},Z\u00fcrich\r\n`;
    await writeFile(file, text);
    const { table, sha256 } = await readResultsFile(file);
    expect(table.columns.at(-1)).toEqual({ name: 'ort', texts: ['Z\u00fcrich'] });
    expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('refuses a file that is not there, and one that is no UTF-8 text', async () => {
    const missing = path.join(folder, 'none.csv');
    await expect(readResultsFile(missing)).rejects.toThrow(NotFoundError);
    await expect(readResultsFile(missing)).rejects.toThrow(
      `the results file ${missing} cannot be read (ENOENT`,
    );
    const latin = path.join(folder, 'latin.csv');
    await writeFile(latin, Buffer.from(`${REQUIRED},ort\n${GOOD},Z\u00fcrich\n`, 'latin1'));
    await expect(readResultsFile(latin)).rejects.toThrow(InvalidInputError);
    await expect(readResultsFile(latin)).rejects.toThrow(`${latin}: must be text in UTF-8`);
  });
});
