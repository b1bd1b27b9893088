import { messageOf } from '../domain/errors.js';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** What computes the tensors. Either gives the same results every time; they differ in the last digits. */
export interface Backend {
  readonly name: 'wasm' | 'cpu';
  /** Why it is not the quicker one, for the caller to show. */
  readonly warning?: string;
}

const require = createRequire(import.meta.url);
let prepared: Promise<Backend> | undefined;

/**
 * Makes the WebAssembly backend ready, from the installed package's own files and without the network;
 * where it does not load, the plain JavaScript one, which is several times slower. Once a process: later
 * calls get the first answer.
 * @param wasmFolder - where the .wasm files lie; tests pass an empty one.
 */
export function prepareBackend(wasmFolder: string = installedWasmFolder()): Promise<Backend> {
  prepared ??= chooseBackend(wasmFolder);
  return prepared;
}

function installedWasmFolder(): string {
  return path.join(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
}

async function chooseBackend(wasmFolder: string): Promise<Backend> {
  // Without this the CPU backend greets on the console.
  tf.enableProdMode();
  const problem = await wasmProblem(wasmFolder);
  if (problem === undefined) return { name: 'wasm' };
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  await tf.ready();
  return { name: 'cpu', warning: `the WebAssembly backend of TensorFlow.js is not used: ${problem}` };
}

/** Switches to WebAssembly. @returns why that failed, if it did. */
async function wasmProblem(wasmFolder: string): Promise<string | undefined> {
  if (!existsSync(path.join(wasmFolder, 'tfjs-backend-wasm.wasm'))) {
    return `${wasmFolder} holds no tfjs-backend-wasm.wasm`;
  }
  const rejected = process.listeners('unhandledRejection');
  const uncaught = process.listeners('uncaughtException');
  try {
    setWasmPaths(wasmFolder + path.sep);
    if (!(await tf.setBackend('wasm'))) return 'it did not start';
    await tf.ready();
    return undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
    // The WebAssembly glue installs process-wide handlers that throw any unhandled error again from inside
    // the minified bundle. How this program ends is not theirs to decide; handlers from before stay.
    for (const listener of process.listeners('unhandledRejection')) {
      if (!rejected.includes(listener)) process.off('unhandledRejection', listener);
    }
    for (const listener of process.listeners('uncaughtException')) {
      if (!uncaught.includes(listener)) process.off('uncaughtException', listener);
    }
  }
}
