import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parsePage, scrape } from './prometheus.js';

/** From the page of an orderer. */
const ORDERER = `# HELP blockcutter_block_fill_duration The time from first transaction enqueuing to the block being cut in seconds.
# TYPE blockcutter_block_fill_duration histogram
blockcutter_block_fill_duration_bucket{channel="exchange",le="0.005"} 3
blockcutter_block_fill_duration_bucket{channel="exchange",le="+Inf"} 27
blockcutter_block_fill_duration_sum{channel="exchange"} 26.104857273
blockcutter_block_fill_duration_count{channel="exchange"} 27
# HELP go_goroutines Number of goroutines that currently exist.
# TYPE go_goroutines gauge
go_goroutines 121
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1.76377151271e+09
`;

function only(line: string) {
  const { series, malformedLines } = parsePage(line);
  expect(malformedLines).toEqual([]);
  expect(series).toHaveLength(1);
  return series[0];
}

describe('parsePage', () => {
  it('reads names, labels and values and passes comments over', () => {
    const { series, malformedLines } = parsePage(ORDERER);
    expect(malformedLines).toEqual([]);
    expect(series.map(({ name, labels, value }) => [name, Object.fromEntries(labels), value])).toEqual([
      ['blockcutter_block_fill_duration_bucket', { channel: 'exchange', le: '0.005' }, 3],
      ['blockcutter_block_fill_duration_bucket', { channel: 'exchange', le: '+Inf' }, 27],
      ['blockcutter_block_fill_duration_sum', { channel: 'exchange' }, 26.104857273],
      ['blockcutter_block_fill_duration_count', { channel: 'exchange' }, 27],
      ['go_goroutines', {}, 121],
      ['process_start_time_seconds', {}, 1763771512.71],
    ]);
  });

  it.each([
    ['a', String.raw`C:\\DIR\\FILE`, String.raw`C:\DIR\FILE`],
    ['b', String.raw`say \"hi\"`, 'say "hi"'],
    ['c', String.raw`two\nlines`, 'two\nlines'],
    ['d', String.raw`no line: \\n`, String.raw`no line: \n`],
    ['e', 'braces } { and, commas=', 'braces } { and, commas='],
    ['f', '', ''],
  ])('undoes the escapes of label %s', (label, written, meant) => {
    expect(only(`m{x="1",${label}="${written}"} 5`)?.labels).toEqual(
      new Map([
        ['x', '1'],
        [label, meant],
      ]),
    );
  });

  it.each([
    ['+Inf', Infinity],
    ['-Inf', -Infinity],
    ['Inf', Infinity],
    ['NaN', Number.NaN],
    ['1.5e-7', 1.5e-7],
    ['-.5', -0.5],
    ['+3', 3],
  ])('reads the value %s', (written, value) => {
    expect(only(`m ${written}`)?.value).toBe(value);
  });

  it('takes time stamps, spaces, a last comma, and an empty list of labels', () => {
    expect(only('m{a="1"} 5 1395066363000')?.value).toBe(5);
    expect(only('  m { a = "1" , b="2", }   5  -12\r')?.labels.get('b')).toBe('2');
    expect(only('m{} 5')?.labels.size).toBe(0);
    expect(only('m{a="1"}5')?.value).toBe(5);
  });

  it.each([
    'm',
    'm five',
    'm{a=1} 5',
    'm{a="1} 5',
    'm{a="1"} 5 6 7',
    '9m 5',
    'm{a="1" b="2"} 5',
    '{} 5',
    'm 0x',
    '<p>',
  ])('names the line %s, which is not in the format, and keeps the others', (line) => {
    const page = parsePage(`good 1\n${line}\n\nalso_good 2\n`);
    expect(page.malformedLines).toEqual([2]);
    expect(page.series.map(({ name }) => name)).toEqual(['good', 'also_good']);
  });
});

describe('scrape', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function serve(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      server.close();
      server.closeAllConnections();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  }

  it('returns the page, asked for in the format that it reads', async () => {
    let asked: IncomingHttpHeaders = {};
    const url = await serve((request, response) => {
      asked = request.headers;
      response.end(ORDERER);
    });
    expect(await scrape(url, 10_000)).toEqual({ kind: 'page', page: parsePage(ORDERER) });
    expect(asked).toMatchObject({ accept: 'text/plain;version=0.0.4', 'accept-encoding': 'identity' });
  });

  it('gives up on a port that accepts and never answers', async () => {
    const url = await serve(() => undefined);
    expect(await scrape(url, 50)).toEqual({ kind: 'failed', reason: `${url} did not answer within 50 ms` });
  });

  it('gives up on a page that never ends', async () => {
    const url = await serve((_, response) => {
      response.write(ORDERER);
    });
    expect(await scrape(url, 200)).toEqual({ kind: 'failed', reason: `${url} did not answer within 200 ms` });
  });

  it('tells the status of a refusal', async () => {
    const url = await serve((_, response) => {
      response.writeHead(500).end('m 1');
    });
    expect(await scrape(url, 10_000)).toEqual({
      kind: 'failed',
      reason: `${url} answered with status 500`,
    });
  });

  it('tells why a port cannot be asked', async () => {
    const url = await serve(() => undefined);
    closing.pop()?.();
    expect(await scrape(url, 10_000)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/^http:\S+ cannot be asked: connect ECONNREFUSED/),
    });
  });
});
