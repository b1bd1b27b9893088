import { z } from 'zod';
import { importText } from '../../dataset/import-results.js';
import { datasetNameSchema, type Dataset } from '../../domain/dataset.js';
import { NotFoundError } from '../../domain/errors.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import { defineRoute, type Route } from '../route.js';

const datasetView = z
  .strictObject({
    name: z.string(),
    rows: z.int(),
    columns: z.array(z.string()),
    file: z.string().describe('What it was imported from'),
    sha256: z.string(),
    importedAt: z.string(),
  })
  .meta({ id: 'Dataset' });
const params = z.strictObject({ name: datasetNameSchema });

export const datasetRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/datasets',
    operationId: 'listDatasets',
    tag: 'results',
    summary: 'Imported results, the newest first',
    role: 'viewer',
    query: pageQuery,
    reply: { status: 200, description: 'A page of datasets', schema: pageOf(datasetView) },
    handler: async ({ query }, { parts }) => {
      const datasets = (await parts.store.datasets.list()).toSorted((a, b) =>
        b.importedAt.localeCompare(a.importedAt),
      );
      return { body: paged(datasets, query, ({ id }) => id, view) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/datasets/{name}',
    operationId: 'getDataset',
    tag: 'results',
    summary: 'One imported dataset',
    role: 'viewer',
    params,
    reply: { status: 200, description: 'The dataset', schema: datasetView },
    handler: async ({ params: { name } }, { parts }) => {
      const dataset = await parts.store.datasets.find(name);
      if (dataset) return { body: view(dataset) };
      throw new NotFoundError(`there is no dataset ${name}: GET /datasets lists those that exist`);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/datasets/{name}',
    operationId: 'importDataset',
    tag: 'results',
    summary: 'Keep results that were measured elsewhere',
    description:
      'CSV in UTF-8 with a header, at most 64 MiB. Nothing is kept of a file with a fault; each is named by line and column.',
    role: 'operator',
    params,
    query: z.strictObject({
      replace: z.enum(['true', 'false']).optional().describe('Take the place of a dataset of that name'),
    }),
    bodyType: 'text/csv',
    body: z.string().min(1),
    reply: { status: 201, description: 'The dataset', schema: datasetView },
    problems: ['ALREADY_EXISTS', 'TOO_LARGE'],
    handler: async ({ params: { name }, query, body }, { parts, actor }) => {
      const dataset = await importText(parts.store, {
        ...{ text: body, file: `${name}.csv`, name, now: new Date() },
        replace: query.replace === 'true',
      });
      const { rowCount, sha256 } = dataset;
      await parts.audit.record({
        ...{ action: 'results-imported', subjectId: name, by: actor },
        note: `${rowCount} rows, SHA-256 ${sha256}`,
      });
      return { body: view(dataset), location: `/api/v1/datasets/${name}` };
    },
  }),
];

function view({ id, rowCount, columns, file, sha256, importedAt }: Dataset): z.input<typeof datasetView> {
  return { name: id, rows: rowCount, columns: [...columns], file, sha256, importedAt };
}
