import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';

// Which backend runs is settled once a process: every test takes a fresh copy of the module.
async function freshPrepareBackend() {
  vi.resetModules();
  return (await import('./backend.js')).prepareBackend;
}

const crashHandlers = () => [process.listeners('unhandledRejection'), process.listeners('uncaughtException')];
// WebAssembly starts once a process, so in whichever test runs first.
const handlersBefore = crashHandlers();

afterEach(() => vi.restoreAllMocks());

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
    const empty = await mkdtemp(path.join(tmpdir(), 'no-wasm-'));
    try {
      const prepareBackend = await freshPrepareBackend();
      const backend = await prepareBackend(empty);
      expect(backend.name).toBe('cpu');
      expect(backend.warning).toContain(`${empty} holds no tfjs-backend-wasm.wasm`);
      expect(tf.getBackend()).toBe('cpu');
      expect([...tf.add(tf.tensor1d([1, 2]), 1).dataSync()]).toEqual([2, 3]);
    } finally {
      await rm(empty, { recursive: true });
    }
  });

  it('answers later calls with the first answer', async () => {
    const prepareBackend = await freshPrepareBackend();
    const first = await prepareBackend('/nonexistent');
    expect(await prepareBackend()).toBe(first);
  });
});
