// `npm test`: makes the checkout ready, then runs the unit tests and after them those on the live network.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareOrExit, root } from './prepare.mjs';

await prepareOrExit();

const results = mkdtempSync(path.join(tmpdir(), 'gridtune-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
let broken = false;
try {
  for (const project of ['unit', 'live']) {
    const file = path.join(results, `${project}.json`);
    const run = spawnSync(
      process.execPath,
      [
        path.join(root, 'node_modules', 'vitest', 'vitest.mjs'),
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
        ...process.argv.slice(2),
      ],
      { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
    );
    broken ||= run.status !== 0;
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(file, 'utf8'));
    total.passed += numPassedTests;
    total.failed += numFailedTests;
    total.skipped += numPendingTests;
  }
} finally {
  rmSync(results, { recursive: true, force: true });
}
// A suite that could not even start failed no single test, and is a failure all the same.
if (broken && total.failed === 0) total.failed = 1;
process.stdout.write(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}\n`,
);
process.exitCode = broken || total.passed === 0 ? 1 : 0;
