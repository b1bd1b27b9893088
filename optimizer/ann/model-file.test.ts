import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { INPUT_NAMES, OUTPUT_NAMES } from '../dataset/columns.js';
import { gridRows } from '../dataset/round.fixture.js';
import { ModelFileError } from '../domain/errors.js';
import { kindOf, trainingBox, type ModelArtifact } from './artifact.js';
import { prepareBackend } from './backend.js';
import { readModelFile, writeModelFile } from './model-file.js';
import { modelText } from './model-format.js';
import { initialWeights } from './network.js';
import { predictWith } from './predictor.js';
import { fitScaler } from './scaler.js';

const shape = { members: 1, inputs: 3, hidden: [20], outputs: 2, activation: 'tanh' } as const;
const rows = gridRows([5, 50], [100, 1000]);
const artifact: ModelArtifact = {
  kind: kindOf(shape),
  shape,
  inputs: INPUT_NAMES,
  outputs: OUTPUT_NAMES,
  scaler: fitScaler(rows),
  weights: initialWeights(shape, 3),
  datasetHash: 'a'.repeat(64),
  box: trainingBox(rows),
  seed: 3,
};

let folder: string;
let file: string;
beforeAll(async () => {
  await prepareBackend();
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
    expect(back).toEqual({ ...artifact, inputs: [...INPUT_NAMES], outputs: [...OUTPUT_NAMES] });
    expect(predictWith(back, rows)).toEqual(predictWith(artifact, rows));
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
  const written = (change: Partial<ModelArtifact>) => () => modelText({ ...artifact, ...change });

  it.each([
    ['a truncated file', (text: string) => text.slice(0, 500), 'is not a gridtune model'],
    ['text that is not JSON', () => 'hello', 'is not a gridtune model'],
    ['a foreign JSON file', () => '{"format": "keras"}', 'is not a gridtune model'],
    [
      'a newer version',
      edited('"version": 2', '"version": 3'),
      'has version 3, this program reads version 2',
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
      'is damaged: weights.biases.0',
    ],
    [
      'other inputs',
      written({ inputs: ['batchTimeoutMs', 'maxMessageCount', 'sendRateTps'] }),
      'was made for other inputs: it has batchTimeoutMs, maxMessageCount, sendRateTps, this program uses maxMessageCount',
    ],
    ['other outputs', written({ outputs: ['latencyMeanMs'] }), 'was made for other outputs'],
    [
      'a scaler of other inputs',
      written({ scaler: { ...artifact.scaler, inputs: artifact.scaler.inputs.toReversed() } }),
      'was made for other scaler inputs',
    ],
    [
      'a scaler of other outputs',
      written({ scaler: { ...artifact.scaler, outputs: [] } }),
      'was made for other scaler outputs',
    ],
    [
      'a shape with other inputs',
      written({ shape: { ...shape, inputs: 4 }, kind: 'feed-forward 4-20-2' }),
      'contradicts itself: its number of inputs is 3, its shape says 4',
    ],
    [
      'a shape with other outputs',
      written({ shape: { ...shape, outputs: 1 }, kind: 'feed-forward 3-20-1' }),
      'contradicts itself: its number of outputs is 2, its shape says 1',
    ],
    [
      'another kind than its shape',
      written({ kind: 'feed-forward 3-40-2' }),
      'contradicts itself: its kind is feed-forward 3-40-2, its shape says feed-forward 3-20-2',
    ],
    [
      'weights of another size',
      written({ shape: { ...shape, hidden: [21] }, kind: 'feed-forward 3-21-2' }),
      'contradicts itself: kernels.0 has 240 bytes, its shape says 252',
    ],
    [
      'weights that are not finite',
      written({
        weights: {
          ...artifact.weights,
          biases: artifact.weights.biases.with(1, Float32Array.of(1, Number.NaN)),
        },
      }),
      'is unusable: biases.1 holds values that are not finite',
    ],
  ])('%s', async (_, change, message) => {
    const error = await reading(change);
    expect(error).toBeInstanceOf(ModelFileError);
    expect(error).toHaveProperty('message', expect.stringContaining(`model file ${file} `));
    expect(error).toHaveProperty('message', expect.stringContaining(message));
  });
});
