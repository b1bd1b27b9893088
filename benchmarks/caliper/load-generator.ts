import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { LoadGenerator, RawRound, RoundRequest } from '../../optimizer/domain/ports.js';
import { CaliperSession, type SessionOptions } from './session.js';

export type LoadGeneratorOptions = Omit<SessionOptions, 'workspace'> & {
  /** Folder under which each session makes its own. */
  readonly workDirectory: string;
};

/** Load that fresh workers send before their first round: compilers, connections and caches get warm. */
const WARM_UP = { warmupS: 0, minS: 2, maxS: 2 };

/** A load generator that keeps its workers between rounds and starts fresh ones after a failure. */
export class CaliperLoadGenerator implements LoadGenerator {
  readonly #options: LoadGeneratorOptions;
  #session: CaliperSession | undefined;

  constructor(options: LoadGeneratorOptions) {
    this.#options = options;
  }

  async run(request: RoundRequest, signal: AbortSignal): Promise<RawRound> {
    try {
      this.#session ??= await this.#start(request, signal);
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

  async #start({ load }: RoundRequest, signal: AbortSignal): Promise<CaliperSession> {
    const { workDirectory, ...options } = this.#options;
    const workspace = path.join(workDirectory, `session-${process.pid}-${randomBytes(4).toString('hex')}`);
    const session = await CaliperSession.start({ ...options, workspace });
    // Kept before the warm-up: if that fails, the session is stopped like any other.
    this.#session = session;
    await session.run({ label: 'warm-up', load, window: WARM_UP }, signal);
    return session;
  }
}
