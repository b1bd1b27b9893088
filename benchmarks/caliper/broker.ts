import { connect } from 'node:net';
import { InvalidInputError, LoadGeneratorError } from '../../optimizer/domain/errors.js';

const ANSWER_DEADLINE_MS = 5000;
const PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'tcp:': 1883, 'mqtts:': 8883 };

/**
 * Caliper's messenger tries for ever to reach its broker and says nothing; this says so at once.
 * @throws InvalidInputError for an address that is none, LoadGeneratorError if nobody listens there
 */
export async function requireBroker(address: string): Promise<void> {
  const { hostname, port } = brokerAddress(address);
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: hostname, port, timeout: ANSWER_DEADLINE_MS });
    const fail = (why: string, cause?: Error): void => {
      socket.destroy();
      reject(
        new LoadGeneratorError(
          `the broker at ${hostname}:${port} cannot be reached (${why}): start it first`,
          {
            cause,
          },
        ),
      );
    };
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => fail(`no answer within ${ANSWER_DEADLINE_MS} ms`));
    socket.once('error', (cause) => fail(cause.message, cause));
  });
}

/** @throws InvalidInputError */
export function brokerAddress(address: string): { hostname: string; port: number } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const defaultPort = url && PORTS[url.protocol];
  if (!url || defaultPort === undefined || url.hostname === '') {
    throw new InvalidInputError('workers', [
      { path: '', message: 'must be a number or a broker such as mqtt://10.0.0.5:1883' },
    ]);
  }
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? defaultPort : Number(url.port),
  };
}
