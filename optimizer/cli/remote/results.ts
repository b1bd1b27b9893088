import { writeFile } from 'node:fs/promises';
import type { RemoteContext } from '../command.js';
import { readText } from './read-text.js';
import { bodyOf, tellValue } from './tell.js';

/** Sweeps and datasets of the service, the newest 500 of each. */
export async function remoteResultsList({ client, output }: RemoteContext): Promise<void> {
  const query = { params: { query: { limit: 500 } } };
  const sweeps = bodyOf(await client.api.GET('/sweeps', query)).items;
  const datasets = bodyOf(await client.api.GET('/datasets', query)).items;
  tellValue(output, { sweeps, datasets });
}

export async function remoteExport(
  { out, sweep }: { readonly out: string; readonly sweep?: string },
  { client, output }: RemoteContext,
): Promise<void> {
  const query = { kind: 'measured' as const, ...(sweep === undefined ? {} : { sweepId: sweep }) };
  const csv = bodyOf(await client.api.GET('/results.csv', { params: { query }, parseAs: 'text' }));
  await writeFile(out, csv);
  const rows = csv.trimEnd().split('\n').length - 1;
  output.result({ file: out, rows }, `${rows} rows written to ${out}`);
}

export async function remoteImport(
  file: string,
  { name, replace = false }: { readonly name: string; readonly replace?: boolean },
  { client, output }: RemoteContext,
): Promise<void> {
  const body = await readText('file', file);
  const params = { path: { name }, query: { replace: replace ? ('true' as const) : ('false' as const) } };
  const headers = { 'content-type': 'text/csv' };
  const asIs = { bodySerializer: (text: string) => text };
  tellValue(output, bodyOf(await client.api.POST('/datasets/{name}', { params, body, headers, ...asIs })));
}
