// `npm run setup:tensorflow`: installs @tensorflow/tfjs-node, TensorFlow's C library under TensorFlow.js,
// into the user's cache folder. It is no dependency in package.json: it is large, its install step downloads
// from outside the package registries, and nothing needs it. docs/tensorflow.md says what it is good for.
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectedMessage, runProgram, SetupError } from './run-program.mjs';

/** That of @tensorflow/tfjs-core in package.json: tfjs-node joins the engine of that very version. */
export const VERSION = '4.22.0';
/** tfjs-node calls util.isNullOrUndefined, which Node 23 removed. */
const LAST_NODE = 22;

/**
 * Holds libtensorflow and its headers. Any pip can fetch it, whatever its own Python: what it is built for is
 * told to pip, and none of its Python code is run.
 */
const WHEEL = {
  requirement: 'tensorflow-cpu==2.15.1',
  sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  builtFor: [
    '--python-version=3.11',
    '--implementation=cp',
    '--abi=cp311',
    '--platform=manylinux2014_x86_64',
  ],
};
/** The names under which tfjs-node's install step and linker look for the wheel's two libraries. */
const LIBRARIES = {
  'libtensorflow_cc.so.2': ['libtensorflow.so', 'libtensorflow.so.2', 'libtensorflow.so.2.9.1'],
  'libtensorflow_framework.so.2': ['libtensorflow_framework.so', 'libtensorflow_framework.so.2.9.1'],
};
const TOOLS = [
  { command: 'python3', arguments: ['--version'], install: 'python3 with pip' },
  { command: 'python3', arguments: ['-m', 'pip', '--version'], install: 'pip for python3' },
  { command: 'make', arguments: ['--version'], install: 'make' },
  { command: process.env.CXX ?? 'g++', arguments: ['--version'], install: 'a C++ compiler such as g++' },
];

/** npm packages 0.3 GB, the wheel 0.2 GB, the same unpacked 0.9 GB, rounded up. */
const NEEDED_GIB = 2;
/** A blocked host refuses at once or never answers; an open one sends 100 MB. */
const DOWNLOAD_DEADLINE_MS = 5 * 60_000;
const TOOL_DEADLINE_MS = 30_000;
const HEARTBEAT_MS = 10_000;

/** Where it lies once it is installed; optimizer/ann/tensorflow-node.ts looks there. */
export function installFolder(environment = process.env) {
  const base = environment.XDG_CACHE_HOME;
  const cache = base && existsSync(base) ? base : path.join(homedir(), '.cache');
  return path.join(cache, 'gridtune', `tensorflow-node-${VERSION}`);
}

/** @throws SetupError saying which Node to use. */
export function requireNode(version) {
  if (Number(version.split('.')[0]) <= LAST_NODE) return;
  throw new SetupError(
    `@tensorflow/tfjs-node ${VERSION} does not run on Node ${version}: use Node 20 or 22, or WebAssembly`,
  );
}

/**
 * Installs it unless it is there, and computes with it either way.
 * @param fromWheel - leaves the package's own download out.
 * @returns the one line that says what was done.
 * @throws SetupError with the one line that says what is missing.
 */
