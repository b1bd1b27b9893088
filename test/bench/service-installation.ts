import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { programCacheDirectory } from '../../network/tools/program-cache.js';
import { createToken } from '../../optimizer/access/create-token.js';
import { trainingBox } from '../../optimizer/ann/artifact.js';
import { ensembleName, type EnsembleModel } from '../../optimizer/ann/ensemble/ensemble-model.js';
import { ensembleRecipe } from '../../optimizer/ann/ensemble/ensemble-recipe.js';
import { writeModelFile } from '../../optimizer/ann/model-file.js';
import { openStore } from '../../optimizer/composition/open-store.js';
import { checkRows } from '../../optimizer/dataset/check.js';
import { datasetHash } from '../../optimizer/dataset/hash.js';
import { importResults } from '../../optimizer/dataset/import-results.js';
import { rowsFromTable } from '../../optimizer/dataset/imported-rows.js';
import { inCanonicalOrder } from '../../optimizer/dataset/rows.js';
import type { Actor } from '../../optimizer/domain/actor.js';
import type { Store } from '../../optimizer/domain/ports.js';
import { systemClock } from '../../optimizer/domain/wait.js';
import { serviceAudit } from '../../optimizer/operations/service-audit.js';
import { modelRecord, sweep } from '../../optimizer/store/testing/sample-values.js';
import { root } from '../live/cli.js';

const SURFACE = fileURLToPath(new URL('../../datasets/embedded-network-surface.csv', import.meta.url));
const BENCH: Actor = { kind: 'command-line', id: 'bench', name: 'bench', role: 'admin' };

/**
 * Makes an installation with an embedded store in an empty folder: the recorded surface of the embedded network as a
 * dataset, a champion that learnt from it, and a sweep that says what is in force.
 * @param members - networks of the champion; those beyond what training gives repeat these.
 * @returns a token of the service.
 */
export async function makeInstallation(home: string, members: number): Promise<string> {
  const paths = { root, home, models: path.join(home, 'models'), reports: home, plans: home, config: home };
  const progress = { step: () => undefined, advance: () => undefined, warn: () => undefined };
  const { signal } = new AbortController();
  await mkdir(paths.models, { recursive: true });
  const store = await openStore(paths, { cacheDirectory: programCacheDirectory(), progress, signal });
  try {
    await insertChampion(store, paths.models, members);
    await store.sweeps.insert(sweep('s-bench', { status: 'finished' }));
    const services = { store, audit: serviceAudit(store, systemClock) };
    const wanted = { role: 'operator', name: 'bench', lifetimeDays: 1 } as const;
    return (await createToken(services, wanted, BENCH, Date.now())).token;
  } finally {
    await store.close();
  }
}

async function insertChampion(store: Store, directory: string, members: number): Promise<void> {
  const dataset = await importResults(store, {
    file: SURFACE,
    name: 'surface',
    replace: false,
    now: new Date(),
  });
  const { rows } = checkRows(rowsFromTable({ name: 'surface', table: await store.datasets.table(dataset) }));
  const all = inCanonicalOrder(rows);
  const { model } = await ensembleRecipe().fit(all, { seed: 1 });
  const ensemble = withMembers(model, members);
  const artifact = {
    kind: ensembleName(ensemble),
    ensemble,
    box: trainingBox(all),
    datasetHash: datasetHash(all),
    seed: 1,
  };
  const file = await writeModelFile(path.join(directory, 'm-bench.json'), artifact);
  const { networkId: _network, priorModelId: _prior, ...record } = modelRecord('m-bench');
  await store.models.insert({
    ...record,
    kind: artifact.kind,
    datasetHash: artifact.datasetHash,
    roundIds: all.map(({ roundId }) => roundId),
    baselines: {},
    status: 'champion',
    file,
  });
}

/** Asking ten copies takes as long as asking ten networks of different weights. */
function withMembers(model: EnsembleModel, members: number): EnsembleModel {
  const { networks } = model;
  if (!networks) throw new Error('the queueing model alone does better: there are no networks to measure');
  const { shape, weights, scalers, spreads } = networks;
  const repeated = <T>(list: readonly T[]): T[] =>
    list.length === 1
      ? [...list]
      : Array.from({ length: members }, (_, member) => list[member % shape.members] as T);
  const tiled = (values: Float32Array): Float32Array => {
    const each = values.length / shape.members;
    const all = new Float32Array(each * members);
    for (let member = 0; member < members; member += 1) {
      const from = (member % shape.members) * each;
      all.set(values.subarray(from, from + each), member * each);
    }
    return all;
  };
  return {
    ...model,
    networks: {
      shape: { ...shape, members },
      weights: { kernels: weights.kernels.map(tiled), biases: weights.biases.map(tiled) },
      scalers: repeated(scalers),
      spreads: repeated(spreads),
    },
  };
}
