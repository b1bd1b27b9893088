import { runProgram } from './cli/program.js';
import { TerminalProgress } from './cli/terminal-progress.js';
import { findPaths } from './composition/paths.js';
import { createServices } from './composition/services.js';
import { versionOf } from './composition/version.js';
import type { Progress } from './domain/ports.js';

/** The composition root: with `composition/` the only place that builds adapters. */

/** @returns the exit code of the command line. */
export async function main(argv: readonly string[]): Promise<number> {
  const paths = findPaths();
  const progress = new TerminalProgress(process.stderr);
  const cancel = cancelOnSignals(progress);
  return runProgram(argv, {
    version: await versionOf(paths),
    openServices: () => createServices(paths, progress, cancel),
    writeOut: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
  });
}

/** The first signal stops the work in good order; only a third one gives up on that. */
function cancelOnSignals(progress: Progress): AbortSignal {
  const controller = new AbortController();
  let received = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      received += 1;
      if (received > 2) process.exit(130);
      progress.warn(
        received === 1
          ? 'stopping; the channel gets its settings back'
          : 'still stopping; once more gives up and may leave the channel changed',
      );
      controller.abort();
    });
  }
  return controller.signal;
}
