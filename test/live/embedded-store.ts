import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { waitUntil } from '../../optimizer/domain/wait.js';

/** The process of an installation's embedded store, if it runs. */
export async function embeddedStorePid(home: string): Promise<number | undefined> {
  const pid = Number(await readFile(path.join(home, 'store', 'lock'), 'utf8').catch(() => ''));
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes(home) ? pid : undefined;
}

/** It ends by itself, seconds after its last client. */
export async function untilStoreEnded(home: string): Promise<void> {
  const isGone = async (): Promise<true | undefined> =>
    (await embeddedStorePid(home)) === undefined ? true : undefined;
  await waitUntil('the embedded store to end', isGone, 30_000);
}
