import type { Consensus } from '../optimizer/domain/consensus.js';
import { connect } from 'node:net';
import { NetworkDownError } from '../optimizer/domain/errors.js';

const ANSWER_DEADLINE_MS = 2000;

/** A port on this machine, or a base address such as `http://10.0.0.7:9443`. */
export type OperationsService = number | string;

/** @throws NetworkDownError with the reason if the node is not healthy. */
export async function requireHealthy(operations: OperationsService): Promise<void> {
  const response = await askOperations(operations, '/healthz');
  const body = await response.text();
  if (!response.ok) throw new NetworkDownError(`/healthz says ${response.status}: ${body.slice(0, 200)}`);
}

/**
 * A node that delivers blocks does its work, whether or not its operations port answers: silence there is
 * worth telling and no reason to call the node down.
 * @returns what is wrong with the port, undefined if nothing is
 * @throws NetworkDownError if the node answers that it is not healthy
 */
export async function healthProblem(operations: OperationsService): Promise<string | undefined> {
  try {
    await requireHealthy(operations);
    return undefined;
  } catch (error) {
    if (error instanceof SilentPortError) return error.message;
    throw error;
  }
}

/** Whether something accepts connections on a loopback port. @throws NetworkDownError if not. */
export async function requireListening(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: ANSWER_DEADLINE_MS });
    const fail = (why: string, cause?: Error): void => {
      socket.destroy();
      reject(new NetworkDownError(why, { cause }));
    };
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => fail('accepts no connection'));
    socket.once('error', (cause) => fail('accepts no connection', cause));
  });
}

/**
 * Whether somebody leads the channel: only then a transaction is ordered.
 *
 * Under Raft a leader knows of itself that a majority elected it. Under BFT every orderer computes its leader
 * from the view that it is in, and says so alone too: a quorum has to name the same one, and it has to run.
 * @throws NetworkDownError if nobody does yet
 */
export async function requireLeader(
  consensus: Consensus,
  orderers: readonly { readonly operationsPort: number }[],
): Promise<void> {
  const answers = await Promise.allSettled(
    orderers.map(async ({ operationsPort }) => (await askOperations(operationsPort, '/metrics')).text()),
  );
  const pages = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const leaders = pages.filter((page) => /^consensus_(?:etcdraft|BFT)_is_leader\{[^}]*\} 1$/m.test(page));
  if (leaders.length === 0) throw new NetworkDownError('no orderer leads the channel yet');
  if (consensus === 'raft') return;
  // A leader that was down still takes itself for one, until it sees a block of its successor.
  const followers = leaders.map(
    (leader) => pages.filter((page) => leaderId(page) === leaderId(leader)).length,
  );
  const [most, quorum] = [Math.max(...followers), bftQuorum(orderers.length)];
  if (most < quorum)
    throw new NetworkDownError(`${most} of ${orderers.length} orderers name one leader, ${quorum} have to`);
}

function leaderId(page: string): string | undefined {
  return /^consensus_BFT_leader_id\{[^}]*\} (\d+)$/m.exec(page)?.[1];
}

/** How many of `n` orderers have to agree under BFT: any two such groups share one that is honest. */
function bftQuorum(n: number): number {
  const faulty = Math.floor((n - 1) / 3);
  return Math.ceil((n + faulty + 1) / 2);
}

class SilentPortError extends NetworkDownError {}

/** The version that a node gives of itself. @throws NetworkDownError if it gives none */
export async function fabricVersion(operations: OperationsService): Promise<string> {
  const answer: unknown = await (await askOperations(operations, '/version')).json();
  if (typeof answer === 'object' && answer !== null && 'Version' in answer) return String(answer.Version);
  throw new NetworkDownError('/version names no version');
}

/** Asks a Fabric node's operations service. @throws SilentPortError if it does not answer. */
async function askOperations(
  operations: OperationsService,
  path: '/healthz' | '/metrics' | '/version',
): Promise<Response> {
  const base = typeof operations === 'number' ? `http://127.0.0.1:${operations}` : operations;
  try {
    return await fetch(`${base}${path}`, { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) });
  } catch (cause) {
    throw new SilentPortError(`does not answer ${path}`, { cause });
  }
}
