import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

// The first answer is kept: every test takes a fresh copy of the module.
async function freshPrepareBackend() {
  vi.resetModules();
  return (await import('./backend.js')).prepareBackend;
}

const crashHandlers = () => [process.listeners('unhandledRejection'), process.listeners('uncaughtException')];
// WebAssembly starts once a process, so in whichever test runs first.
const handlersBefore = crashHandlers();

let empty: string;
beforeEach(async () => {
  empty = await mkdtemp(path.join(tmpdir(), 'gridtune-backend-'));
  vi.stubEnv('GRIDTUNE_TENSORFLOW', undefined);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(empty, { recursive: true });
});

describe('prepareBackend', () => {
  it('starts WebAssembly from the installed files without the network', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const prepareBackend = await freshPrepareBackend();
    expect(await prepareBackend()).toEqual({ name: 'wasm' });
    expect(tf.getBackend()).toBe('wasm');
    expect(fetched).not.toHaveBeenCalled();
  });

  it('leaves no handler behind that decides how the program ends on an unhandled error', async () => {
    const prepareBackend = await freshPrepareBackend();
    await prepareBackend();
    expect(crashHandlers()).toEqual(handlersBefore);
  });

  it('falls back to plain JavaScript where the files are missing, and says so', async () => {
    const prepareBackend = await freshPrepareBackend();
    const backend = await prepareBackend({ folders: { wasm: empty } });
    expect(backend.name).toBe('cpu');
    expect(backend.warning).toContain(`${empty} holds no tfjs-backend-wasm.wasm`);
    expect(tf.getBackend()).toBe('cpu');
    expect([...tf.add(tf.tensor1d([1, 2]), 1).dataSync()]).toEqual([2, 3]);
  });

  it('answers calls that name no size with the answer before', async () => {
    const prepareBackend = await freshPrepareBackend();
    const first = await prepareBackend({ folders: { wasm: '/nonexistent' } });
    expect(await prepareBackend()).toBe(first);
  });
});

describe('prepareBackend with GRIDTUNE_TENSORFLOW', () => {
  it.each(['wasm', 'cpu'])('takes the %s backend that it names', async (name) => {
    vi.stubEnv('GRIDTUNE_TENSORFLOW', name);
    const prepareBackend = await freshPrepareBackend();
    expect(await prepareBackend({ multiplyAddsPerStep: 1e9 })).toEqual({ name });
    expect(tf.getBackend()).toBe(name);
  });

  it('says how to install tfjs-node where it is named and missing, and computes all the same', async () => {
    vi.stubEnv('GRIDTUNE_TENSORFLOW', 'node');
    const prepareBackend = await freshPrepareBackend();
    const backend = await prepareBackend({ folders: { node: empty } });
    expect(backend).toEqual({
      name: 'wasm',
      warning: `the native backend of TensorFlow.js is not used: ${empty} holds no @tensorflow/tfjs-node; \`npm run setup:tensorflow\` installs it`,
    });
    expect(tf.getBackend()).toBe('wasm');
  });

  it('refuses a name that is none, and goes on with the next', async () => {
    vi.stubEnv('GRIDTUNE_TENSORFLOW', 'gpu');
    const prepareBackend = await freshPrepareBackend();
    await expect(prepareBackend()).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'environment: GRIDTUNE_TENSORFLOW: must be node, wasm, cpu or unset, got gpu',
    });
    vi.stubEnv('GRIDTUNE_TENSORFLOW', 'cpu');
    expect(await prepareBackend({ multiplyAddsPerStep: 1 })).toEqual({ name: 'cpu' });
  });
});

describe('prepareBackend where tfjs-node is installed', () => {
  /** A package that only says which engine it would compute with. */
  async function installPackage(program: string): Promise<void> {
    const folder = path.join(empty, 'node_modules', '@tensorflow', 'tfjs-node');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), '{"main": "index.cjs"}');
    await writeFile(path.join(folder, 'index.cjs'), program);
  }

  it('loads it for large steps and leaves it alone for small ones', async () => {
    await installPackage('throw new Error("loaded")');
    const prepareBackend = await freshPrepareBackend();
    const folders = { node: empty };
    expect(await prepareBackend({ folders, multiplyAddsPerStep: 3_999_999 })).toEqual({ name: 'wasm' });
    expect(await prepareBackend({ folders, multiplyAddsPerStep: 4_000_000 })).toEqual({
      name: 'wasm',
      warning: 'the native backend of TensorFlow.js is not used: loaded',
    });
    expect(await prepareBackend({ folders, multiplyAddsPerStep: 3_999_999 })).toEqual({ name: 'wasm' });
  });

  it.each([
    ['another engine', 'exports.engine = () => ({}); exports.version_core = "4.22.0"'],
    ['another version', 'exports.engine = () => globalThis._tfengine; exports.version_core = "4.21.0"'],
  ])('refuses a package that computes with %s', async (_, program) => {
    await installPackage(program);
    const prepareBackend = await freshPrepareBackend();
    const backend = await prepareBackend({ folders: { node: empty }, multiplyAddsPerStep: 4_000_000 });
    expect(backend.name).toBe('wasm');
    expect(backend.warning).toContain('did not join the engine of tfjs-core 4.22.0');
  });
});
