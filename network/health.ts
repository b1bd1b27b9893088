import { connect } from 'node:net';
import { NetworkDownError } from '../optimizer/domain/errors.js';

const ANSWER_DEADLINE_MS = 2000;

/** @throws NetworkDownError with the reason if the node is not healthy. */
export async function requireHealthy(operationsPort: number): Promise<void> {
  const response = await askOperations(operationsPort, '/healthz');
  const body = await response.text();
  if (!response.ok) throw new NetworkDownError(`/healthz says ${response.status}: ${body.slice(0, 200)}`);
}

/**
 * A node that delivers blocks does its work, whether or not its operations port answers: silence there is
 * worth telling and no reason to call the node down.
 * @returns what is wrong with the port, undefined if nothing is
 * @throws NetworkDownError if the node answers that it is not healthy
 */
export async function healthProblem(operationsPort: number): Promise<string | undefined> {
  try {
    await requireHealthy(operationsPort);
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

/** @throws NetworkDownError unless this orderer leads its Raft channel: only then a transaction is ordered. */
export async function requireLeader(operationsPort: number): Promise<void> {
  const response = await askOperations(operationsPort, '/metrics');
  if (!/^consensus_etcdraft_is_leader\{[^}]*\} 1$/m.test(await response.text())) {
    throw new NetworkDownError('no orderer leads the channel yet');
  }
}

class SilentPortError extends NetworkDownError {}

/** Asks a Fabric node's operations port. @throws SilentPortError if it does not answer. */
async function askOperations(port: number, path: '/healthz' | '/metrics'): Promise<Response> {
  try {
    return await fetch(`http://127.0.0.1:${port}${path}`, {
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
  } catch (cause) {
    throw new SilentPortError(`does not answer ${path}`, { cause });
  }
}
