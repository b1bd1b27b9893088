import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { PortInUseError } from '../domain/errors.js';
import { hardenServer, SERVER_LIMITS, TLS_LIMITS } from './harden-server.js';

export interface ListenOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** PEM. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

export interface Listening {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly server: Server;
  /** Takes no new connection; what is under way may end within `graceMs`, then it is cut. */
  close(graceMs: number): Promise<void>;
}

/** @throws PortInUseError */
export async function listen(app: RequestListener, { host, port, tls }: ListenOptions): Promise<Listening> {
  const server = tls ? createTlsServer({ ...TLS_LIMITS, ...tls }, app) : createServer(SERVER_LIMITS, app);
  hardenServer(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(asPortInUse(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const chosen = typeof address === 'object' && address !== null ? address.port : port;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${tls ? 'https' : 'http'}://${name}:${chosen}`,
    server,
    close: async (graceMs) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

function asPortInUse(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new PortInUseError(
    `another program listens on ${host}:${port}: stop it, or choose another with --port`,
    {
      cause: error,
    },
  );
}
