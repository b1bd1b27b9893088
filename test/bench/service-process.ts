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
  /** Processor time of all its threads so far, ms: what other programs on the machine lengthen least. */
  processorMs(): Promise<number>;
  stop(): Promise<void>;
}

/** The kernel counts in hundredths of a second, whatever its own clock. */
const MS_A_TICK = 10;

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
    processorMs: async () => {
      const fields = (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ').at(-1)?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * MS_A_TICK;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
