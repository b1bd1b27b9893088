import pino, { type Logger } from 'pino';
import type { ServiceConfig } from '../config/service-config.js';
import { withoutSecrets } from '../domain/secrets.js';

export interface LogOptions {
  /** `info` by default. */
  readonly level?: ServiceConfig['logLevel'] | undefined;
  /** Takes each line; stderr by default. */
  readonly write?: (line: string) => void;
}

/** Fields that hold a secret whatever it looks like, wherever somebody may log them. */
const SECRET_FIELDS = ['authorization', 'cookie', 'token', 'secret', 'password', 'passphrase'];

/**
 * The service's log: one JSON document a line. Fields that are made for secrets are left out by name, and what looks
 * like a token or a password in an address is left out of every line, wherever it stands: in messages of errors and
 * their causes too.
 */
export function createLog({ level = 'info', write = toStandardError }: LogOptions = {}): Logger {
  const redact = {
    paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
    censor: '[secret]',
  };
  return pino({ level, redact, base: null }, { write: (line) => write(withoutSecrets(line)) });
}

function toStandardError(line: string): void {
  process.stderr.write(line);
}
