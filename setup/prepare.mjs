// Runs before anything is installed, so it uses nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const MINIMUM_NODE = [20, 19];
const SOURCES = ['optimizer', 'benchmarks', 'network', 'chaincode'];

/** A failure that one line explains. */
class SetupError extends Error {}

/** As `prepare`; a failure ends the program with its one line. */
export function prepareOrExit() {
  try {
    prepare();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`gridtune: ${error.message}\n`);
    process.exit(1);
  }
}

/** Makes the checkout ready to run: Node's version, packages, compiled TypeScript. Done parts are skipped. */
function prepare() {
  requireNode();
  const installed = hashOf([path.join(root, 'package-lock.json'), path.join(root, 'package.json')]);
  step(
    'node_modules/.gridtune',
    installed,
    'installing packages',
    'npm',
    ['ci', '--no-audit', '--no-fund'],
    'check that the npm registry can be reached, then run the command again',
  );
  const sources = SOURCES.flatMap((directory) => filesIn(path.join(root, directory)));
  const compiled = hashOf([
    ...sources,
    path.join(root, 'tsconfig.json'),
    path.join(root, 'tsconfig.build.json'),
  ]);
  step(
    'dist/.gridtune',
    `${installed}-${compiled}`,
    'compiling',
    'npm',
    ['run', '--silent', 'build'],
    'the messages above say what is wrong',
  );
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return;
  throw new SetupError(
    `Node ${process.versions.node} is too old: install Node ${MINIMUM_NODE.join('.')} or newer`,
  );
}

function step(stampFile, wanted, what, command, commandArguments, advice) {
  const stamp = path.join(root, stampFile);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write(`gridtune: ${what} ...\n`);
  // stdout belongs to the command that comes after.
  const result = spawnSync(command, commandArguments, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (result.error)
    throw new SetupError(`${command} cannot be run (${result.error.message}): install Node with npm`);
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}`);
    throw new SetupError(`${what} failed: ${advice}`);
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function filesIn(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(directory, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : filesIn(name);
    return /(?<!\.test|\.fixture)\.ts$|\.json$/.test(entry.name) ? [name] : [];
  });
}

/** By content for few files, by size and time for many would miss a checkout: content it is, it takes 20 ms. */
function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files.toSorted())
    if (statSync(file).isFile()) hash.update(path.relative(root, file)).update(readFileSync(file));
  return hash.digest('hex');
}
