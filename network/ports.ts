import { createServer } from 'node:net';
import { seededRandom } from '../optimizer/domain/random.js';
import { PortInUseError } from '../optimizer/domain/errors.js';

/** Below the range from which systems take the local ports of outgoing connections, so no client takes ours. */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const ATTEMPTS = 200;

/** Whether nothing listens on a loopback port. */
export async function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * First port of a free consecutive block.
 * @throws {@link PortInUseError} if none was found.
 */
export async function findFreeBlock(count: number, seed = Date.now() ^ (process.pid << 8)): Promise<number> {
  const random = seededRandom(seed);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const base = LOWEST + random.below(HIGHEST - LOWEST - count);
    if ((await busyPorts(base, count)).length === 0) return base;
  }
  throw new PortInUseError(
    `found no ${count} free ports in a row between ${LOWEST} and ${HIGHEST}: set basePort in the topology`,
  );
}

export async function busyPorts(base: number, count: number): Promise<number[]> {
  const ports = Array.from({ length: count }, (_, index) => base + index);
  const free = await Promise.all(ports.map(isPortFree));
  return ports.filter((_, index) => !free[index]);
}
