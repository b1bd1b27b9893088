import type { Logger } from 'pino';
import type { Progress } from '../domain/ports.js';

/** What the service does on its own account goes to its log; the progress of jobs is theirs. */
export function logProgress(log: Logger): Progress {
  return {
    step: (message) => log.info(message),
    advance: (done, total, message) => log.debug({ done, total }, message),
    warn: (message) => log.warn(message),
  };
}
