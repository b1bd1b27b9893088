import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError, messageOf } from '../domain/errors.js';
import { installFolder, isInstalled, tensorflowProblem } from './tensorflow-node.js';

/** TensorFlow's C library (tfjs-node), WebAssembly, plain JavaScript: each falls back to the next. */
const NAMES = ['node', 'wasm', 'cpu'] as const;
export type BackendName = (typeof NAMES)[number];

/** What computes the tensors. Each gives the same results every time; they differ in the last digits. */
export interface Backend {
  readonly name: BackendName;
  /** Why it is not the one that was wanted, for the caller to show. */
  readonly warning?: string;
}

export interface BackendRequest {
  /**
   * Of one training step: members x rows x weights of a member. It chooses between WebAssembly and an
   * installed tfjs-node. Without it, what runs already goes on.
   */
  readonly multiplyAddsPerStep?: number;
  /** Overrides where the .wasm files lie and where tfjs-node is installed; for tests. */
  readonly folders?: Partial<Folders>;
}

interface Folders {
  readonly wasm: string;
  readonly node: string;
}

/**
 * A call of tfjs-node costs more than one of WebAssembly, its arithmetic less. From this size on it takes
 * less processor time, and wins back the second that loading it takes; docs/tensorflow.md has the figures.
 */
const MIN_MULTIPLY_ADDS_FOR_NODE = 4_000_000;

const require = createRequire(import.meta.url);
let prepared: Promise<Backend> | undefined;

/**
 * Makes a backend ready, from installed files and without the network: tfjs-node where it is installed and
 * the work is large, otherwise WebAssembly; where that does not load, plain JavaScript, which is several
 * times slower. The environment variable GRIDTUNE_TENSORFLOW names one instead: `node`, `wasm` or `cpu`.
 *
 * The same size gets the same backend whatever ran before, so that a training can be repeated bit for bit.
 * @throws InvalidInputError when GRIDTUNE_TENSORFLOW names no backend.
 */
export function prepareBackend(request: BackendRequest = {}): Promise<Backend> {
  if (prepared && request.multiplyAddsPerStep === undefined) return prepared;
  // One after the other: which backend runs is one setting of the whole process.
  const before = prepared?.catch(() => undefined);
  prepared = Promise.resolve(before).then(() => chooseBackend(request));
  return prepared;
}

async function chooseBackend({ multiplyAddsPerStep = 0, folders }: BackendRequest): Promise<Backend> {
  // Without this the CPU backend greets on the console.
  tf.enableProdMode();
  const where: Folders = { wasm: installedWasmFolder(), node: installFolder(), ...folders };
  const large = multiplyAddsPerStep >= MIN_MULTIPLY_ADDS_FOR_NODE;
  return start(nameInEnvironment() ?? (large && isInstalled(where.node) ? 'node' : 'wasm'), where);
}

function nameInEnvironment(): BackendName | undefined {
  const value = process.env['GRIDTUNE_TENSORFLOW'];
  if (!value) return undefined;
  const name = NAMES.find((known) => known === value);
  if (name) return name;
  const message = `must be ${NAMES.join(', ')} or unset, got ${value}`;
  throw new InvalidInputError('environment', [{ path: 'GRIDTUNE_TENSORFLOW', message }]);
}

async function start(name: BackendName, folders: Folders): Promise<Backend> {
  if (name === 'cpu') {
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    await tf.ready();
    return { name };
  }
  const problem = name === 'node' ? await tensorflowProblem(folders.node) : await wasmProblem(folders.wasm);
  if (problem === undefined) return { name };
  const instead = await start(name === 'node' ? 'wasm' : 'cpu', folders);
  const title = name === 'node' ? 'native' : 'WebAssembly';
  const warnings = [`the ${title} backend of TensorFlow.js is not used: ${problem}`, instead.warning];
  return { ...instead, warning: warnings.filter((warning) => warning !== undefined).join('; ') };
}

function installedWasmFolder(): string {
  return path.join(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
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
