import { ROLES, type Role } from '../../optimizer/domain/actor.js';
import { waitUntil, withDeadline } from '../../optimizer/domain/wait.js';
import { gridtuneJson, startGridtune, type RunningCli } from '../live/cli.js';

/** A running service, and a token of each role. */
export interface ServedPage {
  readonly url: string;
  readonly tokens: Readonly<Record<Role, string>>;
}

export interface Service extends ServedPage {
  /** Ends it as a service manager would. @throws if it does not end by itself */
  stop(): Promise<void>;
}

/** Starts the product's own service on the state of `home`, on a free port unless one is given. */
export async function startService(home: string, tokens: ServedPage['tokens'], port = 0): Promise<Service> {
  const running = startGridtune(['serve', '--port', String(port), '--json'], { home });
  const url = await addressOf(running);
  return {
    url,
    tokens,
    stop: async () => {
      running.child.kill('SIGTERM');
      const { code, stderr } = await withDeadline('the service to end', running.done, 60_000);
      if (code !== 0) throw new Error(`the service ended with ${code}: ${stderr}`);
    },
  };
}

/** It prints one JSON document with its address once it is ready. */
async function addressOf({ child, stderr }: RunningCli): Promise<string> {
  let printed = '';
  child.stdout?.on('data', (data: Buffer) => (printed += data.toString()));
  return waitUntil(
    'the service to print its address',
    () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${stderr()}`);
      return /"url":\s*"([^"]+)"/.exec(printed)?.[1];
    },
    120_000,
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

/** A request to a path below /api/v1. @throws Error for a refusal */
export async function ask(
  { url, tokens }: ServedPage,
  role: Role,
  request: {
    readonly method?: string;
    readonly path: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  },
  // Tests look into it as they like.
  // oxlint-disable-next-line typescript/no-explicit-any
): Promise<any> {
  const { method = 'GET', path, body, headers } = request;
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens[role]}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
