import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gridRows } from '../dataset/round.fixture.js';
import { ModelFileError } from '../domain/errors.js';
import { trainingBox, type ModelArtifact } from './artifact.js';
import { fitEnsemble } from './ensemble/ensemble-fit.js';
import { ensembleName, predictEnsemble, type EnsembleModel } from './ensemble/ensemble-model.js';
import type { ResidualNetworks } from './ensemble/residual-networks.js';
import { readModelFile, writeModelFile } from './model-file.js';
import { modelText } from './model-format.js';

const rows = gridRows([5, 50, 200], [100, 1000]);
let artifact: ModelArtifact;
let networks: ResidualNetworks;

let folder: string;
let file: string;
beforeAll(async () => {
  const fitted = await fitEnsemble(rows, { seed: 3 });
  if (!fitted.networks) throw new Error('these rows need networks');
  networks = fitted.networks;
  artifact = {
    kind: ensembleName(fitted),
    ensemble: fitted,
    box: trainingBox(rows),
    datasetHash: 'a'.repeat(64),
    seed: 3,
  };
  folder = await mkdtemp(path.join(tmpdir(), 'models-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  file = path.join(folder, 'new', 'model.json');
});

describe('a model file', () => {
  it('gives back exactly what was written, predictions included', async () => {
    await writeModelFile(file, artifact);
    const back = await readModelFile(file);
    expect(back).toEqual(artifact);
    expect(predictEnsemble(back.ensemble, rows)).toEqual(predictEnsemble(artifact.ensemble, rows));
  });

  it('holds a model without networks too', async () => {
    const { networks: none, ...alone } = artifact.ensemble;
    expect(none).toBeDefined();
    const queueAlone = {
      ...artifact,
      ensemble: alone,
      kind: ensembleName({ ...alone, networks: undefined }),
    };
    await writeModelFile(file, queueAlone);
    expect(await readModelFile(file)).toEqual(queueAlone);
  });

  it('leaves nothing but itself in the folder, and replaces an older one', async () => {
    await writeModelFile(file, artifact);
    await writeModelFile(file, { ...artifact, seed: 4 });
    expect(await readdir(path.dirname(file))).toEqual(['model.json']);
    expect((await readModelFile(file)).seed).toBe(4);
  });

  it('leaves nothing behind when it cannot be put in place', async () => {
    const taken = path.join(folder, 'taken', 'model.json');
    await mkdir(taken, { recursive: true });
    await expect(writeModelFile(taken, artifact)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(await readdir(path.dirname(taken))).toEqual(['model.json']);
  });

  it('is named in its record by the hash of its bytes, and a replaced file is refused', async () => {
    const written = await writeModelFile(file, artifact);
    expect(written.name).toBe('model.json');
    expect((await readModelFile(file, written.sha256)).seed).toBe(3);
    await writeModelFile(file, { ...artifact, seed: 4 });
    await expect(readModelFile(file, written.sha256)).rejects.toThrow(/is not the registered one/);
  });

  it('is refused when it is not there, with the cause', async () => {
    const reading = readModelFile(path.join(folder, 'missing.json'));
    await expect(reading).rejects.toThrow(ModelFileError);
    await expect(reading).rejects.toMatchObject({ code: 'MODEL_FILE_REFUSED', cause: { code: 'ENOENT' } });
  });
});

describe('readModelFile refuses', () => {
  /** Writes the text that `change` makes of a good file and tries to read it. */
  async function reading(change: (text: string) => string): Promise<unknown> {
    await writeModelFile(file, artifact);
    await writeFile(file, change(await readFile(file, 'utf8')));
    return readModelFile(file).catch((error: unknown) => error);
  }
  const edited = (find: string | RegExp, replacement: string) => (text: string) => {
    expect(text).toMatch(find);
    return text.replace(find, replacement);
  };
  /** A file with a right checksum whose parts do not fit. */
  const written = (change: () => Partial<ModelArtifact>) => () => modelText({ ...artifact, ...change() });
  const ensemble = (change: () => Partial<EnsembleModel>) =>
    written(() => ({ ensemble: { ...artifact.ensemble, ...change() } }));
  const network = (change: () => Partial<ResidualNetworks>) =>
    ensemble(() => ({ networks: { ...networks, ...change() } }));

  it.each([
    ['a truncated file', (text: string) => text.slice(0, 500), 'is not a gridtune model'],
    ['text that is not JSON', () => 'hello', 'is not a gridtune model'],
    ['a foreign JSON file', () => '{"format": "keras"}', 'is not a gridtune model'],
    [
      'a newer version',
      edited('"version": 3', '"version": 4'),
      'has version 4, this program reads version 3',
    ],
    ['a changed number', edited('"seed": 3', '"seed": 4'), 'its content does not match its checksum'],
    [
      'a changed weight',
      edited(/"kernels": \[\s*"[^"]{4}/, '"kernels": ["AAAA'),
      'does not match its checksum',
    ],
    ['a missing field', edited(/"datasetHash": "\w+",/, ''), 'is damaged: datasetHash'],
    ['an unknown field', edited('"seed": 3', '"seed": 3, "extra": 1'), 'extra: is not a known key'],
    [
      'weights that are not base64',
      edited(/"biases": \[\s*"/, '"biases": ["?'),
      'is damaged: ensemble.networks.weights.biases.0',
    ],
    [
      'a queue of other parameters',
      ensemble(() => ({ queue: { ...artifact.ensemble.queue, theta: [1] } })),
      'its number of queue parameters is 1, expected 9',
    ],
    ['shares of other outputs', ensemble(() => ({ shares: [1] })), 'its number of shares is 1, expected 2'],
    [
      'other calibrations',
      ensemble(() => ({ calibrations: [] })),
      'its number of calibrations is 0, expected 2',
    ],
    [
      'a network of other inputs',
      network(() => ({ shape: { ...networks.shape, inputs: 5 } })),
      'was made for 5 inputs, this program gives it 8',
    ],
    [
      'a network of other outputs',
      network(() => ({ shape: { ...networks.shape, outputs: 3 } })),
      'was made for 3 outputs, this program reads 2',
    ],
    ['scalers of other inputs', network(() => ({ scalers: [[]] })), 'its scalers do not fit its inputs'],
    ['spreads of other outputs', network(() => ({ spreads: [[1]] })), 'its spreads do not fit its outputs'],
    [
      'another kind than its shape',
      written(() => ({ kind: 'queue alone' })),
      'its kind is queue alone, expected queue + 4 x',
    ],
    [
      'weights of another size',
      network(() => ({ shape: { ...networks.shape, hidden: [17] } })),
      'kernels of layer 0 have 2048 bytes, its shape says 2176',
    ],
    [
      'weights of a layer that is not there',
      network(() => ({ weights: { ...networks.weights, biases: networks.weights.biases.slice(1) } })),
      'it has biases of 1 layers, its shape says 2',
    ],
    [
      'weights that are not finite',
      network(() => ({
        weights: { ...networks.weights, biases: networks.weights.biases.map((bias) => bias.map(() => NaN)) },
      })),
      'is unusable: biases of layer 0 hold values that are not finite',
    ],
  ])('%s', async (_, change, message) => {
    const error = await reading(change);
    expect(error).toBeInstanceOf(ModelFileError);
    expect(error).toHaveProperty('message', expect.stringContaining(`model file ${file} `));
    expect(error).toHaveProperty('message', expect.stringContaining(message));
  });
});
