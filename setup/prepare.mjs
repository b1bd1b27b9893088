// Runs before anything is installed, so it uses nothing but Node itself.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const MINIMUM_NODE = [20, 19];
const SOURCES = ['optimizer', 'benchmarks', 'network', 'chaincode'];
const HEARTBEAT_MS = 10_000;

/** A failure that one line explains. */
class SetupError extends Error {}

/**
 * Makes the checkout ready to run: Node's version, packages, compiled TypeScript. What is done already is
 * skipped. A failure ends the program with its one line.
 */
export async function prepareOrExit() {
  try {
    requireNode(process.versions.node);
    requireOwnPackages(path.join(root, 'node_modules'));
    await prepare();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`gridtune: ${error.message}\n`);
    process.exit(1);
  }
}

/** @throws SetupError saying what to install. */
export function requireNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = MINIMUM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new SetupError(`Node ${version} is too old: install Node ${MINIMUM_NODE.join('.')} or newer`);
}

/** npm empties the folder before it installs, and would empty another checkout's through a link. @throws SetupError */
export function requireOwnPackages(directory) {
  if (!lstatSync(directory, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new SetupError(`${directory} is a link: remove it, each checkout installs its own packages`);
}

async function prepare() {
  const installed = hashOf([path.join(root, 'package-lock.json'), path.join(root, 'package.json')]);
  await step({
    stampFile: 'node_modules/.gridtune',
    content: installed,
    name: 'installing packages',
    npmArguments: ['ci', '--no-audit', '--no-fund'],
    advice: 'check that the npm registry can be reached, then run the command again',
  });
  const sources = SOURCES.flatMap((directory) => filesIn(path.join(root, directory)));
  const configs = ['tsconfig.json', 'tsconfig.build.json'].map((file) => path.join(root, file));
  await step({
    stampFile: 'dist/.gridtune',
    content: `${installed}-${hashOf([...sources, ...configs])}`,
    name: 'compiling',
    npmArguments: ['run', '--silent', 'build'],
    advice: 'the messages above say what is wrong',
  });
}

/** Runs npm unless the stamp says that the same content was done before. */
async function step({ stampFile, content, name, npmArguments, advice }) {
  const stamp = path.join(root, stampFile);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === content) return;
  process.stderr.write(`gridtune: ${name} ...\n`);
  const startedMs = Date.now();
  const heartbeat = setInterval(() => {
    process.stderr.write(`gridtune: ${name}, ${Math.round((Date.now() - startedMs) / 1000)} s so far\n`);
  }, HEARTBEAT_MS);
  try {
    const { code, output } = await runNpm(npmArguments);
    if (code !== 0) {
      process.stderr.write(output);
      throw new SetupError(`${name} failed: ${advice}`);
    }
  } finally {
    clearInterval(heartbeat);
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, content);
}

/** Its words are kept back: stdout belongs to the command that comes after, and success needs none. */
async function runNpm(npmArguments) {
  const child = spawn('npm', npmArguments, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(new SetupError(`npm cannot be run (${cause.message}): install Node with npm`)),
    );
    child.on('close', (code) => resolve({ code, output }));
  });
}

function filesIn(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(directory, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : filesIn(name);
    return /(?<!\.test|\.fixture)\.tsx?$|\.(json|css|html|svg)$/.test(entry.name) ? [name] : [];
  });
}

/** By content, which takes 20 ms: times and sizes would miss a checkout of other sources. */
function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) {
    if (statSync(file).isFile()) hash.update(path.relative(root, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}
