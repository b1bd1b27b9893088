import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { messageOf } from '../domain/errors.js';

const TENSORFLOW_NODE = '@tensorflow/tfjs-node';
/** The name under which that package registers its backend. */
const REGISTERED_AS = 'tensorflow';

/** Where `npm run setup:tensorflow` installs the tfjs-node that belongs to this tfjs-core. */
export function installFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  const cache = base && existsSync(base) ? base : path.join(homedir(), '.cache');
  return path.join(cache, 'gridtune', `tensorflow-node-${tf.version_core}`);
}

export function isInstalled(folder: string): boolean {
  return existsSync(path.join(folder, 'node_modules', TENSORFLOW_NODE, 'package.json'));
}

/**
 * Switches to TensorFlow's C library. Loading it takes about a second, once a process.
 *
 * tfjs-node brings a tfjs-core of its own. tfjs-core keeps its engine and its registry of kernels on the
 * global object, so that the copy that is loaded second joins those of the first; here that is checked, not
 * trusted.
 * @param folder - see {@link installFolder}.
 * @returns why that failed, if it did.
 */
export async function tensorflowProblem(folder: string): Promise<string | undefined> {
  if (!isInstalled(folder))
    return `${folder} holds no ${TENSORFLOW_NODE}; \`npm run setup:tensorflow\` installs it`;
  try {
    // The library tells on stderr what it was built for, unless it was told not to before it is loaded.
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
    const loaded: unknown = createRequire(path.join(folder, 'package.json'))(TENSORFLOW_NODE);
    if (!joinedEngine(loaded))
      return `${TENSORFLOW_NODE} did not join the engine of tfjs-core ${tf.version_core}`;
    if (!(await tf.setBackend(REGISTERED_AS))) return 'it did not start';
    tf.tidy(() => tf.tanh(tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [-1]]))).dataSync());
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function joinedEngine(loaded: unknown): boolean {
  if (typeof loaded !== 'object' || loaded === null) return false;
  if (!('engine' in loaded) || typeof loaded.engine !== 'function') return false;
  return (
    loaded.engine() === tf.engine() && 'version_core' in loaded && loaded.version_core === tf.version_core
  );
}
