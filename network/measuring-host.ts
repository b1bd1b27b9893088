import { cpus, hostname, totalmem } from 'node:os';
import type { Context } from '../optimizer/domain/round.js';

/** The machine that measures: the one this program runs on. */
export function measuringHost(): Context['host'] {
  return {
    name: hostname(),
    cpus: cpus().length,
    memoryBytes: totalmem(),
    platform: `${process.platform}-${process.arch}`,
  };
}