export async function installTensorflow({ fromWheel, report, signal }) {
  requireNode(process.versions.node);
  const folder = installFolder();
  if (existsSync(folder)) {
    await verify(folder, {
      signal,
      failure: `${folder} does not compute; remove it and run the command again`,
    });
    return `TensorFlow's library is installed already and computes: ${folder}`;
  }
  const building = path.join(path.dirname(folder), `.building-${randomUUID()}`);
  mkdirSync(building, { recursive: true });
  try {
    requireSpace(building);
    const source = await build(building, { fromWheel, report, signal });
    await verify(building, { signal, failure: "TensorFlow's library does not run on this machine" });
    // Somebody else may have finished first: theirs is as good.
    if (!existsSync(folder)) renameSync(building, folder);
    return `installed @tensorflow/tfjs-node ${VERSION} with the library ${source}: ${folder}`;
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/** @returns where the library came from. */
async function build(building, { fromWheel, report, signal }) {
  const manifest = { private: true, dependencies: { '@tensorflow/tfjs-node': VERSION } };
  writeFileSync(path.join(building, 'package.json'), JSON.stringify(manifest));
  report(`installing @tensorflow/tfjs-node ${VERSION}`);
  await runProgram('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: building,
    signal,
    failure: 'npm could not install @tensorflow/tfjs-node; check that its registry can be reached',
  });
  const packageFolder = path.join(building, 'node_modules', '@tensorflow', 'tfjs-node');
  if (!fromWheel) {
    report('its own download of libtensorflow');
    const problem = await installStep(packageFolder, { signal, deadlineMs: DOWNLOAD_DEADLINE_MS }).then(
      () => undefined,
      expectedMessage,
    );
    if (problem === undefined) return 'of its own download';
    report(`${problem}; taking the library out of PyPI's ${WHEEL.requirement}`);
  }
  await requireWheelTools(signal);
  await layOutWheel(building, packageFolder, { report, signal });
  report('compiling its addon');
  await installStep(packageFolder, { signal, environment: { npm_config_build_from_source: 'true' } });
  rmSync(path.join(packageFolder, 'deps', 'include'), { recursive: true });
  return `of PyPI's ${WHEEL.requirement}`;
}

/** The package's own: downloads libtensorflow unless it lies there, then downloads or compiles the addon. */
async function installStep(packageFolder, { signal, environment = {}, deadlineMs }) {
  // Node's headers are mostly beside Node; without this the compiler's helper downloads them.
  const prefix = path.resolve(realpathSync(process.execPath), '..', '..');
  const hasHeaders = existsSync(path.join(prefix, 'include', 'node', 'node_api.h'));
  await runProgram('npm', ['run', 'install'], {
    cwd: packageFolder,
    signal,
    deadlineMs,
    environment: { ...(hasHeaders ? { npm_config_nodedir: prefix } : {}), ...environment },
    failure: 'the install step of @tensorflow/tfjs-node failed',
  });
}

async function requireWheelTools(signal) {
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  if (process.platform !== 'linux' || process.arch !== 'x64' || !glibc) {
    throw new SetupError('the wheel that would serve instead is for Linux on x64 with glibc only');
  }
  for (const { command, arguments: words, install } of TOOLS) {
    await runProgram(command, words, {
      signal,
      deadlineMs: TOOL_DEADLINE_MS,
      failure: `${install} is missing`,
    }).catch((error) => {
      expectedMessage(error);
      throw new SetupError(`${install} is missing: install it, then run the command again`);
    });
  }
}

/** Puts the wheel's libraries and headers where the package's own download puts its. */
async function layOutWheel(building, packageFolder, { report, signal }) {
  const download = path.join(building, 'wheel');
  mkdirSync(download);
  const requirements = path.join(download, 'requirements.txt');
  writeFileSync(requirements, `${WHEEL.requirement} --hash=sha256:${WHEEL.sha256}\n`);
  report(`fetching ${WHEEL.requirement} with pip`);
  const asked = [
    '--no-deps',
    '--only-binary=:all:',
    ...WHEEL.builtFor,
    '--require-hashes',
    '-r',
    requirements,
  ];
  await runProgram('python3', ['-m', 'pip', 'download', ...asked, '--dest', download], {
    cwd: download,
    signal,
    failure: `pip could not fetch ${WHEEL.requirement}; check that its package index can be reached`,
  });
  report('unpacking it');
  const wheels = readdirSync(download).filter((name) => name.endsWith('.whl'));
  await runProgram('python3', ['-m', 'zipfile', '-e', ...wheels, 'unpacked'], {
    cwd: download,
    signal,
    failure: 'the wheel could not be unpacked',
  });
  const unpacked = path.join(download, 'unpacked', 'tensorflow');
  const deps = path.join(packageFolder, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(path.join(deps, 'lib'), { recursive: true });
  renameSync(path.join(unpacked, 'include'), path.join(deps, 'include'));
  for (const [library, names] of Object.entries(LIBRARIES)) {
    renameSync(path.join(unpacked, library), path.join(deps, 'lib', library));
    for (const name of names) symlinkSync(library, path.join(deps, 'lib', name));
  }
  rmSync(download, { recursive: true });
}

/** Loads it in a process of its own, since a library that does not fit may end its process. */
async function verify(folder, { signal, failure }) {
  const program = `const tf = require('@tensorflow/tfjs-node');
    const answer = tf.tanh(tf.matMul([[1, 2]], [[3], [-1]])).dataSync()[0];
    if (tf.getBackend() !== 'tensorflow' || Math.abs(answer - Math.tanh(1)) > 1e-6) {
      throw new Error('it computed ' + answer + ' on ' + tf.getBackend());
    }`;
  await runProgram(process.execPath, ['-e', program], {
    cwd: folder,
    signal,
    environment: { TF_CPP_MIN_LOG_LEVEL: '2' },
    failure,
  });
}

function requireSpace(directory) {
  const { bavail, bsize } = statfsSync(directory);
  const freeGib = (bavail * bsize) / 1024 ** 3;
  if (freeGib >= NEEDED_GIB) return;
  throw new SetupError(
    `only ${freeGib.toFixed(1)} GiB are free for ${directory}; ${NEEDED_GIB} GiB are needed: free some space or set XDG_CACHE_HOME to a larger disk`,
  );
}

async function main() {
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => abort.abort());
  let heartbeat;
  const report = (step) => {
    clearInterval(heartbeat);
    const startedMs = Date.now();
    process.stderr.write(`gridtune: ${step} ...\n`);
    heartbeat = setInterval(() => {
      process.stderr.write(`gridtune: ${step}, ${Math.round((Date.now() - startedMs) / 1000)} s so far\n`);
    }, HEARTBEAT_MS);
  };
  try {
    const fromWheel = process.argv.includes('--from-wheel');
    process.stdout.write(`${await installTensorflow({ fromWheel, report, signal: abort.signal })}\n`);
  } catch (error) {
    process.stderr.write(`gridtune: ${expectedMessage(error)}\n`);
    process.exitCode = abort.signal.aborted ? 130 : 1;
  } finally {
    clearInterval(heartbeat);
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
