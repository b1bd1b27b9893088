import type { Server, ServerOptions } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** What one connection may take; to be given to `createServer`. */
export const SERVER_LIMITS = {
  /** Bytes of the first line and the headers together. */
  maxHeaderSize: 16_384,
  /** Until the headers are in. */
  headersTimeout: 10_000,
  /** Until the whole request is in: 64 MiB take 120 s at half a megabyte a second. */
  requestTimeout: 120_000,
  /** How long a connection stays open between two requests. */
  keepAliveTimeout: 10_000,
  /** How often the two deadlines above are looked at. */
  connectionsCheckingInterval: 1000,
} as const satisfies ServerOptions;

/** The same with TLS: nobody keeps a handshake open for long. */
export const TLS_LIMITS = { ...SERVER_LIMITS, handshakeTimeout: 10_000, minVersion: 'TLSv1.2' } as const;

/** Far above 200 event streams and what asks beside them. */
const MAX_CONNECTIONS = 1000;
const MAX_HEADERS = 100;

/**
 * Limits what one client may take of a server, and answers what is no HTTP with a problem document. How often deadlines
 * are looked at, and the size of headers, Node takes at creation alone: see {@link SERVER_LIMITS}.
 */
export function hardenServer(
  server: Server,
  limits: Pick<Server, 'headersTimeout' | 'requestTimeout' | 'keepAliveTimeout'> = SERVER_LIMITS,
): void {
  server.headersTimeout = limits.headersTimeout;
  server.requestTimeout = limits.requestTimeout;
  server.keepAliveTimeout = limits.keepAliveTimeout;
  server.maxConnections = MAX_CONNECTIONS;
  server.maxHeadersCount = MAX_HEADERS;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error.code, socket));
}

/** By the codes of Node's parser; whatever else is wrong with a request is a 400. */
const REFUSALS: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'TOO_LARGE', 'address and headers are larger than 16 KiB together'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'TOO_LARGE', 'the extensions of a chunk are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'DEADLINE_EXCEEDED', 'the request took too long to come in'],
};
const NO_HTTP = [400, 'INVALID_INPUT', 'this is no HTTP request'] as const;

function refuse(parserCode: string | undefined, socket: Duplex): void {
  if (!socket.writable || parserCode === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, code, detail] = REFUSALS[parserCode ?? ''] ?? NO_HTTP;
  const body = JSON.stringify({
    type: `urn:gridtune:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: code.toLowerCase().replaceAll('_', ' '),
    status,
    detail,
    code,
    instance: '',
    requestId: '',
    retry: code === 'DEADLINE_EXCEEDED' ? 'later' : 'never',
  });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
