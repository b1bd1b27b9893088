import { connect } from 'node:net';
import { NetworkDownError } from '../optimizer/domain/errors.js';

const ANSWER_DEADLINE_MS = 2000;

/** @throws NetworkDownError with the reason if the node is not healthy. */
export async function requireHealthy(operationsPort: number): Promise<void> {
  const response = await askOperations(operationsPort, '/healthz');
  const body = await response.text();
  if (!response.ok) throw new NetworkDownError(`/healthz says ${response.status}: ${body.slice(0, 200)}`);
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

/** Asks a Fabric node's operations port. @throws NetworkDownError if it does not answer. */
async function askOperations(port: number, path: '/healthz' | '/metrics'): Promise<Response> {
  try {
    return await fetch(`http://127.0.0.1:${port}${path}`, {
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
  } catch (cause) {
    throw new NetworkDownError(`does not answer ${path}`, { cause });
  }
}
