import type { RemoteBody, RemoteContext } from '../command.js';
import { textArgument } from '../command.js';
import { runJob } from './run-job.js';
import { bodyOf, tellValue } from './tell.js';

export async function remoteTrain(
  {
    dataset: datasets = [],
    seed,
    prior,
  }: { readonly dataset?: string[]; readonly seed: number; readonly prior?: string },
  context: RemoteContext,
): Promise<void> {
  const body = { datasets, seed, ...(prior === undefined ? {} : { priorModelId: prior }) };
  tellValue(
    context.output,
    await runJob(context, (headers) => context.client.api.POST('/models', { body, headers })),
  );
}

export const remoteModels: RemoteBody = async ({ client, output }) => {
  const page = bodyOf(await client.api.GET('/models', { params: { query: { limit: 500 } } }));
  tellValue(output, page.items);
};

export const remoteModel: RemoteBody = async ({ client, output }, [id]) =>
  tellValue(output, bodyOf(await client.api.GET('/models/{id}', pathOf(id))));

export const remotePromotion: RemoteBody = async ({ client, output }, [id]) =>
  tellValue(output, bodyOf(await client.api.POST('/models/{id}/promotion', pathOf(id))));

export const remoteRetirement: RemoteBody = async ({ client, output }, [id]) =>
  tellValue(output, bodyOf(await client.api.POST('/models/{id}/retirement', pathOf(id))));

function pathOf(id: unknown) {
  return { params: { path: { id: textArgument(id) ?? '' } } };
}
