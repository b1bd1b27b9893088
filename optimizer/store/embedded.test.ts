import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeadlineError, StoreUnreachableError } from '../domain/errors.js';
import { waitUntil } from '../domain/wait.js';
import { openEmbedded } from './embedded.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridtune-embedded-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A shell script in place of the docstore; the real one is met in test/live/store.test.ts. */
async function open(script: string, startDeadlineMs: number): Promise<string> {
  const binary = join(folder, 'docstore');
  await writeFile(binary, `#!/bin/sh\n${script}\n`);
  await chmod(binary, 0o755);
  return openEmbedded({
    binary,
    dataDir: join(folder, 'data'),
    logFile: join(folder, 'log', 'store.log'),
    environment: { STORE_TEST: 'told' },
    idleExitMs: 1234,
    startDeadlineMs,
  });
}

const log = () => readFile(join(folder, 'log', 'store.log'), 'utf8');

describe('openEmbedded', () => {
  it('starts the docstore with its options and environment, and logs what it says', async () => {
    await expect(open('echo "$@ $STORE_TEST"; echo "$PATH" >&2; exit 1', 5000)).rejects.toThrow();
    const options = `--data ${join(folder, 'data')} --idle-exit 1234ms told`;
    expect(await log()).toBe(`${options}\n${process.env['PATH']}\n`);
  });

  it('fails at once when the docstore does, naming program, code and log file', async () => {
    const opening = open('exit 7', 60_000);
    await expect(opening).rejects.toThrow(StoreUnreachableError);
    await expect(opening).rejects.toThrow(
      `the embedded store did not start: ${folder}/docstore ended with code 7; see ${folder}/log/store.log`,
    );
  });

  it('fails at once when there is no such program', async () => {
    const options = { binary: join(folder, 'none'), dataDir: folder, logFile: join(folder, 'log') };
    await expect(openEmbedded(options)).rejects.toThrow(/none cannot be started \(spawn .* ENOENT\); see/);
  });

  it('starts another one while the folder is held by a docstore that does not answer, or one was killed', async () => {
    await expect(
      open('echo started; if [ -e "$0.once" ]; then exit 3; fi; touch "$0.once"; kill -9 $$', 1300),
    ).rejects.toThrow(StoreUnreachableError);
    // At 0, 500 and 1000 ms.
    expect(await log()).toBe('started\nstarted\nstarted\n');
  });

  it('ends a docstore that does not come to answer in time', async () => {
    const opening = open('trap "echo ended; exit" TERM; echo $$; while :; do sleep 0.05; done', 500);
    await expect(opening).rejects.toThrow(
      expect.objectContaining({
        constructor: StoreUnreachableError,
        message: expect.stringMatching(
          /^the embedded store did not start: waited 500 ms for .*; see .*store\.log$/,
        ),
        cause: expect.any(DeadlineError),
      }),
    );
    await waitUntil('its end', async () => ((await log()).endsWith('ended\n') ? true : undefined), 5000);
  });
});
