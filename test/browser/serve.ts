import { once } from 'node:events';
import { createServer } from 'node:net';
import { ROLES, type Role } from '../../optimizer/domain/actor.js';
import { waitUntil, withDeadline } from '../../optimizer/domain/wait.js';
import { gridtuneJson, startGridtune, type RunningCli } from '../live/cli.js';

/** A running service, and a token of each role. */
export interface ServedPage {
  readonly url: string;
  readonly tokens: Readonly<Record<Role, string>>;
}

export interface Service extends ServedPage {
  readonly pid: number;
  /** Ends it as a service manager would. @throws if it does not end by itself */
  stop(): Promise<void>;
}

/** Starts the product's own service on the state of `home`. */
export async function startService(home: string, tokens: ServedPage['tokens'], port = 0): Promise<Service> {
  const chosen = port === 0 ? await freePort() : port;
  const running = startGridtune(['serve', '--port', String(chosen)], { home });
  const url = `http://127.0.0.1:${chosen}`;
  await ready(url, running);
  return {
    url,
    tokens,
    pid: running.child.pid ?? Number.NaN,
    stop: async () => {
      running.child.kill('SIGTERM');
      const { code, stderr } = await withDeadline('the service to end', running.done, 60_000);
      if (code !== 0 && code !== 130) throw new Error(`the service ended with ${code}: ${stderr}`);
    },
  };
}

async function ready(url: string, { child, stderr }: RunningCli): Promise<void> {
  await waitUntil(
    'the service to answer /healthz',
    async () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${stderr()}`);
      const { ok } = await fetch(`${url}/healthz`);
      return ok || undefined;
    },
    60_000,
  );
}

/** One token of each role, made on the command line as an administrator would. */
export async function makeTokens(home: string): Promise<Record<Role, string>> {
  const made = { viewer: '', operator: '', approver: '', admin: '' };
  for (const role of ROLES)
    made[role] = String(
      (await gridtuneJson(['token', 'create', '--role', role, '--name', role], { home }))['token'],
    );
  return made;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}
