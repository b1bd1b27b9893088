// `npm test`: makes the checkout ready, then runs the unit tests and those on live networks.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildPrograms } from './build-programs.mjs';
import { prepareOrExit } from './prepare.mjs';
import { runLane } from './test-lane.mjs';

/**
 * Lanes of one stage run side by side, each live one on a network of its own: they mostly wait. Those that
 * look at figures of a loaded network come last and alone. Named as in vitest.config.ts.
 */
const STAGES = [
  [
    { project: 'unit', yields: true },
    { project: 'live:channel' },
    { project: 'live:sweeps' },
    { project: 'live:networks' },
    { project: 'live:searches' },
    { project: 'browser' },
  ],
  [{ project: 'live:figures' }],
];

await prepareOrExit();
// Here once, rather than by every lane for itself.
await buildPrograms();

const results = mkdtempSync(path.join(tmpdir(), 'gridtune-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
let broken = false;
const triedAgain = [];
try {
  for (const lanes of STAGES) {
    const ended = await Promise.all(
      lanes.map((lane) =>
        runLane(lane, process.argv.slice(2), path.join(results, `${lane.project.replace(':', '-')}.json`)),
      ),
    );
    for (const lane of ended) {
      broken ||= lane.broken;
      triedAgain.push(...lane.triedAgain);
      for (const count of Object.keys(total)) total[count] += lane[count];
    }
  }
} finally {
  rmSync(results, { recursive: true, force: true });
}
// A suite that could not even start failed no single test, and is a failure all the same.
if (broken && total.failed === 0) total.failed = 1;
for (const line of triedAgain) process.stdout.write(`${line}\n`);
process.stdout.write(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}\n`,
);
process.exitCode = broken || total.passed === 0 ? 1 : 0;
