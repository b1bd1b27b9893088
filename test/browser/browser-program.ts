import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import program from '@sparticuz/chromium';

/** Chromium as it lies unpacked, in a folder of its own. */
export interface BrowserProgram {
  readonly directory: string;
  readonly executable: string;
}

/**
 * Unpacks the browser that comes as an npm package. Its own place would be one that all users and runs share;
 * here every run has its own and removes it with {@link removeBrowser}.
 */
export async function unpackBrowser(): Promise<BrowserProgram> {
  const directory = await mkdtemp(path.join(tmpdir(), 'gridtune-browser-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = directory;
  try {
    return { directory, executable: await program.executablePath() };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

export async function removeBrowser({ directory }: BrowserProgram): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}
