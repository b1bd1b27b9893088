import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { waitUntil } from '../../optimizer/domain/wait.js';
import { root } from '../live/cli.js';

export interface ServiceProcess {
  readonly url: string;
  /** Resident memory, MB (10^6 bytes). */
  memoryMb(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts `gridtune serve` on a free port. @throws Error with what it said if it does not come up */
export async function startService(home: string): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [path.join(root, 'setup', 'gridtune.mjs'), 'serve', '--port', '0'], {
    env: { ...process.env, GRIDTUNE_HOME: home, MONGODB_URI: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, log] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr.on('data', (data: Buffer) => (log = `${log}${data.toString()}`.slice(-4000)));
  const closed = once(child, 'close');
  const url = await waitUntil(
    'the service to listen',
    () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${log}`);
      return /https?:\/\/\S+/.exec(said)?.[0];
    },
    300_000,
  );
  return {
    url,
    memoryMb: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / 1e6;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
