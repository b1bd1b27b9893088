import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, setPriority } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './prepare.mjs';
import { TRIED_AGAIN } from './tried-again.mjs';

const LOWEST_PRIORITY = 19;

/**
 * Runs one project of vitest.config.ts; every line it prints begins with the project's name.
 * @param {{ project: string, yields?: boolean }} lane - one that yields computes while the others wait
 * @param {readonly string[]} parameters - of vitest, such as files
 * @param {string} resultsFile - where vitest writes what it counted
 * @returns {Promise<{ passed: number, failed: number, skipped: number, broken: boolean, triedAgain: string[] }>}
 */
export async function runLane({ project, yields = false }, parameters, resultsFile) {
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      ...commandOf({ project, yields }),
      `--outputFile.json=${resultsFile}`,
      ...parameters,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (yields && child.pid !== undefined) setPriority(child.pid, LOWEST_PRIORITY);
  const triedAgain = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      process.stdout.write(`[${project}] ${line}\n`);
      if (line.startsWith(TRIED_AGAIN)) triedAgain.push(line);
    });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // A suite that could not even start wrote nothing.
  const counted = existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : {};
  const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = counted;
  return { passed, failed, skipped, broken: code !== 0, triedAgain };
}

function commandOf({ project, yields }) {
  const reporters = ['default', 'json', path.join(root, 'setup', 'tried-again.mjs')];
  return [
    ...['run', '--project', project, '--passWithNoTests'],
    ...reporters.map((reporter) => `--reporter=${reporter}`),
    // Vitest leaves one processor to others, to whom this lane yields anyway.
    ...(yields ? [`--maxWorkers=${availableParallelism()}`] : []),
    // Nobody is there who could look at a failure and start anew.
    ...(process.env.CI ? ['--retry=1'] : []),
  ];
}
