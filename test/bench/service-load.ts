import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Asked {
  readonly path: string;
  readonly body: unknown;
}

export interface LoadResult {
  /** Milliseconds from when each request was due until its answer was read, ascending. */
  readonly latenciesMs: readonly number[];
  /** How many answers had another status than wanted, by status. */
  readonly unwanted: Readonly<Record<string, number>>;
}

export interface LoadOptions {
  readonly url: string;
  readonly token: string;
  readonly ratePerS: number;
  readonly seconds: number;
  readonly wantedStatus: number;
}

/**
 * Sends requests at even times whether or not earlier ones were answered, over kept connections. Time counts from
 * when a request was due: a service that stalls is not asked less for it.
 */
export async function sendLoad(
  questions: (place: number) => Asked,
  { url, token, ratePerS, seconds, wantedStatus }: LoadOptions,
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true });
  const [latenciesMs, unwanted]: [number[], Record<string, number>] = [[], {}];
  const startMs = performance.now();
  const sent = Array.from({ length: Math.round(ratePerS * seconds) }, async (_, place) => {
    const dueMs = startMs + (1000 * place) / ratePerS;
    await sleep(dueMs - performance.now());
    const status = await ask(questions(place), { url, token, agent });
    latenciesMs.push(performance.now() - dueMs);
    if (status !== wantedStatus) unwanted[status] = (unwanted[status] ?? 0) + 1;
  });
  await Promise.all(sent);
  agent.destroy();
  return { latenciesMs: latenciesMs.toSorted((a, b) => a - b), unwanted };
}

function ask(
  { path, body }: Asked,
  { url, token, agent }: { readonly url: string; readonly token: string; readonly agent: Agent },
): Promise<number> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const asked = request(
      `${url}/api/v1${path}`,
      {
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
        },
      },
      (response) => {
        response.resume();
        response.on('error', reject);
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    asked.on('error', reject);
    asked.end(text);
  });
}

/** @param ascending - at least one. @param share - 0.99 for the 99th percentile, by nearest rank. */
export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? NaN;
}
