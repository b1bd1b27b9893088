import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { LoadGenerator, RawRound, RoundRequest } from '../optimizer/domain/ports.js';
import { CaliperSession, type SessionOptions } from './caliper-session.js';

export type LoadGeneratorOptions = Omit<SessionOptions, 'workspace'> & {
  /** Folder under which each session makes its own. */
  readonly workDirectory: string;
};

/** A load generator that keeps its workers between rounds and starts fresh ones after a failure. */
export class CaliperLoadGenerator implements LoadGenerator {
  readonly #options: LoadGeneratorOptions;
  #session: CaliperSession | undefined;

  constructor(options: LoadGeneratorOptions) {
    this.#options = options;
  }

  async run(request: RoundRequest, signal: AbortSignal): Promise<RawRound> {
    const { workDirectory, ...options } = this.#options;
    const workspace = path.join(workDirectory, `session-${process.pid}-${randomBytes(4).toString('hex')}`);
    this.#session ??= await CaliperSession.start({ ...options, workspace });
    try {
      return await this.#session.run(request, signal);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.stop();
  }
}
